"""Items of the filing that are opened for a condition: listed one by one, then opened together."""

from __future__ import annotations

from typing import Any

from ...actions.checking import check
from ...actions.reviewing.against import rules_against
from ...models import Application
from ..acting import in_the_way, may, move_of
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request, today
from ..staff.checking import DeficiencyForm

LIST, DROP, OPEN = "list_deficiencies", "drop_item", "open_items"


class ItemForm(DeficiencyForm):
    """One question, page or place for documents of the filing that has to be corrected."""

    def __init__(self, jurisdiction: str, data: Any = None) -> None:
        super().__init__(jurisdiction, data)
        del self.fields["item"], self.fields["opens"]
        place = self.fields["place"]
        place.required = True
        place.choices = [("", "Choose"), *(each for each in place.choices if each[0])]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without an item in own words there is one way to name it, and the field asks for it itself."""
        return self.cleaned_data


def list_one(request: Request, application: Application) -> tuple[ItemForm, Outcome]:
    """Put one item on the list."""
    form = ItemForm(application.jurisdiction, request.POST)
    if not form.is_valid():
        return form, Outcome()
    given = form.cleaned_data
    return form, do(
        request, application, check.list_deficiency, application, "", given["kind"], given["needed"],
        place=given["place"],
    )  # fmt: skip


def drop_one(request: Request, application: Application, number: int) -> Outcome:
    """Take one item off the list that was not opened yet."""
    return do(request, application, check.drop_deficiency, application, number)


def shown(request: Request, application: Application, tried: PlainForm | None) -> dict[str, Any]:
    """Context: what the rules found in the filing, what is listed, and the forms of who may list and open."""
    allowed, labels = may(request, application), check.kinds(application.jurisdiction)
    opens, lists = move_of(application, OPEN), LIST in allowed
    rows = application.deficiencies.filter(cleared_at__isnull=True) if {OPEN, LIST} & allowed else []
    form = tried if isinstance(tried, ItemForm) else ItemForm(application.jurisdiction)
    return {
        "items": [(row, labels.get(row.kind, row.kind), row.round == check.current_round(application)) for row in rows],
        "item_form": form if lists else None,
        "opens": opens if OPEN in allowed else None,
        "opens_not": in_the_way(request, application).get(OPEN, ""),
        "unmet": rules_against(application, today(request, application.jurisdiction)) if {OPEN, LIST} & allowed else [],
    }
