"""The confirmations of the completeness check, one by one, and what the analyst read in the papers.

Source: policy 7.3. Nothing here says whether a program is eligible.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from magnolia.policy.completeness import checklist
from magnolia.policy.consistency import readable

from ...models import Application, CompletenessAnswer, Event, PaperReading, Person, Thing
from ..moves import Refused, act
from .checked import MOVE, answers, check_number, readings


def confirm(
    application: Application,
    given: Mapping[str, bool],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep answers by item, yes or no; items left out keep theirs. Raises Refused for an item that is none."""
    titles = checklist(application.jurisdiction).items

    def write(thing: Thing) -> dict[str, Any]:
        if strangers := given.keys() - titles.keys():
            raise Refused(f"The check has no point called “{min(strangers)}”. Open the page again.")
        number, before = check_number(application), answers(application)
        changed = {}
        for item, confirmed in given.items():
            was = before.get(item)
            if was is not None and was.confirmed == confirmed:
                continue
            changed[titles[item]] = [_word(was.confirmed) if was else "", _word(confirmed)]
            CompletenessAnswer.objects.update_or_create(
                application=application,
                check_number=number,
                item=item,
                defaults={"confirmed": confirmed, "by": by, "at": at},
            )
        if not changed:
            raise Refused("Nothing was changed: answer at least one point, or change an answer.")
        return {"changed": changed}

    return act(application, MOVE, by=by, at=at, seen=seen, key=key, write=write)


def _word(confirmed: bool) -> str:
    return "yes" if confirmed else "no"


def read_papers(
    application: Application,
    typed: Mapping[tuple[str, str], str],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep what the papers say, by fact and place for documents; empty words take a reading back.

    Raises Refused with the field (`fact-slot`) where a figure cannot be read.
    """
    facts = checklist(application.jurisdiction).facts
    longest = PaperReading._meta.get_field("value").max_length or 0

    def write(thing: Thing) -> dict[str, Any]:
        number, before, changed = check_number(application), readings(application), {}
        for place, words in typed.items():
            name, slot = place
            try:
                value = readable(facts[name], words)
            except ValueError:
                raise Refused(f"{facts[name].label}: type a number in figures.", f"{name}-{slot}") from None
            if len(value) > longest:
                raise Refused(f"At most {longest} characters fit.", f"{name}-{slot}")
            if value == before.get(place, ""):
                continue
            changed[f"{facts[name].label}, {slot}"] = [before.get(place, ""), value]
            _keep(application, number, place, value, by, at)
        if not changed:
            raise Refused("Nothing was changed.")
        return {"changed": changed}

    return act(application, MOVE, by=by, at=at, seen=seen, key=key, write=write)


def _keep(application: Application, number: int, place: tuple[str, str], value: str, by: Person, at: datetime) -> None:
    where: dict[str, Any] = {"application": application, "check_number": number, "fact": place[0], "slot": place[1]}
    if value:
        PaperReading.objects.update_or_create(**where, defaults={"value": value, "by": by, "at": at})
    else:
        PaperReading.objects.filter(**where).delete()
