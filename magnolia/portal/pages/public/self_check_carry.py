"""From a self-check to a draft: a person of an institution, signed in, starts an application with the answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.form import Form
from magnolia.policy.form import form as form_words

from ...actions import law
from ...actions.applying import self_checking
from ...actions.applying.self_checking import Left
from ...actions.moves import Refused
from ...models import Institution, Organisation
from ...templatetags.case_words import answer_words
from ..institution.apply import Starting
from ..institution.apply_fields import Around
from ..request import Request
from . import self_check_forms as its
from .self_check import FINDINGS, START, Visit, private


def carry(request: Request, jurisdiction: str) -> HttpResponse:
    """Choose institution and award year; the draft opens with what fits, and what does not is listed."""
    visit = Visit(request, jurisdiction)
    if not visit.answers:
        messages.warning(request, "There are no answers to carry over. Answer the questions first, or use your file.")
        return redirect(START, visit.state)
    asked, without_place = Starting(request, visit.state, copies=False), no_place(visit)
    if asked.form.is_bound and asked.form.is_valid():
        given = asked.form.cleaned_data
        fits, left = _fitting(visit, given["institution"])
        try:
            made = self_checking.carry(
                given["institution"],
                given["award_year"],
                fits,
                [*left, *without_place],
                cycle=given["cycle"],
                program_name=given["program_name"],
                **asked.who(),
            )
            messages.success(
                request, f"The draft {made.number} is open, filled in from the self-check. Nothing was sent."
            )
            return redirect("copied", made.pk)
        except Refused as problem:
            asked.refuse(problem)
    if not asked.form.is_bound:
        asked.form.initial["program_name"] = visit.answers.get("program_name", "")
    only = list(asked.institutions[:2])
    refused = _fitting(visit, only[0])[1] if len(only) == 1 else []
    context = asked.context() | {
        "state": visit.state,
        "trail": [*visit.trail, ("Findings", reverse(FINDINGS, args=[visit.state]))],
        "left": [*refused, *without_place],
        "carried": len(self_checking.fitting(visit.state, visit.answers)),
    }
    return private(render(request, "public/self_check_carry.html", context, status=asked.status))


def no_place(visit: Visit) -> list[Left]:
    """The answers, and cells of tables, for which the application form has no place, each with the reason."""
    check, made = visit.check, []
    for name, why in check.fits_not.items():
        table, _, cell = name.partition(".")
        if cell:
            question = check.form.tables[table].questions[cell]
            made += [
                Left(f"{check.form.tables[table].one} {at}: {question.label}", str(row[cell]), why)
                for at, row in enumerate(visit.answers.get(table) or [], 1)
                if row.get(cell)
            ]
        elif visit.answers.get(name) not in (None, "", []):
            asked: Any = check.form.questions.get(name) or check.form.tables[name]
            made.append(Left(check.form.label_of(name), answer_words(visit.answers[name], asked), why))
    return made


def _fitting(visit: Visit, institution: Organisation) -> tuple[dict[str, Any], list[Left]]:
    """The answers that the fields of this institution's application take, and those that they refuse."""
    form: Form = form_words(visit.state)
    registered = Institution.objects.filter(pk=institution.pk).first()
    around = Around(
        words=form,
        jurisdiction=visit.state,
        today=visit.on,
        longest_text=law.value(visit.state, "documents.statement_characters", visit.on).whole,
        opeid_digits=law.value(visit.state, "opeid.digits", visit.on).whole,
        institution=institution.name,
        registered_opeid=registered.opeid if registered else "",
    )
    return its.taken(form, around, self_checking.fitting(visit.state, visit.answers))
