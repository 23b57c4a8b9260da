"""When a form could not be taken: its words are shown, and can be sent again from a page that may be trusted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .. import kept_words
from .asked_words import Asked, asked_at
from .request import Request


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's security token is missing or old: show what was typed, and let our own pages send it again."""
    kept = kept_words.of_request(request)
    ours = kept_words.same_site(request) and bool(kept["fields"])
    again = ours and request.user.is_authenticated
    asked = asked_at(request, kept["address"]) if again else Asked()  # type: ignore[arg-type]
    context = {"kept": kept, "typed": _told(kept, asked), "again": again}
    return render(request, "form_expired.html", context, status=403)


def kept(request: Request) -> HttpResponse:
    """After signing in again: the words that waited, under their questions, with one button to send them."""
    found = kept_words.waiting(request)
    if found is None:
        return redirect("work")
    if request.method == "POST":
        kept_words.forget(request)
        return redirect(found["address"])
    context = {"kept": found, "typed": _told(found, asked_at(request, found["address"])), "again": True}
    return render(request, "kept.html", context)


def _told(kept: kept_words.Kept, asked: Asked) -> list[tuple[str, str]]:
    """What a person typed as question and answer, in the words of the page; what only the page needs is left out."""
    return [asked.line(name, value) for name, value in kept_words.readable(kept) if not asked.hides(name)]
