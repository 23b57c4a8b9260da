"""What stands in the toolkit for institutions: delivered items and those of the staff; each leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from magnolia.policy.toolkit import Toolkit, toolkit

from ...doors import may_open
from ...models import ToolkitFile, ToolkitItem


@dataclass(frozen=True)
class Shown:
    """One item as the page shows it: where it leads, or its file."""

    group: str
    title: str
    purpose: str
    dated: date
    address: str
    file: ToolkitFile | None = None
    row: ToolkitItem | None = None
    delivered: str = ""

    @property
    def outside(self) -> bool:
        """Whether it leads to another site."""
        return self.address.startswith("https://")

    @property
    def ending(self) -> str:
        """The kind of its file, as people know it."""
        return self.file.name.rpartition(".")[2].upper() if self.file else ""


def page_of(name: str, jurisdiction: str) -> str:
    """The address of a page by its name, with the State where it takes one; nothing where there is no such page."""
    for args in ([jurisdiction], []):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def items(jurisdiction: str, on: date = date.max) -> list[Shown]:
    """Every item that stands in the toolkit and leads somewhere, in the order of headings, delivered ones first.

    Seen on a day, none of a later date: the words of a delivered item are never younger than the State's today.
    """
    found = toolkit(jurisdiction)
    rows = _rows(jurisdiction)
    replaced = {row.delivered for row in rows if row.delivered}
    shown = [each for each in delivered(jurisdiction, on) if each.delivered not in replaced]
    shown += [each for each in map(_shown, (r for r in rows if r.state == "shown")) if each.address or each.file]
    order = list(found.groups)
    return sorted(shown, key=lambda each: order.index(each.group))


def delivered(jurisdiction: str, on: date = date.max) -> list[Shown]:
    """The delivered items whose page this installation has, as seen on a day."""
    found = toolkit(jurisdiction)
    return [
        Shown(each.group, each.title, each.says, min(found.dated, on), address, delivered=each.id)
        for each in found.items.values()
        if (address := page_of(each.page, jurisdiction))
    ]


def _rows(jurisdiction: str) -> list[ToolkitItem]:
    rows = ToolkitItem.objects.filter(jurisdiction=jurisdiction).prefetch_related("files")
    return [row for row in rows.order_by("title", "id") if row.group in toolkit(jurisdiction).groups]


def _shown(row: ToolkitItem) -> Shown:
    files = list(row.files.all())
    address = row.link if row.link and not link_fault(row.link, row.jurisdiction) else ""
    file = files[0] if files and not row.link else None
    return Shown(row.group, row.title, row.purpose, row.dated, address, file, row, row.delivered)


def link_fault(link: str, jurisdiction: str) -> str:
    """Why a link cannot stand in the toolkit, in a sentence; nothing where it can.

    An address of this site leads to a public page of this State that there is; one outside is https.
    """
    if not link.startswith("/") or link.startswith("//"):
        return "" if _outside(link) else 'Give an address of this site ("/in/…") or one that begins with https://.'
    try:
        match = resolve(urlsplit(link).path)
    except Resolver404:
        return "This site has no page with this address."
    if match.kwargs.keys() - {"jurisdiction"} or match.kwargs.get("jurisdiction", jurisdiction) != jurisdiction:
        return "Lead to a public page of this State as a whole, not to one program, case or file."
    return (
        ""
        if may_open(match.view_name, False, set())
        else "This page opens only after signing in. Lead to a public one."
    )


def _outside(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    plain = not any(c.isspace() or ord(c) < 33 for c in link)
    return plain and parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc


def kept_without(item: ToolkitItem) -> bool:
    """Whether the heading of an item still has another one without it."""
    return any(
        each.group == item.group and (each.row is None or each.row.pk != item.pk) for each in items(item.jurisdiction)
    )


def headings(found: Toolkit, shown: list[Shown]) -> list[tuple[Any, list[Shown]]]:
    """Each heading with its items."""
    return [(group, [each for each in shown if each.group == group.id]) for group in found.groups.values()]
