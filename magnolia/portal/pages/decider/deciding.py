"""The forms of determination and conditions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from magnolia.policy.letters import needs as letter_fields
from magnolia.policy.workflow import Move

from ...actions.deciding.decide import CRITERION, DOCUMENTATION
from ..forms import PlainForm

ROWS = 3  # empty lines for conditions; a button gives as many again


def words(label: str, hint: str = "", rows: int = 3, required: bool = True, longest: int = 4000) -> forms.CharField:
    """A field for running text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=longest, widget=widget)


class SigningForm(PlainForm):
    """A typed name and title under an act."""

    signed_name = forms.CharField(label="Your name, typed as a signature", max_length=120)
    signed_title = forms.CharField(label="Your title", max_length=120)


class DeterminationForm(SigningForm):
    """One of the outcomes: its basis, what that outcome alone asks for, and the signature.

    `unmet` are (question id, title) of criteria found not met; `rows` is how many lines for conditions it has.
    """

    def __init__(
        self, move: Move, jurisdiction: str, unmet: Iterable[tuple[str, str]], data: Any = None, **more: Any
    ) -> None:
        self.places = more.pop("rows", None) or rows_of(data, move.name)
        self.first_new = ""  # the first line that a button just added
        super().__init__(data, prefix=move.name, **more)
        self.move = move
        asked: dict[str, forms.Field] = {"basis": words("Basis of the determination", rows=4)}
        for word in move.asks:
            asked[word] = words(word.capitalize(), "The letter prints it.")
        if "asked_for" in letter_fields(jurisdiction, move.letter):
            asked["asked_for"] = words("What the institution has to send")
        if "ground_listed" in move.needs:
            asked |= _grounds(list(unmet))
        elif not move.asks:
            asked |= self._conditions(move)
        self.fields = asked | self.fields
        self.fields["release_on"] = forms.DateField(
            label="Release on a later day",
            required=False,
            help_text="Leave it empty to make the determination now. With a day, you sign now and it goes out when "
            "that day begins: the letter has that date, and until then nobody outside sees that anything was decided.",
        )

    def _conditions(self, move: Move) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        if "condition_listed" in move.needs:
            made["rows"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=self.places)
            for place in range(1, self.places + 1):
                made[f"condition_{place}"] = words(
                    f"Condition {place}", "First line: the gap. Next lines: what will close it.", 2, required=False
                )
                made[f"due_{place}"] = forms.DateField(label=f"Condition {place}: due", required=False)
        made["standing"] = words(
            "Standing conditions or limitations",
            "One a line. They are printed on the letter and posted; nobody has to close them.",
            required=False,
        )
        return made

    def clean(self) -> dict[str, Any]:
        """A due day without its condition is a slip, not an empty line."""
        given = super().clean() or self.cleaned_data
        for place in range(1, self.places + 1):
            if given.get(f"due_{place}") and not given.get(f"condition_{place}"):
                self.add_error(f"condition_{place}", "Write the condition that is due on this day, or clear the day.")
        return given

    @property
    def goes_on(self) -> str:
        """Where a person goes on after lines were added: the id of the first new one."""
        return str(self[self.first_new].auto_id) if self.first_new in self.fields else ""

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each condition, side by side."""
        if "condition_1" not in self.fields:
            return []
        return [(self[f"condition_{n}"], self[f"due_{n}"]) for n in range(1, self.places + 1)]

    def typed_conditions(self) -> list[dict[str, Any]]:
        """What was typed, as `determine` takes it."""
        given = self.cleaned_data
        made: list[dict[str, Any]] = [
            {"blocking": True, "text": given[f"condition_{n}"], "due": _day(given.get(f"due_{n}"))}
            for n in range(1, self.places + 1)
            if given.get(f"condition_{n}")
        ]
        standing = [line.strip() for line in given.get("standing", "").splitlines() if line.strip()]
        return made + [{"blocking": False, "text": line, "due": None} for line in standing]

    def typed_grounds(self) -> list[dict[str, str]]:
        """What was chosen and typed, as `determine` takes it."""
        given = self.cleaned_data
        chosen = [{"kind": CRITERION, "question": q, "text": ""} for q in given.get("grounds", [])]
        lacking = given.get("lacking", "").strip()
        return chosen + ([{"kind": DOCUMENTATION, "question": "", "text": lacking}] if lacking else [])


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def rows_of(data: Any, prefix: str) -> int:
    """How many lines for conditions a sent form has; an odd answer counts as none."""
    typed = str((data or {}).get(f"{prefix}-rows", ""))
    return min(int(typed), 10 * ROWS) if typed.isascii() and typed.isdigit() and int(typed) else ROWS


def _grounds(unmet: list[tuple[str, str]]) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    if unmet:
        made["grounds"] = forms.MultipleChoiceField(
            label="Criteria found not met", choices=unmet, required=False, widget=forms.CheckboxSelectMultiple
        )
    made["lacking"] = words(
        "Insufficient documentation", "Name exactly what was lacking. Leave it empty if nothing was.", required=False
    )
    return made


class ClosingForm(PlainForm):
    """What closed one condition."""

    note = words("What closed it", "Name the paper or the fact, and where it is.", 2, longest=500)
