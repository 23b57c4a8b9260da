"""The form of one page of Personal Details: questions asked once, and tables of rows that grow without JavaScript.

A row's inputs are named `employers-0-employer`; `employers-rows` says how many rows were sent, and `employers-0-was`
which saved row it was (from 1), so that an answer that cannot be read leaves the saved one as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from magnolia.policy.answers import dollars, in_words
from magnolia.policy.complete import total
from magnolia.policy.form import Form, Question, Section, Table, form

from ...actions import law
from ...actions.applying import filing
from ...actions.applying.places import reopened
from ...models import Application, Institution
from ..forms import PlainForm
from .apply_fields import Around, field_for

MOST_ROWS = 200  # more than any application has; a made-up number of rows builds no endless page
SHORT_ROW = 4  # questions; a row with more is folded on its page
ADD, REMOVE = "add-", "remove-"


def around(application: Application, on: dt.date) -> Around:
    """What the fields of an application need to know on a day."""
    jurisdiction = application.jurisdiction
    registered = Institution.objects.filter(pk=application.institution_id).first()
    return Around(
        words=form(jurisdiction),
        jurisdiction=jurisdiction,
        today=on,
        longest_text=law.value(jurisdiction, "documents.statement_characters", on).whole,
        opeid_digits=law.value(jurisdiction, "opeid.digits", on).whole,
        institution=application.institution.name,
        registered_opeid=registered.opeid if registered else "",
        documents=tuple((str(paper.pk), paper.name) for paper in filing.current_documents(application)),
    )


class Answers(PlainForm):
    """Questions by name; none is required here, what is missing is said after saving."""

    def __init__(self, data: Any, questions: Mapping[str, Question], known: Around, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.questions = questions
        for question in questions.values():
            field = field_for(question, known)
            field.required = question.needed and not question.unless
            field.mark = known.words.mark(question)  # type: ignore[attr-defined]
            if question.autocomplete:
                field.widget.attrs["autocomplete"] = question.autocomplete
            self.fields[question.id] = field

    def _clean_fields(self) -> None:
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super()._clean_fields()  # type: ignore[misc]
        for field in needed:
            field.required = True

    def read(self) -> dict[str, Any]:
        """The answers that could be read."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        return self.cleaned_data

    def asked(self) -> list[tuple[Question, Any]]:
        return [(question, self[question.id]) for question in self.questions.values()]


class RowForm(Answers):
    """One row of a table."""

    was = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, table: Table, place: int, known: Around, initial: Any = None) -> None:
        super().__init__(data, table.questions, known, prefix=f"{table.id}-{place}", initial=initial)
        self.called = f"{table.one} {place + 1}"  # in the list of what to correct
        self.number = place

    @property
    def blank(self) -> bool:
        """Nothing was typed: such a row is not kept."""
        return not any(str(self.data.get(self.add_prefix(name)) or "").strip() for name in self.questions)

    @property
    def folded(self) -> bool:
        """Whether a page shows the row closed: a long one after the first, filled in, with nothing to correct."""
        filled = any(self[name].value() not in (None, "", []) for name in self.questions)
        return self.number > 0 and len(self.questions) > SHORT_ROW and filled and not self.errors

    @property
    def heading(self) -> str:
        """The row by its first answer, which names it."""
        named = str(self[next(iter(self.questions))].value() or "").strip()
        return f"{self.called}: {named}" if named else self.called

    @property
    def lacks(self) -> list[str]:
        """Labels of what a row as it is shown still needs."""
        shown = {name: self[name].value() for name in self.questions}
        return [question.label for question in self.questions.values() if question.lacks(shown)]

    def values(self, saved: list[dict[str, Any]]) -> dict[str, Any]:
        """The cells that can be kept; one that cannot be read stays as it was saved."""
        found = self.read()
        was = found.get("was") or 0
        old = saved[was - 1] if 0 < was <= len(saved) else {}
        return {name: found.get(name, old.get(name)) for name in self.questions}


class TableForm:
    """The rows of one table as they were sent, or as they are saved with one empty row to start with."""

    def __init__(self, data: Any, table: Table, known: Around, saved: list[dict[str, Any]], more: int = 0) -> None:
        self.table, self.saved, self.counted = table, saved, f"{table.id}-rows"
        self.sent = data is not None and self.counted in data
        self.errors: list[str] = []
        self.said = self.goes_on = ""  # after a row came or went: the sentence, and the row to go on at
        bound = data if self.sent else None
        count = _count(data.get(self.counted)) if self.sent else max(len(saved) + more, 1)
        self.rows = [RowForm(bound, table, place, known, self._initial(place)) for place in range(count)]

    def _initial(self, place: int) -> dict[str, Any]:
        return {**self.saved[place], "was": place + 1} if place < len(self.saved) else {}

    @property
    def kept(self) -> list[RowForm]:
        """The rows in which something was typed."""
        return [row for row in self.rows if not row.blank]

    def values(self) -> list[dict[str, Any]]:
        return [row.values(self.saved) for row in self.kept]

    def at(self, row: int) -> RowForm | None:
        """The row of a gap, which counts the kept rows from 1."""
        kept = self.kept if self.sent else self.rows
        return kept[row - 1] if 0 < row <= len(kept) else None

    @property
    def total(self) -> str | None:
        """The sum of the saved rows in words, where the table has a column to sum."""
        if not self.table.total or (summed := total(self.saved, self.table.total)) is None:
            return None
        return dollars(summed) if self.table.questions[self.table.total].kind == "money" else in_words(summed)

    @property
    def faulty(self) -> bool:
        return bool(self.errors) or any(row.errors for row in self.rows if row.is_bound)


def _count(typed: Any) -> int:
    return min(int(typed), MOST_ROWS) if str(typed).isascii() and str(typed).isdigit() and len(str(typed)) < 5 else 1


class GroupForm:
    """One page of Personal Details as it is shown or was sent; in a correction only with what the State listed."""

    def __init__(
        self,
        application: Application,
        group: str,
        on: dt.date,
        stated: Mapping[str, Any],
        data: Any = None,
        add: str = "",
    ) -> None:
        known = around(application, on)
        self.words: Form = known.words
        self.group = self.words.groups[group]
        listed = reopened(application)
        questions = {q.id: q for q in self.words.of_group(group) if listed.question(q.id)}
        self.plain = Answers(data, questions, known, initial=stated)
        self.tables = {
            table.id: TableForm(data, table, known, stated[table.id], more=int(add == table.id))
            for table in self.words.tables_of(group)
            if listed.question(table.id)
        }
        self.closed = len(questions) + len(self.tables) < len(self.words.places_of(group))

    @property
    def empty(self) -> bool:
        """Whether nothing of the page can be changed."""
        return not self.plain.questions and not self.tables

    def well_formed(self) -> dict[str, Any]:
        """The answers that were sent and can be kept. A radio button left open sends nothing."""
        made = {name: value for name, value in self.plain.read().items() if name in self.plain.data}
        return made | {name: table.values() for name, table in self.tables.items() if table.sent}

    @property
    def faulty(self) -> bool:
        return bool(self.plain.errors) or any(table.faulty for table in self.tables.values())

    @property
    def forms(self) -> list[Any]:
        """Every form of the page, for the list of what to correct."""
        return [self.plain, *(row for table in self.tables.values() for row in table.rows)]

    @property
    def table_errors(self) -> list[tuple[str, str]]:
        """What is wrong with a table as a whole, with its id."""
        return [(table.table.id, error) for table in self.tables.values() for error in table.errors]

    def errors(self) -> dict[str, list[str]]:
        """Every message by the name of its input; of a table as a whole by the table's name."""
        found = {each.add_prefix(name): list(said) for each in self.forms for name, said in each.errors.items()}
        return found | {name: table.errors for name, table in self.tables.items() if table.errors}

    def say(self, field: str, words: str, row: int = 0, column: str = "") -> None:
        """Put a message at a question, at a cell of a table, or at the table; one that stands there already stays."""
        table = self.tables.get(field)
        holder: Answers | None = table.at(row) if table and row else None if table else self.plain
        name = column if table else field
        if holder is not None and name in holder.fields:
            if name not in holder.errors:
                holder.add_error(name, words)
        elif table is not None and words not in table.errors:
            table.errors.append(words)

    def sections(self) -> list[tuple[Section, list[tuple[Question, Any]], list[TableForm]]]:
        """Sections in order, each with its questions and its tables; sections without any are left out."""
        found = [
            (
                section,
                [(q, self.plain[q.id]) for q in self.words.of_section(section.id) if q.id in self.plain.fields],
                [table for table in self.tables.values() if table.table.section == section.id],
            )
            for section in self.words.sections_of(self.group.id)
        ]
        return [each for each in found if each[1] or each[2]]

    def same(self, name: str, typed: Any, kept: Any) -> bool:
        """Whether two answers are equal, a table by its rows."""
        return _same_rows(typed, kept or []) if name in self.tables else _same(typed, kept)

    def beside(self, since: list[dict[str, Any]], now: Mapping[str, Any]) -> dict[str, Any]:
        """For a form that came too late: the typed answers, with the new ones where this person had changed nothing."""
        shown = {
            each.add_prefix(name): value for each in self.forms for name in each.fields if (value := each[name].value())
        }
        shown |= {table.counted: len(table.rows) for table in self.tables.values()}
        for change in reversed([change for line in since for change in line["changed"]]):
            name = change["name"]
            if name in self.tables and _same_rows(self.tables[name].values(), change["before"]):
                shown = {key: value for key, value in shown.items() if not key.startswith(f"{name}-")}
                shown |= dict(_as_typed(self.tables[name], now[name]))
            elif name in self.plain.fields and _same(self.plain.read().get(name), change["before"]):
                shown[name] = self.plain.fields[name].prepare_value(now[name])
        return {name: "" if value is None else value for name, value in shown.items()}


def _as_typed(table: TableForm, rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Saved rows as a browser would send them."""
    yield table.counted, len(rows)
    for place, row in enumerate(rows):
        yield f"{table.table.id}-{place}-was", place + 1
        fields = table.rows[0].fields if table.rows else {}
        for name, value in row.items():
            yield f"{table.table.id}-{place}-{name}", fields[name].prepare_value(value) if name in fields else value


def _same(typed: Any, kept: Any) -> bool:
    """Whether a typed answer is what a change started from; the record keeps figures and dates as text."""
    if isinstance(typed, Decimal):
        return kept not in (None, "") and typed == Decimal(str(kept))
    if isinstance(typed, dt.date):
        return bool(typed.isoformat() == kept)
    return (typed or None) == (kept or None) if not isinstance(typed, bool) else typed is kept


def _same_rows(typed: list[dict[str, Any]], kept: list[dict[str, Any]]) -> bool:
    pairs = zip(typed, kept, strict=False)
    return len(typed) == len(kept) and all(_same(row[name], old.get(name)) for row, old in pairs for name in row)


def reshaped(sent: Any, do: str) -> dict[str, Any]:
    """What was sent with the row that a button adds or takes out; rows after a missing one move up."""
    data = {name: sent.get(name) for name in sent}
    if do.startswith(ADD):
        name = f"{do.removeprefix(ADD)}-rows"
        return data | {name: _count(data.get(name, 0)) + 1}
    table, _, place = do.removeprefix(REMOVE).rpartition("-")
    if not do.startswith(REMOVE) or not place.isdigit() or f"{table}-rows" not in data:
        return data
    gone, made = int(place), {}
    for name, value in data.items():
        number, _, cell = name.removeprefix(f"{table}-").partition("-")
        if not (name.startswith(f"{table}-") and number.isdigit()):
            made[name] = value
        elif int(number) != gone:
            made[f"{table}-{int(number) - (int(number) > gone)}-{cell}"] = value
    return made | {f"{table}-rows": max(_count(data[f"{table}-rows"]) - 1, 0)}
