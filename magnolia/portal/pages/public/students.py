"""Limits on Pell for one student, checked for institutions. Nothing of what is asked is kept.

The page has no token against forged requests, because a forged one could change nothing: no row, no session, no log.
A file is held in memory, never on a disk, and its answer is a page or a download of the same request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from magnolia.policy.periods import AwardYear, CalendarError
from magnolia.policy.student_file import Checked, check
from magnolia.policy.student_rows import PERIODS, Unread, pell_alone, period_fault
from magnolia.policy.students import Column, Register, Said, Student, look, register

from ..cells import answer_csv
from ..forms import MoneyField, PlainForm, YesNo
from ..request import Request, known_state

MEGABYTE = 1024 * 1024
CENT = Decimal("0.01")
SHOWN = 200  # rows on the page; the download has them all
TONES = {"warning": "warn", "to_do": "bad", "information": "info", "clear": "good", "open": "neutral"}
LABELS = {
    "warning": "Warning",
    "to_do": "To do",
    "information": "For information",
    "clear": "No warning",
    "open": "Not answered",
}
HEARD = ("warning", "to_do", "information")  # what a list of many rows shows; the rest is in the download
FILE_HEADER = ("row", "key", "answer", "question", "sentence", "source")
GROUPS = (
    ("The program and its aid", ("aid", "program")),
    ("Degrees", ("bachelors", "graduate_program", "graduate_credential")),
    ("Pell for one program at a time", ("pell_from", "pell_to", "other_pell_from", "other_pell_to")),
    (
        "Other aid in the award year",
        ("award_year", "cost_of_attendance", "state_aid", "institutional_aid", "private_aid", "federal_aid",
         "learned_on", "last_payment_on"),
    ),
    ("Coursework", ("required_hours", "counted_hours", "remedial_hours", "extra_hours")),
)  # fmt: skip


class Year(forms.CharField):
    """An award year as pages write it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace("–", "-")
        if not text:
            return None
        try:
            return AwardYear.parse(text)
        except CalendarError:
            raise forms.ValidationError("Write the award year as 2026-2027.") from None


def _field(column: Column, words: Register) -> forms.Field:
    """The field of a column."""
    said: dict[str, Any] = {"label": column.label, "help_text": column.help, "required": False}
    if column.kind == "funds":
        return forms.ChoiceField(choices=pell_alone(words), label=column.label, required=False)
    if column.kind == "choice":
        return forms.ChoiceField(choices=[("", "Choose"), *column.values.items()], **said)
    if column.kind in ("money", "cost"):
        return MoneyField(**said, **({"min_value": CENT} if column.kind == "cost" else {}))
    if column.kind == "number":
        return forms.DecimalField(min_value=0, max_digits=7, decimal_places=2, widget=forms.TextInput, **said)
    made: dict[str, type[forms.Field]] = {"yes_no": YesNo, "year": Year, "date": forms.DateField}
    return made.get(column.kind, forms.CharField)(**said)


class StudentForm(PlainForm):
    """One student's facts; no field asks who it is."""

    def __init__(self, data: Any, words: Register) -> None:
        super().__init__(data)
        self.words = words
        for _, names in GROUPS:
            for name in names:
                self.fields[name] = _field(words.columns[name], words)
        self.fields["program"].max_length = 100  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for first, last in PERIODS:
            fault = period_fault(given.get(first), given.get(last))
            if fault and not {first, last} & self.errors.keys():
                label = f"{self[first].label} and {self[last].label[0].lower()}{self[last].label[1:]}"
                self.add_error(last, f"The form {self.words.fault[fault].format(column=label)}")
        return given

    def student(self) -> Student:
        """What was typed, as the rules know it."""
        known = {each.name for each in fields(Student)} - {"aid"}
        return Student(**{name: value for name, value in self.cleaned_data.items() if name in known})

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS]


class StudentsFile(PlainForm):
    """A file to check."""

    file = forms.FileField(label="File of students", allow_empty_file=True, help_text="CSV in UTF-8.")


@csrf_exempt
@never_cache
@sensitive_post_parameters()
def student_limits(request: Request, jurisdiction: str) -> HttpResponse | StreamingHttpResponse:
    """The checker: one student's facts, or a file; the answer is the page itself, or a download."""
    state = known_state(jurisdiction)
    words = register(state)
    if request.method == "POST" and _too_large(request):
        problem = words.fault["too_large"].format(megabytes=settings.FILE_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE)
        return _page(request, state, words, problem=problem, status=413)
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    word = request.POST.get("do", "") if request.method == "POST" else ""
    if word in ("file", "download"):
        return _of_file(request, state, words, word == "download")
    form = StudentForm(request.POST if word == "student" else None, words)
    if not form.is_valid():
        return _page(request, state, words, form=form, status=422 if form.is_bound else 200)
    return _page(request, state, words, form=form, said=look(form.student(), (), words))


def _too_large(request: Request) -> bool:
    """Whether more comes than is held in memory; nothing of it is read then."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _of_file(
    request: Request, state: str, words: Register, download: bool
) -> HttpResponse | StreamingHttpResponse:  # fmt: skip
    form = StudentsFile(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, state, words, file_form=form, status=422)
    try:
        found = check(form.cleaned_data["file"].read(), words)
    except Unread as problem:
        form.add_error("file", str(problem))
        return _page(request, state, words, file_form=form, status=422)
    if download:
        return answer_csv("student-limits", _rows(found, words))
    return _page(request, state, words, file_form=form, found=found)


def _rows(found: Checked, words: Register) -> Iterator[Iterable[Any]]:
    """The answer as a table: every answer of every row, and the rows that could not be read."""
    yield FILE_HEADER
    yield ("", "", words.says["page"], "", "", "")
    for row, why in found.faults:
        yield (row, "", "Not read", "", f"Row {row} {why}", "")
    for student, said in found.told:
        for each in said:
            asks = words.criteria[each.criterion].asks
            yield (student.row, student.key, LABELS[each.tone], asks, each.message, each.citation)


def _line(each: Said, words: Register) -> dict[str, Any]:
    return {
        "asks": words.criteria[each.criterion].asks,
        "label": LABELS[each.tone],
        "tone": TONES[each.tone],
        "says": each.message,
        "cite": each.citation,
    }


def _page(
    request: Request,
    state: str,
    words: Register,
    *,
    form: StudentForm | None = None,
    file_form: StudentsFile | None = None,
    said: list[Said] | None = None,
    found: Checked | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    form, file_form = form or StudentForm(None, words), file_form or StudentsFile()
    faulty = [each for each in (form, file_form) if each.is_bound and each.errors]
    heard = [
        (student, [_line(each, words) for each in said if each.tone in HEARD])
        for student, said in (found.told if found else [])
        if any(each.tone in HEARD for each in said)
    ]
    context = {
        "state": state,
        "form": form,
        "file_form": file_form,
        "faulty": faulty,
        "has_errors": bool(faulty or problem),
        "problem": problem,
        "says": words.says,
        "columns": words.columns.values(),
        "funds": words.funds,
        "said": [_line(each, words) for each in said or ()],
        "open": sum(each.tone == "open" for each in said or ()),
        "warned": any(each.tone in ("warning", "to_do") for each in said or ()),
        "found": found,
        "heard": heard[:SHOWN],
        "more": len(heard) - SHOWN,
        "quiet": len(found.told) - len(heard) if found else 0,
    }
    return render(request, "public/students.html", context, status=status)


def empty_file(request: Request, jurisdiction: str) -> StreamingHttpResponse:
    """The columns of a file to check, without a row."""
    return answer_csv("student-limits-template", [list(register(known_state(jurisdiction)).columns)])
