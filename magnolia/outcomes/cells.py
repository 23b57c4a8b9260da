"""How a cell of each kind is tested and read, as SQL of DuckDB, for every type that a column of a file can have.

The only part that knows DuckDB's own functions: what is counted later is in the dialect that both engines share.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

DIGITS = {"ssn": 9, "opeid": 8}  # identifiers that lose their zeros where a file holds them as numbers
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
FLOATS = ("FLOAT", "DOUBLE")
YEARS, QUARTERS = "between 1000 and 9999", "between 1 and 4"
DATES = "between date '1000-01-01' and date '9999-12-31'"  # a year has four digits, and none in front is zero
MONEY = "decimal(18, 6)"
WEEKS = "decimal(24, 18)"
DOLLARS, CENTS = 12, 6  # most digits of an amount before the point and after it
WHOLE_DECIMAL = re.compile(r"DECIMAL\([0-9]+,0\)")
DECIMAL = re.compile(r"DECIMAL\(([0-9]+),([0-9]+)\)")


@dataclass(frozen=True)
class Cell:
    """SQL for one column of one file: whether it is empty, whether it is well-formed, its value, and its text.

    `doubt` is true of every cell that is empty or not well-formed, and of others. It compares the column with constants
    and nothing else, so that the statistics of a Parquet file can answer it; empty where there is no such question.
    """

    blank: str
    fits: str
    value: str
    text: str
    doubt: str = ""


def cell(kind: str, column: str, type_: str) -> Cell:
    """The cell of a column of a DuckDB type; `column` is quoted SQL."""
    blank = f"{column} is null"
    if kind == "date" and type_ == "DATE":
        inside = f"{column} {DATES}"
        return Cell(blank, inside, column, f"cast({column} as varchar)", f"{blank} or not {inside}")
    if kind in ("year", "quarter") and type_ in WHOLE:
        inside = f"{column} {YEARS if kind == 'year' else QUARTERS}"
        return Cell(blank, inside, f"try_cast({column} as integer)", column, f"{blank} or not {inside}")
    if kind == "wages" and type_.startswith("DECIMAL"):
        return Cell(blank, "true", column, column, blank)
    if kind == "amount" and (found := DECIMAL.fullmatch(type_)) and _is_money(*map(int, found.groups())):
        return Cell(blank, f"{column} >= 0", column, f"cast({column} as varchar)", f"{blank} or {column} < 0")
    if kind == "wages" and type_ in FLOATS:
        value = f"try_cast({column} as {MONEY})"
        return Cell(blank, f"{value} is not null", value, column)
    text = _text(kind, column, type_)
    fits, value = READ[kind](text)
    # Whatever starts with a letter, a digit or a sign is not blank: nothing else has to be looked at closely.
    blank = f"(case when {text} < '!' then trim({text}) = '' else {text} is null end)"
    doubt = f"{column} is null or {column} < '!'" if text == column and fits == "true" else ""
    return Cell(blank, fits, value, text, doubt)


def _is_money(digits: int, after_the_point: int) -> bool:
    """Whether every decimal of that size has no more digits than an amount."""
    return after_the_point <= CENTS and digits - after_the_point <= DOLLARS


def absent(kind: str) -> Cell:
    """The cell of a column that the file does not have."""
    return cell(kind, "cast(null as varchar)", "VARCHAR")


def _text(kind: str, column: str, type_: str) -> str:
    """A column as the text that a CSV file would hold."""
    if type_ == "VARCHAR":
        return column
    if kind == "date" and type_.startswith("TIMESTAMP"):
        return f"case when {column} = date_trunc('day', {column}) then strftime({column}, '%Y-%m-%d') else '-' end"
    whole = f"cast({column} as varchar)"
    if type_ in FLOATS and kind not in ("weeks", "amount", "cip"):
        whole = (
            f"case when isfinite({column}) and {column} = trunc({column}) "
            f"then coalesce(cast(try_cast({column} as hugeint) as varchar), {whole}) else {whole} end"
        )
    if kind == "cip" and (type_ in FLOATS or type_.startswith("DECIMAL")):
        return f"printf('%07.4f', cast({column} as double))"
    if kind in DIGITS and (type_ in (*WHOLE, *FLOATS) or WHOLE_DECIMAL.fullmatch(type_)):
        return f"case when length({whole}) < {DIGITS[kind]} then lpad({whole}, {DIGITS[kind]}, '0') else {whole} end"
    return whole


def _like(pattern: str, value: str = "{0}") -> Callable[[str], tuple[str, str]]:
    return lambda text: (_is_like(text, pattern), value.format(text))


def _is_like(text: str, pattern: str) -> str:
    """SQL of whether a text is like a pattern that no empty text is like.

    DuckDB asks this of each different text of a Parquet file once, and `regexp_full_match` of each row.
    """
    return f"(regexp_extract({text}, '^({pattern})$') <> '')"


def _date(text: str) -> tuple[str, str]:
    # A date that reads back as it was written is one of the calendar, written in the one way there is.
    value = f"try_cast({text} as date)"
    return f"coalesce(strlen({text}) = 10 and {text} >= '1000' and cast({value} as varchar) = {text}, false)", value


def _ssn(text: str) -> tuple[str, str]:
    digits = f"(case when strlen({text}) = {DIGITS['ssn']} then {text} else replace({text}, '-', '') end)"
    value = f"try_cast({digits} as uinteger)"  # none below zero, which would have no mask
    # A number of nine digits that reads back as it was written: faster than the pattern, and there are many of them.
    least = 10 ** (DIGITS["ssn"] - 1)
    plain = f"{value} between {least} and {10 * least - 1} and cast({value} as varchar) = {text}"
    digit_by_digit = _is_like(digits, f"[0-9]{{{DIGITS['ssn']}}}")
    fits = f"(case when {plain} then true else {digit_by_digit} end)"
    return fits, value


def _weeks(text: str) -> tuple[str, str]:
    value = f"try_cast({text} as {WEEKS})"
    written = _is_like(text, r"[0-9]{1,6}(\.[0-9]{1,18})?")
    return f"({written} and {value} > 0)", value


READ: dict[str, Callable[[str], tuple[str, str]]] = {
    "ssn": _ssn,
    "text": lambda text: ("true", text),
    "choice": lambda text: ("true", text),  # the values are added where the column is known
    "date": _date,
    "opeid": _like("[0-9]{8}"),
    "cip": _like(r"[0-9]{2}\.[0-9]{4}"),
    "socs": _like("[0-9]{2}-[0-9]{4}(;[0-9]{2}-[0-9]{4})*"),
    "soc": _like("[0-9]{2}-[0-9]{4}"),
    "state": _like("[A-Za-z]{2}", "upper({0})"),
    "weeks": _weeks,
    "amount": _like(f"[0-9]{{1,{DOLLARS}}}(\\.[0-9]{{1,{CENTS}}})?", f"try_cast({{0}} as {MONEY})"),
    "wages": _like(f"-?[0-9]{{1,{DOLLARS}}}(\\.[0-9]{{1,{CENTS}}})?", f"try_cast({{0}} as {MONEY})"),
    "year": _like("[1-9][0-9]{3}", "try_cast({0} as integer)"),
    "quarter": _like("[1-4]", "try_cast({0} as integer)"),
}
