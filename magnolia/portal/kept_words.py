"""Words a person typed into a form whose sign-in had run out: kept in the browser's own session until they come back.

The session is the only place: nothing reaches a case before the person signed in again and sent the form once more.
"""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpRequest

NAME = "kept_words"
AUTOSAVE = "X-Autosave"  # header of a form that our script saves while it is filled in
IN_PLACE = "X-In-Place"  # sent by our script that sends files, shows progress and stays on the page
LARGEST = 400_000  # characters; a form of ours is far smaller, and a session is no store
SIGNED_OUT = "You were signed out before your form was sent. Sign in, and your words will be waiting."
HIDDEN = {"csrfmiddlewaretoken", "key", "seen", "do"}


class Kept(TypedDict):
    """A form as it was sent: its address and what it carried; whether files came with it, which are not kept."""

    address: str
    fields: list[tuple[str, str]]
    files: bool


def of_request(request: HttpRequest) -> Kept:
    """What the request carries, without the page's security token and anything called a password."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name and isinstance(value, str)
    ]
    return Kept(address=request.get_full_path(), fields=fields, files=bool(request.FILES))


def same_site(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of ours: words from elsewhere are never offered for sending."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return origin.startswith(f"{request.scheme}://{request.get_host()}")


def keep(request: HttpRequest) -> bool:
    """Keep a form sent without a sign-in; False where there is nothing to keep or it came from elsewhere."""
    kept = of_request(request)
    size = sum(len(name) + len(value) for name, value in kept["fields"])
    if not kept["fields"] or size > LARGEST or not same_site(request):
        return False
    request.session[NAME] = kept
    return True


def waiting(request: HttpRequest) -> Kept | None:
    """The form that waits, if any."""
    found: Kept | None = request.session.get(NAME)
    return found


def forget_sent(request: HttpRequest) -> None:
    """Once the waiting form is sent from a sign-in, it waits no longer."""
    if request.method == "POST" and (kept := waiting(request)) and kept["address"] == request.get_full_path():
        forget(request)


def forget(request: HttpRequest) -> None:
    request.session.pop(NAME, None)


def readable(kept: Kept) -> list[tuple[str, str]]:
    """What a person typed, without what only the page needs."""
    return [(name, value) for name, value in kept["fields"] if name not in HIDDEN and value.strip()]
