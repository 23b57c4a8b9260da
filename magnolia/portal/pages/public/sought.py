"""The filters of the public list, as they stand in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from magnolia.policy.criteria import register
from magnolia.policy.workflow import process

from ... import search
from ...actions.publishing import publish
from ...models import ListedSector, Listing
from ..forms import PlainForm
from ..office.keeping import CHOOSE

ANY = ("", "Any")
ACTIVE = "active"


def has_ended(on: date) -> Q:
    """Entries whose State approval ended before a day or on it."""
    return Q(ended_on__isnull=False, ended_on__lte=on)


class Choices(forms.Select):
    """A list of choices drawn at once: Django draws one template for each, which a long list pays for on every page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (one["value"], SafeString(" selected") if one["selected"] else "", one["label"])
                for _, group, _ in widget["optgroups"]
                for one in group
            ),
        )
        return format_html("<select{}>{}</select>", flatatt({"name": name, **widget["attrs"]}), options)


class Sought(PlainForm):
    """Words and filters; a filter that was mistyped leaves all, and its message says so."""

    # Behind "More filters".
    LESS_USED = ("sector", "ecosystem", "weeks", "credential", "cip", "soc")

    q = forms.CharField(required=False, max_length=100, label="Program, institution, city, CIP or SOC code")
    institution = forms.ChoiceField(required=False, widget=Choices, label="Institution", error_messages=CHOOSE)
    status = forms.ChoiceField(required=False, widget=Choices, label="Status", error_messages=CHOOSE)
    order = forms.ChoiceField(required=False, widget=Choices, label="Sort by", error_messages=CHOOSE)
    sector = forms.ChoiceField(required=False, widget=Choices, label="Sector", error_messages=CHOOSE)
    ecosystem = forms.ChoiceField(required=False, widget=Choices, label="Workforce ecosystem", error_messages=CHOOSE)
    weeks = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=99,
        label="Weeks of instruction, at most",
        error_messages={"invalid": "Type a whole number of weeks, in figures, such as 10."},
    )
    credential = forms.ChoiceField(required=False, widget=Choices, label="Kind of credential", error_messages=CHOOSE)
    cip = forms.RegexField(
        r"^\d{2}(\.\d{0,4})?$",
        required=False,
        label="CIP code",
        help_text="Whole, such as 48.0508, or its beginning.",
        error_messages={"invalid": "A CIP code is written NN.NNNN, such as 48.0508. Its first two digits are enough."},
    )
    soc = forms.RegexField(
        r"^\d{2}(-\d{0,4})?$",
        required=False,
        label="SOC code",
        help_text="Whole, such as 51-4121, or its beginning.",
        error_messages={"invalid": "A SOC code is written NN-NNNN, such as 51-4121. Its first two digits are enough."},
    )

    def __init__(self, *args: Any, jurisdiction: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = publish.words(jurisdiction)
        kinds = register(jurisdiction)["credential.kind"].table
        institutions = search.each(Listing, "institution_name", jurisdiction)
        areas = publish.ecosystems(jurisdiction).values()
        sectors = search.each(ListedSector, "name", jurisdiction)
        # A status that no entry has is not named, unless somebody asks for it.
        there = {self.data.get("status")}
        there.update(*(search.each(Listing, side, jurisdiction) for side in ("state", "federal")))
        choices = {
            "institution": [ANY, *((name, name) for name in institutions)],
            "sector": [ANY, *((name, name) for name in sectors)],
            "ecosystem": [ANY, *((name, name) for name in areas)],
            "credential": [ANY, *kinds.items()],
            "status": [
                ANY,
                (ACTIVE, words["active"]["label"]),
                *((name, state.label) for name, state in publish.statuses(jurisdiction).items() if name in there),
            ],
            "order": [(name, block["label"]) for name, block in words["order"].items()],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        for name, there_are in (("sector", sectors), ("ecosystem", areas)):
            if not there_are:
                del self.fields[name]
        table = process(jurisdiction)
        self.words, self.on, self.jurisdiction = words, on, jurisdiction
        self.federal, self.by_state = table.life("federal_filing").states, table.life("approval").states

    @property
    def asked(self) -> dict[str, Any]:
        """The answers that stand."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def terms(self) -> list[str]:
        """What has to be among the words of an entry."""
        asked = self.asked
        made = search.asked(asked.get("q", ""))
        made += [search.facet(name, asked[name]) for name in ("sector", "ecosystem") if name in asked]
        return made + [f"{name}:{asked[name]}*" for name in ("cip", "soc") if name in asked]

    @property
    def indexed(self) -> list[str]:
        """The terms, and filters of columns that are words too: together with words their index is the faster way."""
        asked, made = self.asked, self.terms
        if "institution" in asked:
            made.append(search.exactly("institution", asked["institution"]))
        if "credential" in asked:
            made.append(search.facet("credential", asked["credential"]))
        if "weeks" in asked:
            there = [length for length in search.each(Listing, "weeks", self.jurisdiction) if length <= asked["weeks"]]
            made.append(search.OR.join(dict.fromkeys(map(search.weeks, there or [0]))))
        return made

    @property
    def narrows(self) -> bool:
        """Whether an entry may hold every term of the index and still be left out: by its status, or by its State."""
        own = self.jurisdiction
        elsewhere = Listing.objects.filter(Q(jurisdiction__lt=own) | Q(jurisdiction__gt=own))
        return "status" in self.asked or elsewhere.exists()

    @property
    def sorting(self) -> list[str]:
        """The columns to sort by."""
        orders = self.words["order"]
        name = self.asked.get("order", "")
        chosen: list[str] = orders[name if name in orders else next(iter(orders))]["by"]
        return chosen

    @property
    def address(self) -> str:
        """The filters that stand, for the address of a download."""
        return urlencode(self.asked)

    def of(self, rows: QuerySet[Listing], walking: bool = False) -> QuerySet[Listing]:
        """The rows that the filters leave, apart from `terms`; `walking` where they are read in the order asked for."""
        asked = self.asked
        if "institution" in asked:
            rows = rows.filter(institution_name=asked["institution"])
        if "weeks" in asked:
            # A sum is in no index, so that the one by weeks does not take the place of the one in order.
            rows = rows.alias(long=F("weeks") + 0 if walking else F("weeks")).filter(long__lte=asked["weeks"])
        if "credential" in asked:
            rows = rows.filter(credential_kind=asked["credential"])
        return self.standing(rows)

    def standing(self, rows: QuerySet[Listing]) -> QuerySet[Listing]:
        """The rows that the filter by status leaves, the one that no word answers: it hangs on the day."""
        return rows.filter(self._stands(self.asked["status"])) if "status" in self.asked else rows

    def _stands(self, status: str) -> Q:
        """A status on the day: one of the federal side only while the State's approval is in force."""
        ended = has_ended(self.on)
        if status == ACTIVE:
            return ~ended
        found = Q(federal=status) & ~ended if status in self.federal else Q(pk__in=[])
        return found | Q(state=status) & ended if status in self.by_state else found
