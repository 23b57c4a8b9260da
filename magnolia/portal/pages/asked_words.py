"""What a page asks, in the page's own words: read off the page itself, so that no question is worded a second time.

Used where words of a form are shown without their form. A name that the page does not ask is told as its own words.
"""

from __future__ import annotations

import re
from copy import copy
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve

from ..doors import may_open
from .request import Request
from .words import field_words, lead_in

ALONE = {"abbr", "sup"}  # marks inside a question that are not part of it
ASIDE, ASIDE_CLASS = "data-aside", "mg-optional"  # on words beside a question
EMPTY = {"input", "br", "img", "hr", "use", "path", "wbr", "meta", "link"}
TICKED = "Checked"
ROW = re.compile(r"-(\d+)-")


class Asked(HTMLParser):
    """The questions of one page: `labels` by name, `options` by name and value, `hidden` names nobody fills in."""

    def __init__(self, html: str = "") -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.options: dict[tuple[str, str], str] = {}
        self.hidden: set[str] = set()
        self._by_id: dict[str, str] = {}
        self._named: list[tuple[str, str, str, str, str]] = []  # name, id, kind, value, the legend around it
        self._legends: list[str] = []
        self._taking: list[str] | None = None
        self._open: list[tuple[str, bool]] = []  # tag, and whether its words are left out
        self._for = self._select = self._option = ""
        self.feed(html)
        self._settle()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag not in EMPTY:
            self._open.append((tag, tag in ALONE or ASIDE in said or ASIDE_CLASS in said.get("class", "").split()))
        if tag == "fieldset":
            self._legends.append("")
        elif tag in ("legend", "label", "option"):
            self._taking, self._for, self._option = [], said.get("for", ""), said.get("value", "")
        elif tag in ("input", "textarea", "select") and said.get("name"):
            kind = said.get("type", "text") if tag == "input" else tag
            self._select = said["name"] if tag == "select" else ""
            legend = self._legends[-1] if self._legends else ""
            self._named.append((said["name"], said.get("id", ""), kind, said.get("value", ""), legend))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "fieldset" and self._legends:
            self._legends.pop()
        if tag not in ("legend", "label", "option"):
            return
        words, self._taking = " ".join("".join(self._taking or ()).split()), None
        if tag == "legend" and self._legends:
            self._legends[-1] = words
        elif tag == "label" and self._for:
            self._by_id[self._for] = words
        elif tag == "option" and self._select:
            self.options[self._select, self._option] = words

    def handle_data(self, data: str) -> None:
        if self._taking is not None and not any(left_out for _, left_out in self._open):
            self._taking.append(data)

    def _settle(self) -> None:
        many = {name for name, *_ in self._named if [each[0] for each in self._named].count(name) > 1}
        for name, at, kind, value, legend in self._named:
            label = self._by_id.get(at, "")
            if kind == "hidden":
                self.hidden.add(name)
            elif kind == "radio" or (kind == "checkbox" and name in many):
                self.labels[name], self.options[name, value] = legend, label
            elif label:
                row = f"{lead_in(legend)} " if ROW.search(name) and legend else ""
                self.labels[name] = row + label
                if kind == "checkbox":
                    self.options[name, value or "on"] = TICKED

    def hides(self, name: str) -> bool:
        """Whether the page itself fills this in, in this row or in its first one."""
        return name in self.hidden or ROW.sub("-0-", name, count=1) in self.hidden

    def line(self, name: str, value: str) -> tuple[str, str]:
        """A sent answer as a question and an answer; one in a row that the page has not yet, as its first row asks."""
        like, label = name, self.labels.get(name, "")
        if not label and (row := ROW.search(name)):
            like = ROW.sub("-0-", name, count=1)
            label = self.labels.get(like, "").replace(" 1:", f" {int(row[1]) + 1}:", 1)
        return label or field_words(name), self.options.get((like, value)) or value


def asked_at(request: Request, address: str) -> Asked:
    """What the page at an address of ours asks this person; nothing where they may not open it."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
        if not may_open(match.view_name, request.user.is_authenticated, request.standing.roles):
            return Asked()
        answer = match.func(_opening(request, address), *match.args, **match.kwargs)
    except (Resolver404, Http404, PermissionDenied):
        return Asked()
    there = answer.status_code == 200 and not answer.streaming
    return Asked(answer.content.decode() if there and "html" in answer.get("Content-Type", "") else "")


def _opening(request: Request, address: str) -> Request:
    """The same person's request as if they opened the page at the address."""
    parts, opened = urlsplit(address), copy(request)
    opened.method, opened.path, opened.path_info = "GET", parts.path, parts.path
    opened.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": parts.path, "QUERY_STRING": parts.query}
    opened.GET, opened.POST = QueryDict(parts.query), QueryDict("")
    opened.resolver_match = resolve(parts.path)
    return opened
