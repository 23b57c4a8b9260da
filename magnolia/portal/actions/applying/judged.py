"""The day whose law judges an application.

Source: State policy, State review: every request of a cycle is judged under the criteria published with it.
"""

from __future__ import annotations

from datetime import date

from ...models import Application, Event
from .. import law


def judged_on(application: Application, today: date) -> date:
    """The day whose law judges the application: that of its first submission; before it, that of its cycle.

    Every request of a cycle is judged under the criteria published with it (policy, State review); without a cycle the
    day is today.
    """
    first = application.filings.order_by("place").first()
    if first is not None:
        return first.judged_on
    told = Event.objects.filter(thing_id=application.cycle_id, move="publish").first() if application.cycle_id else None
    return min(today, max(told.occurred_on, law.first_day(application.jurisdiction))) if told else today
