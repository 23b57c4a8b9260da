"""One form field for each kind of question in form.toml. Each takes what people type and answers with a sentence.

No field cuts a text or sets `maxlength`: a text that is too long is refused with its count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import validate_email

from magnolia.policy.answers import has_form
from magnolia.policy.criteria import register
from magnolia.policy.form import Form, Question
from magnolia.policy.periods import say_day

from ...actions.applying import codes as lists
from ...models import TABLES, Application, ProgramFacts
from ..forms import YesNo

# Explicit changes of the reading direction, which can make a name read as another.
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y")
LARGEST_WHOLE = 2_147_483_647  # what the column holds
BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Around:
    """What fields need to know beside their question: the form's words, the State's date, its law, the institution."""

    words: Form
    jurisdiction: str
    today: date
    longest_text: int
    opeid_digits: int
    institution: str
    registered_opeid: str
    documents: tuple[tuple[str, str], ...] = ()  # id and name of each document that counts


def readable(text: Any) -> str:
    """The text without characters that cannot be seen or printed; every kind of line end becomes one."""
    plain = BREAKS.sub("\n", str(text or ""))
    return "".join(c for c in plain if c in "\n\t" or not _hides(c)).strip()


def _hides(character: str) -> bool:
    """Control characters, lone surrogates, and marks that turn the reading direction of what follows."""
    return unicodedata.category(character) in ("Cc", "Cs") or unicodedata.bidirectional(character) in TURNS


def column(question: Question) -> Any:
    """The column that holds the answer; of a question of the self-check alone, a column that would hold it."""
    holder: Any = TABLES.get(question.table, ProgramFacts) if question.table else ProgramFacts
    try:
        held: Any = (Application if question.id == "program_name" else holder)._meta.get_field(question.id)
    except FieldDoesNotExist:
        held = None
    if held is None or held.is_relation and question.kind != "document":
        held = ProgramFacts._meta.get_field("tuition" if question.kind == "money" else "arrangement_organisation")
    return held


class Text(forms.CharField):
    """A line or several; `check` may refuse or rewrite what was typed."""

    def __init__(self, question: Question, limit: int, around: Around, check: Callable[[str], str] = str) -> None:
        long = question.kind in ("long", "lines")
        widget = forms.Textarea() if long else forms.TextInput()
        super().__init__(label=question.label, help_text=question.help, widget=widget)
        if question.kind == "long":
            self.max_length = limit  # for the count below the box; refused in clean, never cut
        self.limit, self.long, self.check, self.says = limit, long, check, around.words.says

    def to_python(self, value: Any) -> str:
        return readable(value) if self.long else " ".join(readable(value).split())

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        count = len(text.replace("\n", "\r\n"))  # as the browser counts line ends
        if count > self.limit:
            figures = {"count": f"{count:,}", "limit": f"{self.limit:,}", "over": f"{count - self.limit:,}"}
            raise ValidationError(self.says("too_long", label=self.label, **figures))
        return self.check(text) if text else ""


class Figure(forms.DecimalField):
    """A number as people type it, with commas and a dollar sign if they like; whole where the column is."""

    widget = forms.TextInput

    def __init__(self, question: Question, around: Around) -> None:
        super().__init__(label=question.label, help_text=question.help)
        held = column(question)
        self.places = getattr(held, "decimal_places", 0)
        digits = getattr(held, "max_digits", None)
        self.most = Decimal(10) ** (digits - self.places) - Decimal(10) ** -self.places if digits else LARGEST_WHOLE
        self.question, self.says = question, around.words.says
        self.error_messages["invalid"] = question.wrong
        self.widget.attrs["inputmode"] = "decimal" if self.places else "numeric"

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"[\s$,]", "", readable(value)) if isinstance(value, str) else value
        number = super().to_python(typed)
        if number is None or not number.is_finite():
            return number
        if number < 0:
            raise ValidationError(self.says("negative", label=self.label))
        if number > self.most:
            raise ValidationError(self.says("too_big", label=self.label, limit=f"{self.most:,}"))
        if number != number.quantize(Decimal(10) ** -self.places):
            words = self.says("decimals", label=self.label, limit=self.places) if self.places else self.question.wrong
            raise ValidationError(words)
        return number

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return number if number is None or self.places else int(number)

    def prepare_value(self, value: Any) -> Any:
        """As stored, without needless zeros; money keeps its cents."""
        if isinstance(value, Decimal) and self.question.kind == "number":
            return f"{value.normalize():f}"
        return value


class Codes(Text):
    """Occupation codes, one after the other; cleans to a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return text.split(", ") if text else []


def _code(form: str, typed: str) -> str | None:
    """The code in its form ("NN.NNNN"); the mark in the middle may be left out. None where it is no such code."""
    mark = next(c for c in form if c != "N")
    digits = typed.replace(" ", "")
    if mark not in digits and len(digits) == form.count("N"):
        digits = digits[: form.index(mark)] + mark + digits[form.index(mark) :]
    return digits if digits.isascii() and has_form(digits, form) else None


def _cip(question: Question, around: Around) -> Callable[[str], str]:
    form = register(around.jurisdiction)["alignment.codes"].table["cip_code"]["form"]

    def check(typed: str) -> str:
        code = _code(form, typed)
        if code is None:
            raise ValidationError(question.wrong)
        _refuse_faults(lists.CIP, [code])
        return code

    return check


def _refuse_faults(kind: str, codes: list[str]) -> None:
    """Refuse codes that the loaded edition does not have; without one only their pattern is known."""
    if found := lists.faults(kind, codes, lenient=True):
        raise ValidationError(" ".join(found.values()))


def _soc(question: Question, around: Around) -> Callable[[str], str]:
    form = register(around.jurisdiction)["alignment.codes"].table["soc_codes"]["form"]

    def check(typed: str) -> str:
        given = [each for each in re.split(r"[,;\s]+", typed) if each]
        codes = {each: _code(form, each) for each in given}
        if wrong := [each for each, code in codes.items() if code is None]:
            raise ValidationError(f"{question.wrong}{', '.join(wrong)}.")
        written = [code for each in given if (code := codes[each])]
        if twice := [code for code in dict.fromkeys(written) if written.count(code) > 1]:
            raise ValidationError(around.words.says("twice", codes=", ".join(twice)))
        _refuse_faults(lists.SOC, written)
        return ", ".join(written)

    return check


def _opeid(question: Question, around: Around) -> Callable[[str], str]:
    def check(typed: str) -> str:
        digits = re.sub(r"[\s-]", "", typed)
        if not (digits.isascii() and digits.isdigit() and len(digits) == around.opeid_digits):
            raise ValidationError(around.words.says("opeid_form", digits=around.opeid_digits))
        if around.registered_opeid and digits != around.registered_opeid:
            known = {"institution": around.institution, "registered": around.registered_opeid}
            raise ValidationError(around.words.says("opeid_other", **known))
        return digits

    return check


def _email(question: Question, around: Around) -> Callable[[str], str]:
    def check(typed: str) -> str:
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError(question.wrong) from None
        return typed

    return check


def _phone(question: Question, around: Around) -> Callable[[str], str]:
    def check(typed: str) -> str:
        digits = sum(c.isdigit() for c in typed)
        odd = re.search(r"[^0-9()+./\-\s]", re.sub(r"(?i)(ext|x)\.?", "", typed))
        if odd or not question.digits_at_least <= digits <= question.digits_at_most:
            raise ValidationError(question.wrong)
        return typed

    return check


CHECKS: Mapping[str, Callable[[Question, Around], Callable[[str], str]]] = {
    "email": _email,
    "phone": _phone,
    "opeid": _opeid,
    "cip": _cip,
    "soc": _soc,
}


YEARS_BACK = 100  # no day of a filing is older; an earlier one is a slip of the year


class Day(forms.DateField):
    """A day, by the browser's own control or typed as people write it; one yet to come only where it makes sense."""

    def __init__(self, question: Question, around: Around) -> None:
        super().__init__(label=question.label, help_text=question.help, input_formats=DAYS)
        self.error_messages["invalid"] = question.wrong
        self.question, self.today, self.says = question, around.today, around.words.says

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(readable(value) if isinstance(value, str) else value)
        if self.question.not_yet(day, self.today):
            raise ValidationError(self.question.too_late)
        if day is not None and self.today.year - day.year > YEARS_BACK:
            figures = {"label": self.question.label, "day": say_day(day), "years": YEARS_BACK}
            raise ValidationError(self.says("too_early", **figures))
        return day


def _paper(question: Question, around: Around) -> forms.ChoiceField:
    """A choice among the documents of the application."""
    choices = [("", around.words.says("choose_document")), *around.documents]
    field = forms.ChoiceField(label=question.label, help_text=question.help, choices=choices)
    field.error_messages["invalid_choice"] = around.words.says("no_document")
    return field


INPUT_TYPES = {"email": "email", "phone": "tel"}


def field_for(question: Question, around: Around) -> forms.Field:
    """The field of a question."""
    if question.kind == "yes_no":
        return YesNo(label=question.label, help_text=question.help)
    if question.kind == "date":
        return Day(question, around)
    if question.kind == "document":
        return _paper(question, around)
    if question.kind == "choice":
        field = forms.ChoiceField(
            label=question.label,
            help_text=question.help,
            choices=list(question.choices.items()),
            widget=forms.RadioSelect,
        )
        field.error_messages["invalid_choice"] = question.wrong or around.words.says("not_a_choice")
        return field
    if question.kind in ("whole", "number", "money"):
        return Figure(question, around)
    if question.kind == "soc":
        return Codes(question, around.longest_text, around, _soc(question, around))
    limit = around.longest_text if question.kind in ("long", "lines") else column(question).max_length
    if question.kind in ("opeid", "cip"):
        limit = around.longest_text  # the form of the code says what is wrong
    check = CHECKS[question.kind](question, around) if question.kind in CHECKS else str
    text = Text(question, limit, around, check)
    if question.kind in INPUT_TYPES:
        text.widget.input_type = INPUT_TYPES[question.kind]
    return text
