"""`magnolia manage listing`: write the public list anew from the cases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ... import clock
from ...actions.publishing import publish
from ...models import Approval


class Command(BaseCommand):
    help = "Write every entry of the public list anew from its case. What did not change keeps its date."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for approval in Approval.objects.order_by("pk").iterator(chunk_size=500):
            publish.refresh(approval, clock.now())
            count += 1
        self.stdout.write(f"{count} entries of the public list are up to date.")
