"""When a form could not be taken: its words are shown, and can be sent again from a page that may be trusted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .. import kept_words
from .request import Request


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's security token is missing or old: show what was typed, and let our own pages send it again."""
    kept = kept_words.of_request(request)
    ours = kept_words.same_site(request) and bool(kept["fields"])
    context = {"kept": kept, "typed": kept_words.readable(kept), "again": ours and request.user.is_authenticated}
    return render(request, "form_expired.html", context, status=403)


def kept(request: Request) -> HttpResponse:
    """After signing in again: the words that waited, with one button to send them."""
    if request.method == "POST":
        kept_words.forget(request)
        return redirect("work")
    found = kept_words.waiting(request)
    if found is None:
        return redirect("work")
    context = {"kept": found, "typed": kept_words.readable(found), "again": True}
    return render(request, "kept.html", context)
