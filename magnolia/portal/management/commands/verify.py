"""Check the whole record: chains, states and anchors."""

from __future__ import annotations

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from magnolia.portal.actions.certifying import package
from magnolia.portal.actions.deciding import signing
from magnolia.portal.actions.occupations import sealing
from magnolia.portal.actions.recording import record
from magnolia.portal.models import Anchor, Event


class Command(BaseCommand):
    help = "Check every chain of events, every state and every anchor. Exit status 1 where something was altered."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        found = chain(record.faults(), package.faults(), signing.faults(), sealing.faults())
        for count, fault in enumerate(found, start=1):  # noqa: B007 counted to the end
            self.stderr.write(fault)
        if count:
            self.stderr.write(f"Faults in the record: {count}.")
            sys.exit(1)
        events, anchors = Event.objects.count(), Anchor.objects.count()
        self.stdout.write(f"The record is whole: events {events}, anchors {anchors}.")
