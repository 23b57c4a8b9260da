"""The numbers of the law: each with its meaning, unit, dated values and citations.

Federal values lie below State values, amendments made in the portal lie above both. A State may narrow a federal
number in the direction the federal block allows (`state_may = "raise" | "lower"`) and never widen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .layers import LawError, read, state_layer
from .periods import say_day

Number = int | Decimal | str | date | bool
PICKED_BY = ("cycle", "submission", "determination", "award_year", "event")
POLICY = "policy"
STANDINGS = (POLICY, "default, not policy")


class MissingParameter(LawError):
    """No value is in force for a parameter on a day."""


class Refused(LawError):
    """A value or an amendment that the law does not allow; the sentence says why."""


@dataclass(frozen=True)
class Value:
    """One dated value of a parameter with the source it comes from."""

    starts: date
    value: Number
    cite: str
    layer: str  # federal, state or amendment
    standing: str = POLICY  # one of STANDINGS
    confirmed: str = ""  # who held it against the official text and when; empty: nobody yet
    shown: str = ""  # words for people where the bare value would mislead, such as "switched off"

    @property
    def text(self) -> str:
        """The value as people read it."""
        return self.shown or str(self.value)

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises LawError where it is none, as a count of days must be."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise LawError(f"{self.value!r} ({self.cite}) is not a whole number.")
        return self.value


@dataclass(frozen=True)
class Parameter:
    """A number of the law over time; `values` are sorted by the day they start.

    `state_may` is the direction in which a State may narrow a federal value: "raise", "lower" or "" (not at all).
    """

    key: str
    means: str
    unit: str
    by: str
    state_may: str
    values: tuple[Value, ...]
    picked: dict[date, Value] = field(default_factory=dict, init=False, compare=False, repr=False)

    def on(self, day: date) -> Value:
        """The value in force on `day`: the State's latest, unless federal law is narrower by then; else the federal.

        Raises MissingParameter, naming parameter and day, where none has started yet.
        """
        if day not in self.picked:
            self.picked[day] = self._pick(day)
        return self.picked[day]

    def _pick(self, day: date) -> Value:
        started = [value for value in self.values if value.starts <= day]
        if not started:
            raise MissingParameter(f"The law gives no value for {self.key} ({self.means}) on {say_day(day)}.")
        federal = [value for value in started if value.layer == "federal"]
        state = [value for value in started if value.layer != "federal"]
        if not state or (federal and widens(self.state_may, federal[-1].value, state[-1].value)):
            return federal[-1]
        return state[-1]


def widens(state_may: str, federal: Number, state: Number) -> bool:
    """Whether a State's value allows what the federal one does not."""
    if state_may == "raise":
        return state < federal  # type: ignore[operator]
    if state_may == "lower":
        return state > federal  # type: ignore[operator]
    return state != federal


@dataclass(frozen=True)
class Amendment:
    """A change of one number made in the portal by two persons: same schema as the files."""

    key: str
    starts: date
    value: Number
    cite: str
    layer: str = "state"  # "federal" where the federal rule itself changed
    standing: str = POLICY
    confirmed: str = ""


def _value(entry: Mapping[str, Any], layer: str, place: str) -> Value:
    for needed in ("from", "value", "cite"):
        if entry.get(needed) in (None, ""):
            raise LawError(f"{place}: a value has no `{needed}`; every number has its date and its source.")
    if type(entry["from"]) is not date:
        raise LawError(f"{place}: `from` must be a date, written like 2026-07-01 without quotes.")
    return Value(
        starts=entry["from"],
        value=entry["value"],
        cite=entry["cite"],
        layer=layer,
        standing=entry.get("standing", POLICY),
        confirmed=entry.get("confirmed", ""),
    )


def _amended(change: Amendment) -> Value:
    """A change as a value; refused without a day, a value or a source, exactly as the files are."""
    for needed, given in (("day it starts", change.starts), ("value", change.value), ("source", change.cite)):
        if given is None or (isinstance(given, str) and not given.strip()):
            raise Refused(f"{change.key}: a change of the law needs its {needed}.")
    layer = {"federal": "federal", "state": "amendment"}.get(change.layer)
    if layer is None:
        raise Refused(f"{change.key}: a change is made to the layer federal or state, not {change.layer!r}.")
    if change.standing not in STANDINGS:
        raise Refused(f"{change.key}: the standing of a value is one of: {'; '.join(STANDINGS)}.")
    return Value(change.starts, change.value, change.cite, layer, change.standing, change.confirmed)


def _refuse_widening(key: str, state_may: str, federal: Number, state: Value) -> None:
    """Refuse a State value that is wider than the federal one on the day it starts."""
    if not widens(state_may, federal, state.value):
        return
    if not state_may:
        raise Refused(f"{key}: a State may not change the federal value {federal} (given: {state.value}).")
    raise Refused(
        f"{key}: a State may only {state_may} the federal value {federal}; {state.value} from "
        f"{say_day(state.starts)} would widen federal law."
    )


def _sorted(values: Iterable[Value]) -> tuple[Value, ...]:
    order = {"federal": 0, "state": 1, "amendment": 2}
    return tuple(sorted(values, key=lambda v: (v.starts, order[v.layer])))


def _kind(value: Number) -> type:
    """Whole numbers and decimals are of one kind."""
    return Decimal if type(value) is int else type(value)


def _of_one_kind(key: str, values: Iterable[Value]) -> None:
    kinds = {_kind(value.value) for value in values}
    if len(kinds) > 1:
        raise Refused(f"{key}: its values are of different kinds ({', '.join(sorted(k.__name__ for k in kinds))}).")


def _within(block: Mapping[str, Any], values: Iterable[Value]) -> None:
    """Refuse a value outside the block's `least` and `most`: what no such number can sensibly be."""
    least, most = block.get("least"), block.get("most")
    for value in values:
        below = least is not None and value.value < least
        above = most is not None and value.value > most
        if below or above:
            between = f"from {least} to {most}" if most is not None else f"of {least} or more"
            raise Refused(f"{block['means']}: {value.value} is not possible. Give a number {between} {block['unit']}.")


def _merge(key: str, federal: Mapping[str, Any], state: Mapping[str, Any], changes: list[Amendment]) -> Parameter:
    block = {**federal, **{k: v for k, v in state.items() if k != "values"}}
    if federal and ("state_may" in state or "by" in state):
        raise Refused(f"{key}: `state_may` and `by` of a federal number are federal.")
    by, state_may = block.get("by", ""), block.get("state_may", "")
    if by not in PICKED_BY or not block.get("means") or not block.get("unit"):
        raise LawError(f"{key}: needs `means`, `unit` and `by` (one of {', '.join(PICKED_BY)}).")
    if state_may not in ("", "raise", "lower"):
        raise LawError(f'{key}: `state_may` is "raise", "lower" or left out.')
    if not federal and any(change.layer == "federal" for change in changes):
        raise Refused(f"{key} is a number of the State; federal law does not set it.")
    values = [_value(e, "federal", key) for e in federal.get("values", ())]
    values += [_value(e, "state", key) for e in state.get("values", ())]
    for layer in ("federal", "state"):
        starts = [value.starts for value in values if value.layer == layer]
        if len(set(starts)) < len(starts):
            raise LawError(f"{key}: two {layer} values start on the same day.")
    # Of two changes for one day the later made counts: sorting keeps their order.
    in_order = _sorted(values + [_amended(change) for change in changes])
    _within(block, in_order)
    words = block.get("shown", {})
    in_order = tuple(replace(value, shown=words.get(str(value.value), "")) for value in in_order)
    _of_one_kind(key, in_order)
    below = [value for value in in_order if value.layer == "federal"]
    for value in (value for value in in_order if value.layer != "federal"):
        under = [b for b in below if b.starts <= value.starts]
        if under:
            _refuse_widening(key, state_may, under[-1].value, value)
    return Parameter(key, block["means"], block["unit"], by, state_may, in_order)


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, Mapping[str, Any]]:
    """Parameter blocks (tables with `values`) of a nested TOML table by dotted key."""
    found: dict[str, Mapping[str, Any]] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and "values" in value:
            found[name] = value
        elif isinstance(value, Mapping):
            found |= flatten(value, f"{name}.")
        else:
            raise LawError(f"{name} is neither a parameter nor a group of parameters.")
    return found


def load_parameters(jurisdiction: str, amendments: Iterable[Amendment] = ()) -> dict[str, Parameter]:
    """Every parameter of a jurisdiction by key, amendments laid on top.

    Raises LawError or Refused with a sentence naming the parameter.
    """
    return dict(_loaded(jurisdiction, tuple(amendments)))


@lru_cache(maxsize=64)
def _loaded(jurisdiction: str, changes: tuple[Amendment, ...]) -> dict[str, Parameter]:
    return build(read("federal", "parameters"), read(state_layer(jurisdiction), "parameters"), changes)


def with_change(
    parameters: Mapping[str, Parameter], jurisdiction: str, amendments: Iterable[Amendment], change: Amendment
) -> dict[str, Parameter]:
    """`parameters`, which are the law with `amendments`, and `change` on top: only its own number is made anew.

    Raises Refused where the law does not allow the change.
    """
    below = flatten(read("federal", "parameters")).get(change.key, {})
    above = flatten(read(state_layer(jurisdiction), "parameters")).get(change.key, {})
    if not below and not above:
        raise Refused(f"There is no parameter {change.key!r} to amend.")
    own = [each for each in amendments if each.key == change.key]
    return {**parameters, change.key: _merge(change.key, below, above, [*own, change])}


def build(
    federal: Mapping[str, Any], state: Mapping[str, Any], amendments: Iterable[Amendment] = ()
) -> dict[str, Parameter]:
    """Parameters from the tables of two files; `amendments` in the order in which they were made."""
    below, above, changes = flatten(federal), flatten(state), list(amendments)
    known = below.keys() | above.keys()
    for change in changes:
        if change.key not in known:
            raise Refused(f"There is no parameter {change.key!r} to amend.")
    return {
        key: _merge(key, below.get(key, {}), above.get(key, {}), [c for c in changes if c.key == key])
        for key in sorted(known)
    }
