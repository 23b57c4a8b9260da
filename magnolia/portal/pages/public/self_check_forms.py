"""Pages of the self-check as forms, and the answers that wait in the visitor's session until they run out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError

from magnolia.policy.form import Form, Question, Table
from magnolia.policy.self_check import SelfCheck, typed

from ...actions import law
from ...actions.applying import stated
from ...actions.applying.self_checking import Left
from ...templatetags.case_words import answer_words
from ..forms import PlainForm
from ..institution.apply_fields import Around, field_for
from ..institution.apply_groups import Answers, GroupForm, TableForm
from ..request import Request

KEPT = "self_check"  # in the session: by State, the answers and when they were last changed
NOT_TYPED = ("csrfmiddlewaretoken", "do")
LARGEST = 200_000  # characters of all answers together; a session is no store of files


class TooMuch(Exception):
    """The answers together are longer than a session keeps."""


def known(check: SelfCheck, jurisdiction: str, on: date) -> Around:
    """What the fields need to know: no institution and no documents."""
    return Around(
        words=check.form,
        jurisdiction=jurisdiction,
        today=on,
        longest_text=law.value(jurisdiction, "documents.statement_characters", on).whole,
        opeid_digits=law.value(jurisdiction, "opeid.digits", on).whole,
        institution="",
        registered_opeid="",
    )


class PageForm(GroupForm):
    """One page of the self-check as it is shown or was sent."""

    def __init__(
        self, check: SelfCheck, page: str, around: Around, given: Mapping[str, Any], data: Any = None, add: str = ""
    ) -> None:
        self.words: Form = check.form
        self.group = self.words.groups[page]
        self.plain = Answers(data, {q.id: q for q in self.words.of_group(page)}, around, initial=given)
        self.tables = {
            table.id: TableForm(data, table, around, given.get(table.id) or [], more=int(add == table.id))
            for table in self.words.tables_of(page)
        }
        self.closed = False
        for each in self.forms:
            _may_stay_open(each, check.open)

    @property
    def names(self) -> list[str]:
        return [*self.plain.questions, *self.tables]


def _may_stay_open(form: forms.Form, words: str) -> None:
    """Give every list of choices one more that is no answer: it takes an answer back."""
    for field in form.fields.values():
        if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.RadioSelect):
            field.choices = [*field.choices, ("", words)]  # type: ignore[misc]


class Upload(PlainForm):
    """A file of facts, as this page or the command writes it."""

    file = forms.FileField(label="File with answers", help_text="A file saved from this page, ending in .json.")


# ------------------------------------------------------------------ the session


def lasts() -> timedelta:
    """How long answers are kept after the last change."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _held(request: Request, jurisdiction: str) -> dict[str, Any]:
    """What the session has of this State; nothing once it ran out."""
    held: dict[str, Any] | None = request.session.get(KEPT, {}).get(jurisdiction)
    return held if held and datetime.fromisoformat(held["at"]) + lasts() >= request.at else {}


def kept(request: Request, check: SelfCheck, jurisdiction: str) -> dict[str, Any]:
    """The answers of this visitor."""
    return typed(check.form, _held(request, jurisdiction).get("answers", {}))


def keep(request: Request, jurisdiction: str, answers: Mapping[str, Any]) -> None:
    """Put the answers into the session, in place of those before; raises TooMuch."""
    plain = {name: value for name, value in stated.plain(answers).items() if value not in (None, "", [])}
    _put(request, jurisdiction, answers=plain)


def refused(request: Request, jurisdiction: str, page: str) -> dict[str, Any] | None:
    """What was typed on a page and could not be read, until the page is saved without a fault."""
    found: dict[str, Any] | None = _held(request, jurisdiction).get("refused", {}).get(page)
    return found


def refuse(request: Request, jurisdiction: str, page: str, sent: Mapping[str, Any] | None) -> None:
    """Keep what was typed on a page with a fault, so that the page can be opened again; None: it has none. TooMuch."""
    before = _held(request, jurisdiction).get("refused", {})
    words = {} if sent is None else {page: {name: value for name, value in sent.items() if name not in NOT_TYPED}}
    if before or words:
        _put(request, jurisdiction, refused={name: each for name, each in before.items() if name != page} | words)


def _put(request: Request, jurisdiction: str, **parts: Any) -> None:
    held = {"answers": {}, **_held(request, jurisdiction), **parts, "at": request.at.isoformat()}
    if len(json.dumps(held)) > LARGEST:
        raise TooMuch
    if KEPT not in request.session:
        request.session.clear_expired()
    request.session[KEPT] = {**request.session.get(KEPT, {}), jurisdiction: held}


def forget(request: Request, jurisdiction: str) -> None:
    """Take the answers out of the session; a session that holds nothing else ends."""
    held = {state: each for state, each in request.session.pop(KEPT, {}).items() if state != jurisdiction}
    if held:
        request.session[KEPT] = held
    elif SESSION_KEY not in request.session:  # nobody is signed in
        request.session.flush()


# ------------------------------------------------------------------ answers that come from elsewhere


def taken(form: Form, around: Around, answers: Mapping[str, Any]) -> tuple[dict[str, Any], list[Left]]:
    """Those answers that the fields of a form take, as they would be typed there; the others with the reason."""
    fits: dict[str, Any] = {}
    left: list[Left] = []
    for name, value in answers.items():
        if name in form.tables:
            table = form.tables[name]
            fits[name] = [dict(_row(table, at, row, around, left)) for at, row in enumerate(value, 1)]
        elif name in form.questions:
            question = form.questions[name]
            if (found := _read(question, question.label, value, around, left)) is not None:
                fits[name] = found
    return fits, left


def _row(table: Table, at: int, row: Mapping[str, Any], around: Around, left: list[Left]) -> Iterator[tuple[str, Any]]:
    for name, question in table.questions.items():
        found = _read(question, f"{table.one} {at}: {question.label}", row.get(name), around, left)
        if found is not None:
            yield name, found


def _read(question: Question, label: str, value: Any, around: Around, left: list[Left]) -> Any:
    if value in (None, "", []):
        return None
    field = field_for(question, around)
    try:
        return field.clean(field.prepare_value(value))
    except ValidationError as fault:
        left.append(Left(label, answer_words(value, question), " ".join(fault.messages)))
        return None
