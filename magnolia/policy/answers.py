"""What a rule gets and what it gives: the law of one day, and an answer in the words of its block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .facts import Facts
from .layers import LawError
from .parameters import Parameter, Value
from .periods import say_day
from .picking import Days


@dataclass(frozen=True)
class Law:
    """What one rule sees of the law for one program; `used` and `looked` gather sources and values of its numbers.

    `days` are those of the program: each number is picked by the one it names.
    `table` holds the words and keys of the criterion's block, `named` the parameters that the block names.
    """

    criterion: str
    table: Mapping[str, Any]
    named: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    days: Days
    used: list[str] = field(default_factory=list)
    looked: dict[str, Value] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The day that facts are held against."""
        return self.days.held

    def number(self, key: str) -> Decimal:
        """The value in force; raises MissingParameter, or LawError where the block does not name the key."""
        if key not in self.named:
            raise LawError(f"criterion {self.criterion} uses {key}, which its block does not name.")
        value = self.days.value(self.parameters[key])
        if type(value.value) not in (int, Decimal):
            raise LawError(f"{key} is no number on {say_day(self.days.picks(self.parameters[key]))}.")
        if value.cite not in self.used:
            self.used.append(value.cite)
        self.looked[key] = value
        return Decimal(value.value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Answer:
    """An outcome, the key of its sentence and what is filled into it."""

    outcome: str
    sentence: str
    filled: Mapping[str, str]


Rule = Callable[[Facts, Law], Answer]


def says(outcome: str, sentence: str = "", /, **filled: Any) -> Answer:
    """An answer; the sentence is the one of the outcome's name unless another is named."""
    return Answer(outcome, sentence or outcome, {name: in_words(value) for name, value in filled.items()})


def in_words(value: Any) -> str:
    """Numbers exactly and without needless zeros, dates as July 1, 2026, lists with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        whole, _, rest = f"{Decimal(value):f}".partition(".")
        return f"{whole}.{rest}".rstrip("0").rstrip(".") if rest else whole
    if isinstance(value, date):
        return say_day(value)
    return ", ".join(value)


def dollars(amount: Decimal) -> str:
    """`$3,250.00`; fractions of a cent are shown, never rounded."""
    whole, _, cents = f"{abs(amount):,f}".partition(".")
    return f"{'-' if amount < 0 else ''}${whole}.{cents.rstrip('0'):0<2}"


def blank(value: Any) -> bool:
    """Nothing was given, or only spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def absent_of(group: Any, words: Mapping[str, str]) -> list[str]:
    """The words for those facts of a group that were not given, in the order of the table."""
    return [word for name, word in words.items() if blank(getattr(group, name))]


def has_form(text: str, form: str) -> bool:
    """Whether a code is written in a form such as `NN-NNNN`, where N is one of the ten ASCII digits."""
    return len(text) == len(form) and all(
        (char.isascii() and char.isdigit()) if sign == "N" else char == sign
        for char, sign in zip(text, form, strict=True)
    )
