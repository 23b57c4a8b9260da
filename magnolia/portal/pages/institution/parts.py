"""The three parts of the form, each with its own state: complete, or what is missing in words."""

from __future__ import annotations

from dataclasses import dataclass

from magnolia.policy.form import form
from magnolia.policy.registers import review

from ...actions.applying import filing
from ...models import Application

ADDRESS = {"details": "part_details", "attachments": "part_attachments", "declarations": "part_declarations"}


@dataclass(frozen=True)
class PartState:
    """One part as pages show it; `missing` names what is still needed."""

    id: str
    title: str
    says: str
    missing: tuple[str, ...]

    @property
    def address(self) -> str:
        """Name of the page's address."""
        return ADDRESS[self.id]

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def note(self) -> str:
        return "Complete" if self.complete else f"{len(self.missing)} missing"

    @property
    def tone(self) -> str:
        return "good" if self.complete else "warn"


def parts(application: Application) -> list[PartState]:
    """The parts in the order of the form."""
    words, slots = form(application.jurisdiction), review(application.jurisdiction).slots
    missing: dict[str, list[str]] = {name: [] for name in words.parts}
    for gap in filing.gaps(application):
        asked = words.label_of(gap.field) if gap.part == "details" else slots[gap.field].title
        missing[gap.part].append(asked)
    if filing.counting_signature(application) is None:
        missing["declarations"].append(words.says("unsigned"))
    return [PartState(part.id, part.title, part.says, tuple(missing[part.id])) for part in words.parts.values()]
