"""Saving while a form is filled in: what our script is told, and how two people's changes come together.

The script sends the form to its own address with a header, and gets JSON: `saved` (a sentence), `version` and `key` for
the next save, `remarks` (sentences), `collisions` (name and label of answers that someone else changed meanwhile),
`behind` (names of answers that the page still shows as they were before a colleague's change), and `parts` (what moves
on the page, see live.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse, JsonResponse

from magnolia.policy.form import Form

from ...actions.applying import apply, drafts, filing
from ...actions.moves import Problem, Stale
from ...kept_words import AUTOSAVE
from ...models import Application
from ...templatetags.case_words import answer_words
from ..doing import do, time_of
from ..moving import Outcome, told
from ..request import Request
from ..words import joined

TRIES = 3  # saves by others between reading and writing; more than that is no accident
Same = Callable[[str, Any, Any], bool]
Label = Callable[[str], str]
CHOICES, CHOOSE, THEIRS, MINE = "choices", "choose-", "theirs", "mine"


def wanted(request: Request) -> bool:
    """Whether the form was sent by our script."""
    return AUTOSAVE in request.headers


@dataclass(frozen=True)
class Collision:
    """One answer that two people changed at the same time; the person picks. Values are as a question keeps them."""

    name: str
    label: str
    mine: Any
    theirs: Any
    by: str

    def in_words(self, words: Form) -> Collision:
        """The same with both answers as people read them."""
        question = words.questions.get(self.name) or words.tables.get(self.name)
        return replace(self, mine=answer_words(self.mine, question), theirs=answer_words(self.theirs, question))


def meets(
    typed: Mapping[str, Any],
    since: list[dict[str, Any]],
    now: Mapping[str, Any],
    same: Same,
    label: Label,
) -> tuple[dict[str, Any], list[Collision]]:
    """What of a form that came late can be kept as it is, and what collides.

    `since` are the changes the form had not seen, as `moving.told` gives them; `now` the answers as they stand;
    `same(name, typed, kept)` says whether two answers are equal. An answer this person left as it was takes the
    colleague's.
    """
    began: dict[str, tuple[Any, str]] = {}
    for line in since:
        for change in line["changed"]:
            began.setdefault(change["name"], (change["before"], line["by"]))
            began[change["name"]] = (began[change["name"]][0], line["by"])
    keep: dict[str, Any] = {}
    collisions = []
    for name, value in typed.items():
        if name not in began:
            keep[name] = value
        elif not same(name, value, began[name][0]) and not same(name, value, now.get(name)):
            collisions.append(Collision(name, label(name), value, now.get(name), began[name][1]))
    return keep, collisions


@dataclass(frozen=True)
class Kept:
    """What came of a save: the outcome, answers two people changed, which wait for a choice, and what was taken over.

    `since` are the changes of others that the form had not seen; `behind` the answers of which it still shows the old
    value, although this person changed nothing of them.
    """

    outcome: Outcome
    collisions: list[Collision]
    since: list[dict[str, Any]] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """HTTP status of the page shown again while there is something to choose."""
        return 409 if self.collisions else self.outcome.status


def save(request: Request, application: Application, typed: Mapping[str, Any], same: Same, label: Label) -> Kept:
    """Keep answers; where somebody else saved meanwhile, keep what does not collide and hand back what does.

    An answer this person left as it was takes the colleague's. A choice made on the page (`choose-<name>`) counts.
    """
    picked = {name: request.POST.get(f"{CHOOSE}{name}") for name in request.POST.getlist(CHOICES)}
    values = {name: value for name, value in typed.items() if picked.get(name, MINE) == MINE}
    outcome = do(request, application, apply.save_details, application, values)
    collisions: list[Collision] = []
    since, behind = outcome.since, []
    for _ in range(TRIES if since else 0):
        keep, collisions = meets(values, since, filing.columns(application), same, label)
        try:
            event = apply.save_details(application, keep, by=request.user, at=request.at, seen=application.version)
        except Stale as problem:
            since = [*since, *told(problem.since)]
            application.refresh_from_db()
        except Problem as problem:
            application.refresh_from_db()
            return Kept(Outcome(problem=problem), [])
        else:
            application.refresh_from_db()
            outcome, now, ours = Outcome(event=event), filing.columns(application), {each.name for each in collisions}
            behind = [name for name in values if name not in {*keep, *ours} and not same(name, values[name], now[name])]
            break
    if outcome.done:
        collisions = [*collisions, *_waiting(application, typed, picked, same, label)]
    return Kept(outcome, collisions, since, behind)


def _waiting(
    application: Application, typed: Mapping[str, Any], picked: Mapping[str, Any], same: Same, label: Label
) -> Iterator[Collision]:
    """Answers for which the page asked for a choice that was not made."""
    left = [name for name, choice in picked.items() if choice not in (MINE, THEIRS) and name in typed]
    if not left:
        return
    now, touched = filing.columns(application), drafts.last_changes(application)
    for name in left:
        if not same(name, typed[name], now.get(name)):
            by = touched[name].by if name in touched else ""
            yield Collision(name, label(name), typed[name], now.get(name), by)


def answer(
    request: Request, application: Application, kept: Kept, unread: list[str], label: Label, parts: Mapping[str, str]
) -> HttpResponse:
    """What the script is told; `unread` are labels of answers that could not be kept as they were typed.

    The script sends nothing more of the answers `behind`: the old value on the page would undo the new one.
    """
    if not kept.outcome.done:
        return JsonResponse({"problem": str(kept.outcome.problem)}, status=422)
    remarks = [f"Not saved yet, look at it again: {joined(unread)}."] if unread else []
    remarks += [
        f"{each.by or 'Someone else'} changed “{each.label}” as well. Press Save to choose between the two."
        for each in kept.collisions
    ]
    if kept.behind:
        names = joined([f"“{label(name)}”" for name in kept.behind])
        remarks.append(f"A colleague changed {names}. Open the page again to see it.")
    told_back = {
        "saved": f"Saved at {time_of(request, application)}.",
        "version": application.version,
        "key": secrets.token_hex(16),
        "remarks": remarks,
        "behind": kept.behind,
        "collisions": [{"name": each.name, "label": each.label} for each in kept.collisions],
        "parts": parts,
    }
    return JsonResponse(told_back)
