"""`magnolia outcomes publish`: bring a run's counts into the portal and show them to the institutions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from magnolia.calling import WrongCall, printable, say
from magnolia.policy.layers import jurisdictions
from magnolia.policy.outcome_runs import words

from . import access, clock
from .actions.moves import Problem
from .actions.results import bringing
from .models import Person

MANIFEST, RATES, PEOPLE = "run.json", "rates.csv", "people.parquet"
STEWARD = "data_steward"


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed."""

    run: str
    by: str
    jurisdiction: str
    as_json: bool


def run(call: Call) -> int:
    """Bring in a run and print what came of it: 0, or 1 with the reason where it is refused. Raises WrongCall."""
    if call.jurisdiction not in jurisdictions():
        raise WrongCall(f"there is no State {call.jurisdiction[:8]!r}; there are {', '.join(jurisdictions())}")
    steward = _steward(call)
    place = Path(call.run)
    manifest, rates = _read(call, place, MANIFEST), _read(call, place, RATES)
    people = place / PEOPLE
    try:
        made = bringing.bring(
            call.jurisdiction, manifest, rates, people=people if people.is_file() else None, by=steward, at=clock.now()
        )
    except Problem as problem:
        say(json.dumps({"brought": False, "problem": str(problem)}) if call.as_json else printable([str(problem)]))
        return 1
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {fault.filename or place}") from None
    told = {"brought": True, "run": made.run.number, "shown": made.new, "unchanged": made.unchanged,
            "other_years": made.left_out}  # fmt: skip
    sentence = words(call.jurisdiction)["says"]["brought"].format(**told)
    say(json.dumps(told) if call.as_json else sentence)
    return 0


def _steward(call: Call) -> Person:
    found = Person.objects.filter(email__iexact=call.by.strip(), is_active=True).first()
    if found is None or STEWARD not in access.standing(found).roles_in(call.jurisdiction):
        raise WrongCall(words(call.jurisdiction)["refused"]["steward"].format(email=call.by[:80]))
    return found


def _read(call: Call, place: Path, name: str) -> bytes:
    try:
        return (place / name).read_bytes()
    except FileNotFoundError:
        raise WrongCall(words(call.jurisdiction)["refused"]["files"].format(place=place, name=name)) from None
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {place / name}") from None
