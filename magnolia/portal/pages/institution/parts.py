"""The three parts of the form, each with its own state: complete, or what is missing in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.registers import review

from ...actions.applying import filing
from ...models import Application
from .answered import group_page, missing_by_group

Place = tuple[str, str, tuple[tuple[str, str], ...]]  # a page of the form, its address, what it lacks with the places
ADDRESS = {"details": "part_details", "attachments": "part_attachments", "declarations": "part_declarations"}


@dataclass(frozen=True)
class PartState:
    """One part as pages show it; `missing` names what is still needed, `pages` on which page of the form."""

    id: str
    title: str
    says: str
    missing: tuple[str, ...]
    pages: tuple[Place, ...] = ()

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
    found = filing.gaps(application)
    for gap in found:
        asked = words.label_of(gap.field) if gap.part == "details" else slots[gap.field].title
        missing[gap.part].append(asked)
    if filing.counting_signature(application) is None:
        missing["declarations"].append(words.says("unsigned"))
    lacking = missing_by_group(application, found)
    details = [(words.groups[name].title, group_page(application, name), rows) for name, rows in lacking.items()]
    at = reverse("part_attachments", args=[application.pk])
    papers = [(slots[gap.field].title, f"{at}#slot-{gap.field}") for gap in found if gap.part == "attachments"]
    pages = {"details": details, "attachments": [(words.parts["attachments"].title, at, papers)]}
    return [
        PartState(
            part.id, part.title, part.says, tuple(missing[part.id]),
            tuple((title, url, tuple(rows)) for title, url, rows in pages.get(part.id, []) if rows),
        )
        for part in words.parts.values()
    ]  # fmt: skip
