"""Terms of the glossary in texts, each linked to its entry: `{% load terms %}`.

`{% term "clock_hour" %}` links one term by its id, in words of one's own if given; `{% terms text %}` links the first
mention of each term on the page by itself; `{% hint_terms label hint %}` does so in a hint, for its label as well.
"""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from magnolia.policy.glossary import Term, glossary, meant, mentions

from ..actions import law
from ..pages.request import home_state, today

register = template.Library()

MEANING = "In the glossary"


@register.simple_tag(takes_context=True)
def term(context: Context, name: str, said: str = "") -> str:
    """A link to the entry of a term, in its own words or in `said`. An unknown id is a mistake of the template."""
    state = _state(context)
    found = glossary(state).terms[name]
    return _link(state, found, said or found.name)


@register.simple_tag(takes_context=True)
def terms(context: Context, text: str) -> str:
    """`text` with each term linked where the page says it first; a text that is marked safe stays as it is."""
    if not text or isinstance(text, SafeString):
        return text or ""
    state, seen = _state(context), _seen(context)
    parts: list[str] = []
    end = 0
    for hit in mentions(state).finditer(text):
        found = meant(state, hit["said"])
        if found.id in seen:
            continue
        seen.add(found.id)
        parts += [conditional_escape(text[end : hit.start()]), _link(state, found, hit["said"])]
        end = hit.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  every part is escaped above


@register.simple_tag(takes_context=True)
def hint_terms(context: Context, label: str, hint: str) -> str:
    """A field's hint with its terms linked; one that only the label says follows, because a label has no link."""
    linked, state, seen = terms(context, hint), _state(context), _seen(context)
    found = {meant(state, hit["said"]).id: meant(state, hit["said"]) for hit in mentions(state).finditer(str(label))}
    new = [each for name, each in found.items() if name not in seen]
    seen.update(each.id for each in new)
    named = format_html_join(", ", "{}", ((_link(state, each, each.abbreviation or each.name),) for each in new))
    return format_html("{} {}: {}.", linked, MEANING, named) if new else linked


@register.simple_tag(takes_context=True)
def elements_with(context: Context, question: str) -> list[dict[str, Any]]:
    """The terms whose elements stand beside a question of the form or of the review, as they read today."""
    state = _state(context)
    names = [each.id for each in glossary(state).terms.values() if question in each.shown_with]
    now = law.terms(state).terms if names else {}
    return [_with_elements(context, state, now[name]) for name in names]


@register.simple_tag(takes_context=True)
def elements_of(context: Context, name: str) -> dict[str, Any]:
    """A term with its elements, as it reads today."""
    state = _state(context)
    return _with_elements(context, state, law.terms(state).terms[name])


def _with_elements(context: Context, state: str, found: Term) -> dict[str, Any]:
    return {"term": found, "state": state, "wording": found.on(today(context["request"], state))}


def _link(state: str, found: Term, said: str) -> SafeString:
    address = f"{reverse('glossary', args=[state])}#{found.anchor}"
    return format_html('<a class="mg-term" href="{}">{}</a>', address, re.sub(r"\s+", " ", said))


def _state(context: Context) -> str:
    """The State whose glossary holds: of the case on the page, else of the page."""
    case: Any = context.get("application")
    return str(case.jurisdiction) if hasattr(case, "jurisdiction") else home_state(context["request"])


def _seen(context: Context) -> set[str]:
    """The terms that the page has linked so far."""
    request = context["request"]
    if not hasattr(request, "linked_terms"):
        request.linked_terms = set()
    seen: set[str] = request.linked_terms
    return seen
