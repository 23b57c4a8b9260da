"""`magnolia manage replay CASE`: recompute the findings of a case from its record."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from magnolia.policy.layers import jurisdictions
from magnolia.policy.periods import say_day

from ...actions.applying.filing import code_version
from ...actions.recording import replay
from ...models import Application
from ..plain import PlainCommand, WrongCall


class Command(PlainCommand):
    help = (
        "Recompute the findings of a case from its frozen facts and law, and report every difference. Exit status 0: "
        "all the same. 1: something differs, a line for each criterion; altered records are told apart from rules "
        "that answer otherwise now. 2: no such case."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("case", metavar="CASE", nargs="?", help="the number of the case")
        which.add_argument("--all", action="store_true", help="every case with a determination, then a summary")
        parser.add_argument("--jurisdiction", metavar="XX", default="", help="with --all: the cases of one State")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            same = self._all(options["jurisdiction"])
        else:
            if options["jurisdiction"]:
                raise WrongCall("--jurisdiction goes with --all; a case number is of one State already.")
            same = self._one(options["case"])
        if not same:
            sys.exit(1)

    def _one(self, number: str) -> bool:
        rows = Application.objects.select_related("case", "facts", "institution")
        application = rows.filter(number=number).first()
        if application is None:
            raise WrongCall(f"There is no case {number[:60]!r}.")
        found = replay.replay(application, replay.today(application.jurisdiction))
        if not found.filings:
            raise WrongCall(f"Case {number} was never sent in: there is nothing to recompute.")
        self._tell(found, at_length=True)
        return found.same

    def _all(self, jurisdiction: str) -> bool:
        """One case after the other; only what differs is told, and at the end how many were looked at."""
        if jurisdiction and jurisdiction not in jurisdictions():
            raise WrongCall(f"There is no State {jurisdiction!r}; there are {', '.join(jurisdictions())}.")
        now: dict[str, replay.Today] = {}
        cases = findings = 0
        differ: dict[str, int] = {"altered": 0, "otherwise": 0}
        for application in replay.determined(jurisdiction):
            code = application.jurisdiction
            now[code] = now.get(code) or replay.today(code)
            found = replay.replay(application, now[code])
            cases += 1
            findings += sum(each.count for each in found.filings)
            altered = bool(found.chain or any(each.altered for each in found.filings))
            differ["altered"] += altered
            differ["otherwise"] += not found.same and not altered
            if not found.same:
                self._tell(found, at_length=False)
        self.stdout.write(
            f"Recomputed: cases {cases}, findings {findings}. Altered records: {differ['altered']}. "
            f"Cases in which a rule or the law answers otherwise now: {differ['otherwise']}."
        )
        return not any(differ.values())

    def _tell(self, found: replay.Case, at_length: bool) -> None:
        number = found.application.number
        for fault in found.chain:
            self.stdout.write(f"altered: {fault}")
        for each in found.filings:
            sent = each.sent
            if at_length or not each.same:
                self.stdout.write(
                    f"{number}, filing {sent.place}: law of {say_day(sent.judged_on)}, version {sent.law_id[:12]}; "
                    f"recorded by Magnolia {sent.code_version}, recomputed by {code_version()}."
                )
            for sentence in each.altered:
                self.stdout.write(f"altered: {sentence}")
            for one in each.differences:
                self.stdout.write(f"{one.why}: {one.sentence}")
            if at_length:
                for note in each.notes:
                    self.stdout.write(f"note: {note}")
                self.stdout.write(f"Findings recomputed: {each.count}, different: {len(each.differences)}.")
