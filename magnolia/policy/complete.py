"""What is still missing in the answers of Personal Details, or does not fit together, and what deserves a second look.

Pure: answers by the name of their question come in, sentences of form.toml come out. A table is a list of rows, each a
mapping by the name of its question; a document that no longer counts is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .answers import in_words
from .form import Form, Table
from .hours import Hours
from .periods import AwardYear

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Around:
    """What the answers alone do not say: the award year asked for (starting year), and the law of that year."""

    award_year: int
    last_substitute_year: int
    arrangement_percent: Decimal  # what an ineligible organisation may teach of any program
    own_state: str = ""  # postal code of the institution's State
    unusual: tuple[str, ...] = ()  # SOC codes that the loaded crosswalk does not join to the CIP code


@dataclass(frozen=True)
class Gap:
    """Something missing or not fitting: at which question or table, in words; in a table also which row and column.

    `row` counts from 1, 0 stands for none. `unfit`: answers are there and do not fit each other.
    """

    field: str
    says: str
    row: int = 0
    column: str = ""
    unfit: bool = False


Rule = Callable[[Form, Answers, Around], Iterator[Gap]]
GAPS: dict[str, Rule] = {}
NOTES: dict[str, Rule] = {}


def _rule(register: dict[str, Rule]) -> Callable[[Rule], Rule]:
    def mark(function: Rule) -> Rule:
        register[function.__name__] = function
        return function

    return mark


def gaps(form: Form, stated: Answers, around: Around) -> list[Gap]:
    """Everything that keeps Personal Details from being complete, in the order of the form."""
    found = [gap for group in form.groups for gap in _unanswered(form, group, stated)]
    found += [gap for rule in GAPS.values() for gap in rule(form, stated, around)]
    order = list(form.groups)
    return sorted(found, key=lambda gap: order.index(form.group_of(gap.field)))


def notes(form: Form, stated: Answers, around: Around) -> list[Gap]:
    """What is taken as it is and deserves a second look."""
    return [note for rule in NOTES.values() for note in rule(form, stated, around)]


def _unanswered(form: Form, group: str, stated: Answers) -> Iterator[Gap]:
    for question in form.of_group(group):
        if question.lacks(stated):
            yield Gap(question.id, question.missing)
    for table in form.tables_of(group):
        rows = stated.get(table.id) or []
        if not rows and (table.needed or table.needed_with(stated)):
            yield Gap(table.id, table.missing)
        for place, row in enumerate(rows, start=1):
            yield from _unanswered_in(table, place, row)


def _unanswered_in(table: Table, place: int, row: Answers) -> Iterator[Gap]:
    for question in table.questions.values():
        if question.lacks(row):
            name = row.get(next(iter(table.questions))) if table.named else None
            yield Gap(table.id, f"{name}: {question.missing}" if name else question.missing, place, question.id)


def _gap(form: Form, name: str, **filled: object) -> Gap:
    sentence = form.gaps[name]
    return Gap(sentence.field, sentence.says.format(**filled), unfit=True)


def exact(value: Any) -> Decimal | None:
    """A figure as stored or as a frozen filing keeps it, or None."""
    return None if value in (None, "") else Decimal(str(value))


def total(rows: Any, column: str) -> Decimal | None:
    """The sum of a column; None without a figure, or where a row has none."""
    figures = [exact(row.get(column)) for row in rows or []]
    if not figures or None in figures:
        return None
    return sum((each for each in figures if each is not None), Decimal(0))


@_rule(GAPS)
def parts_add_up(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """The breakdown of hours adds up to the hours stated."""
    figure, unit = exact(stated.get("hours")), str(stated.get("measure") or "")
    summed_parts = total(stated.get("hour_parts"), "hours")
    if figure is None or summed_parts is None:
        return
    whole, parts = Hours(figure, unit), Hours(summed_parts, unit)
    if whole != parts:
        apart = max(whole, parts) - min(whole, parts)
        figures = {"parts": parts.amount, "stated": whole.amount, "apart": apart.amount}
        yield _gap(form, "parts_add_up", **{name: in_words(each) for name, each in figures.items()})


PROGRAM = "program"  # the one kind of coursework that counts


def _left_out(stated: Answers) -> list[Answers]:
    """The parts that are known not to count: not coursework of the formal program, or not needed to finish it.

    34 CFR 668.20: noncredit, remedial, reduced-credit remedial and ESL courses; State policy 12.5. A part of
    which nobody said what it is counts until somebody does.
    """
    parts = stated.get("hour_parts") or []
    return [
        part for part in parts if part.get("coursework") not in (None, "", PROGRAM) or part.get("required") is False
    ]


def counted(stated: Answers) -> Decimal | None:
    """The hours that count: those stated, without the parts that do not count; None without a figure."""
    hours = exact(stated.get("hours"))
    less = [figure for part in _left_out(stated) if (figure := exact(part.get("hours"))) is not None]
    return None if hours is None else hours - sum(less, Decimal(0))


@_rule(GAPS)
def remedial_agrees(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """The hours of remedial work are those of the remedial parts."""
    remedial = [part for part in stated.get("hour_parts") or [] if part.get("coursework") in ("remedial", "reduced")]
    said, parts = exact(stated.get("remedial_hours")), total(remedial, "hours") if remedial else Decimal(0)
    typed = any(part.get("coursework") for part in stated.get("hour_parts") or [])
    if typed and said is not None and parts is not None and said != parts:
        yield _gap(form, "remedial_agrees", stated=in_words(said), parts=in_words(parts))


@_rule(GAPS)
def each_occupation_matched(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """Every occupation the program names has a row that says how the program matches it."""
    rows = stated.get("alignments") or []
    shown = " ".join(str(row.get("target") or "") for row in rows)
    for code in stated.get("soc_codes") or [] if rows else []:
        if code not in shown:
            sentence = form.gaps["each_occupation_matched"]
            yield Gap(sentence.field, sentence.says.format(target=code))


@_rule(GAPS)
def unusual_pair(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """An occupation that the crosswalk does not join to the field of study has a reason; no pair is refused."""
    if around.unusual and not str(stated.get("pair_reason") or "").strip():
        yield _gap(form, "unusual_pair", cip=stated.get("cip_code"), socs=", ".join(around.unusual))


@_rule(GAPS)
def arrangement_terms(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """Above the usual share another organization teaches only on all the terms, in an apprenticeship (policy 12.4)."""
    taught, whole = exact(stated.get("ineligible_hours")), counted(stated)
    if not stated.get("arrangement") or stated.get("partner_eligible") or taught is None or whole is None:
        return
    if not stated.get("arrangement_apprenticeship") or 100 * taught <= around.arrangement_percent * whole:
        return
    terms = ("arrangement_accreditor", "arrangement_ownership", "arrangement_federal")
    lacking = [f"“{form.label_of(name)}”" for name in terms if not stated.get(name)]
    if lacking:
        figures = {"taught": in_words(taught), "whole": in_words(whole), "limit": in_words(around.arrangement_percent)}
        yield _gap(form, "arrangement_terms", terms="; ".join(lacking), **figures)


@_rule(GAPS)
def arrangement_of_apprenticeship(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """A part taught for a Registered Apprenticeship belongs to one that is named."""
    if stated.get("arrangement") and stated.get("arrangement_apprenticeship") and stated.get("apprenticeship") is False:
        yield _gap(form, "arrangement_of_apprenticeship")


@_rule(GAPS)
def agreement_or_reason(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """Every other State with distance students has an agreement, or the reason why none is needed."""
    if not stated.get("distance_offered") or str(stated.get("no_agreement_because") or "").strip():
        return
    agreed = {_postal(row.get("state")) for row in stated.get("agreements") or []} | {_postal(around.own_state)}
    named = [_postal(line) for line in str(stated.get("student_states") or "").splitlines() if line.strip()]
    if without := [state for state in dict.fromkeys(named) if state not in agreed]:
        yield _gap(form, "agreement_or_reason", states=", ".join(without))


def _postal(state: Any) -> str:
    return str(state or "").strip().upper()


@_rule(GAPS)
def on_the_job_counted(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """Of a Registered Apprenticeship only the related technical instruction stands in the fields of length."""
    hours = exact(stated.get("on_the_job_hours_included"))
    if stated.get("apprenticeship") and hours:
        yield _gap(form, "on_the_job_counted", hours=in_words(hours))


@_rule(GAPS)
def channel_recognised(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """Employer input counts through a channel of the State; another one by its name and the State's approval."""
    if "input_channel" not in form.questions:  # a shorter form does not ask for it
        return
    channel, known = stated.get("input_channel"), form.questions["input_channel"].choices
    named = stated.get("input_channel_other") and stated.get("input_channel_approval")
    if not channel or (channel in known and (channel != "other" or named)):
        return
    listed = "; ".join(label for name, label in known.items() if name != "other")
    said = stated.get("input_channel_other") or "another channel"
    yield _gap(form, "channel_recognised", channel=said, channels=listed)


@_rule(GAPS)
def one_route(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """A program takes one credential route; the points of the other one stay empty."""
    of_routes = {
        "stackable_portable": ("stackable_evidence", "portable_evidence"),
        "sole": ("only_credential_evidence", "given_on_completion"),
    }
    for route, points in of_routes.items():
        given = [form.label_of(name) for name in points if stated.get(name)]
        if given and stated.get("credential_route") not in ("", None, route):
            yield _gap(form, "one_route", points="; ".join(given))


@_rule(GAPS)
def substitute_in_time(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """Other documents stand in for figures only while the first years of the program of grants last."""
    if stated.get("outcomes_basis") == "substitute" and around.award_year > around.last_substitute_year:
        years = {"last": AwardYear(around.last_substitute_year).long, "asked": AwardYear(around.award_year).long}
        yield _gap(form, "substitute_in_time", **years)


@_rule(GAPS)
def part_within_whole(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """No more people finish or find work than there were."""
    for name, part, whole in (
        ("completers_within", "completed_in_time", "completion_cohort"),
        ("employed_within", "employed", "placement_cohort"),
    ):
        less, more = exact(stated.get(part)), exact(stated.get(whole))
        if less is not None and more is not None and less > more:
            yield _gap(form, name, part=in_words(less), whole=in_words(more))


@_rule(GAPS)
def days_in_order(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """A period does not end before it starts."""
    for table in form.tables.values():
        if not {"from_day", "to_day"} <= table.questions.keys():
            continue
        for place, row in enumerate(stated.get(table.id) or [], start=1):
            if row.get("from_day") and row.get("to_day") and str(row["to_day"]) < str(row["from_day"]):
                yield Gap(table.id, form.says("days_in_order"), place, "to_day", unfit=True)


@_rule(NOTES)
def hours_counted(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """How many of the listed hours count, and which parts are left out."""
    left, count = _left_out(stated), counted(stated)
    if left and count is not None:
        note, kinds = form.notes["hours_counted"], form.tables["hour_parts"].questions["coursework"].choices
        told = []
        for part in left:
            counts = part.get("coursework") in (None, "", PROGRAM)
            why = form.words["not_needed"] if counts else kinds[part["coursework"]]
            told.append(f"{part.get('title') or ''} ({in_words(exact(part.get('hours')) or Decimal(0))}; {why})")
        parts = ", ".join(told)
        listed = in_words(exact(stated.get("hours")) or Decimal(0))
        yield Gap(note.field, note.says.format(listed=listed, counted=in_words(count), parts=parts))


@_rule(NOTES)
def broad_occupation(form: Form, stated: Answers, around: Around) -> Iterator[Gap]:
    """The last digit of a broad group of occupations is zero; a detailed occupation is expected."""
    for code in stated.get("soc_codes") or []:
        if code.endswith("0"):
            yield Gap(form.notes["broad_occupation"].field, form.notes["broad_occupation"].says.format(soc=code))
