"""Other aid of students in an approved program: the institution's own register, open until it recorded what it did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from magnolia.policy import aid_flags as rule
from magnolia.policy.periods import say_day
from magnolia.policy.workflow import process

from ... import access
from ...actions.afterwards import aid_flags
from ...models import AidFlag, Application
from ..case.case import fetch
from ..case.sheet import WORDS, Sheet, Step, show
from ..request import Request
from .forms import OfCase


class FlagForm(OfCase):
    """Other aid of one student."""

    student_key = forms.CharField(
        label="Your own key of the student",
        max_length=200,
        help_text="As your records have it, such as S-2041. Never a name, never a Social Security number.",
    )
    source = forms.ChoiceField(label="Where the other aid comes from", widget=forms.RadioSelect)
    learned_on = forms.DateField(label="Day on which the institution learned of it")
    last_on = forms.DateField(label="Day of the last disbursement of Pell", help_text="Made or planned.")

    def __init__(self, application: Application, *rest: Any, **more: Any) -> None:
        super().__init__(application, *rest, **more)
        self.fields["source"].choices = list(rule.words(application.jurisdiction)["source"].items())  # type: ignore[attr-defined]

    def clean_student_key(self) -> str:
        """The key; one that may tell who the student is goes no further, not even back to the page."""
        key = str(self.cleaned_data["student_key"]).strip()
        if wrong := rule.fault(self.application.jurisdiction, key):
            self.data = dict(self.data.items()) | {self.add_prefix("student_key"): ""}
            raise forms.ValidationError(wrong)
        return key


class ActionForm(OfCase):
    """What was done about it."""

    done = forms.ChoiceField(label="What was done", widget=forms.RadioSelect)
    acted_on = forms.DateField(label="Day of the action")

    def __init__(self, application: Application, *rest: Any, **more: Any) -> None:
        super().__init__(application, *rest, **more)
        self.fields["done"].choices = list(rule.words(application.jurisdiction)["action"].items())  # type: ignore[attr-defined]


def _told(row: AidFlag) -> dict[str, Any]:
    state = row.application.jurisdiction
    said, table = rule.words(state), process(state)
    turn = table.life(row.kind).states[row.state].turn
    return {
        "heading": f"Student {row.student_key}",
        "facts": [
            ("Whose turn", ", ".join(table.roles[role].label for role in turn)),
            ("Other aid comes from", said["source"][row.source]),
            ("Learned on", say_day(row.learned_on)),
            ("Last disbursement", say_day(row.last_on)),
            ("What was done", said["action"].get(row.action, "")),
            ("Day of the action", say_day(row.acted_on) if row.acted_on else ""),
            ("Source", said["rule"]["cite"]),
        ],
    }


FLAGS = Sheet(
    page="aid_flags",
    template="after/aid_flags.html",
    model=AidFlag,
    rows=lambda case: case.aid_flags.select_related("case", "application"),
    told=_told,
    opening={"flag": Step(FlagForm, aid_flags.flag)},
    steps={"record_action": Step(ActionForm, aid_flags.record), "strike": WORDS},
)


def flags(request: Request, pk: UUID) -> HttpResponse:
    """The register of one approved program; tasks stay open until action and day are recorded."""
    return show(request, fetch(request, pk, "aid_flags"), FLAGS)


def waiting(request: Request) -> list[tuple[str, int, str]]:
    """Open tasks of this person's institution: their label, how many, and the case of the one paid out first."""
    condition, label = Q(pk__in=[]), ""
    for hat in request.standing.hats:
        life = process(hat.jurisdiction).life(AidFlag.kind)
        states = [state.name for state in life.states.values() if hat.role in state.turn]
        condition |= Q(state__in=states, application__jurisdiction=hat.jurisdiction)
        label = life.label
    rows = access.visible_to(request.standing, AidFlag).filter(condition)
    first = rows.order_by("last_on", "pk").first()
    return [(label, rows.count(), reverse("aid_flags", args=[first.application_id]))] if first else []
