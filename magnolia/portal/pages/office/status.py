"""What an administrator has to know of the installation: what fell back, what is unconfirmed, if the worker works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule

from magnolia.policy.code_lists import CodeListKind, kinds, says
from magnolia.policy.parameters import MissingParameter

from ... import access
from ...actions import law
from ...actions.custody import vault
from ...actions.papers import quarantine, scanning
from ...actions.papers.clamd import CLEAN
from ...models import Anchor, CalendarYear, Case, CodeList, Letter, Notice, Scan
from ..moving import Outcome, try_move
from ..request import Request, today
from ..words import moment_words
from . import keeping

ROUND = "sweep"
PAGE_SIZE = 50
SCANS = 20  # of the log, shown
LATE = timedelta(minutes=3)  # three rounds of the worker


@dataclass(frozen=True)
class Line:
    """One thing to know: what it is, how it stands (a tag and its tone), and what that means."""

    name: str
    label: str
    tone: str
    words: str


def status(request: Request) -> HttpResponse:
    """The state of the installation, the same for every State it serves; numbers and holidays of one's own."""
    state = keeping.state_of(request, "administrator", "auditor")
    unclear = access.visible_to(request.standing, Notice).filter(state="unclear").select_related("case", "person")
    outcome = Outcome()
    if request.method == "POST":
        notice = get_object_or_404(unclear, pk=_uuid(request.POST.get("pk", "")))
        move = "accepted" if request.POST.get("do") == "accepted" else "again"
        outcome = try_move(request, notice, move, said={"reason": request.POST.get("reason", "")})
        if outcome.done:
            return redirect("status")
    context = {
        "outcome": outcome,
        "unclear": unclear[:PAGE_SIZE],
        "decides": "administrator" in request.standing.roles_in(state),
        "lines": [*_fallbacks(), *_scanner(), _worker(), *_waiting(state)],
        "numbers": _unconfirmed(state, request),
        "codes": _codes(),
        "scans": Scan.objects.exclude(verdict=CLEAN).select_related("by").order_by("verdict", "-id")[:SCANS],
        "years": _years(state, today(request, state).year),
        "anchor": Anchor.objects.order_by("-id").first(),
        "moved": Case.objects.filter(length__gt=F("anchored")).count(),
    }
    return render(request, "staff/status.html", context, status=outcome.status)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _fallbacks() -> list[Line]:
    """What is not configured and works on this machine alone."""
    to_folder = settings.EMAIL_BACKEND.endswith("MailToFolder")
    on_disk = isinstance(default_storage, FileSystemStorage) or isinstance(
        getattr(default_storage, "_wrapped", None), FileSystemStorage
    )
    sso = "allauth.socialaccount" in settings.INSTALLED_APPS
    return [
        _line("Practice mode", not settings.DEMO, "Off", "On", "Anyone may pick an identity. Nothing here counts."),
        _line("Production settings", settings.PRODUCTION, "On", "Off", "Cookies and addresses are not held to HTTPS."),
        _line("Clock", settings.CLOCK_STARTS_AT is None, "True time", "Moved", "The clock was set for practice."),
        _line("Mail", not to_folder, "Mail server", "Folder", "Messages are written to files and reach nobody."),
        _line(
            "Database",
            connection.vendor != "sqlite",
            "PostgreSQL",
            "SQLite",
            "One machine, one file: back it up whole.",
        ),
        _line("Documents", not on_disk, "Object store", "This machine", "Uploads lie on this machine’s disk."),
        _vault(),
        _line("Single sign-on", sso, "OpenID Connect", "None", "People sign in with a password and a second factor."),
    ]


def _line(name: str, good: bool, yes: str, no: str, words: str) -> Line:
    return Line(name, yes, "good", "") if good else Line(name, no, "warn", words)


def _vault() -> Line:
    """Where the key of the vault comes from."""
    words = f"It lies in {vault.key_file()}, beside what it opens. Set MAGNOLIA_VAULT_KEY, and keep a copy elsewhere."
    return _line("Key of the participant records", bool(settings.VAULT_KEY), "Set", "Made here", words)


def _scanner() -> list[Line]:
    """Whether files are scanned for malware, with which signatures, and how many wait for it."""
    if not quarantine.is_on():
        return [Line("Malware scan", "None", "warn", "Uploaded files are not scanned for malware.")]
    said, waiting = scanning.answers(), len(scanning.waiting())
    words = "New files stay in quarantine until it answers. Nobody can open them."
    return [
        Line("Malware scan", said[0], "good", f"Signatures: {said[1]}.")
        if said
        else Line("Malware scan", "No answer", "bad", words),
        Line("Files in quarantine", str(waiting), "warn" if waiting else "good", ""),
    ]


def _worker() -> Line:
    """Whether the worker made its round lately. Its schedule runs on the machine's clock, not the practice clock."""
    row = Schedule.objects.filter(name=ROUND).first()
    if row is None or row.next_run is None:
        return Line("Worker", "Never started", "bad", "No mail goes out and no letter is typeset until it runs.")
    if row.next_run < timezone.now() - LATE:
        return Line(
            "Worker", "Not running", "bad", "Its last round is overdue. Nothing is lost; it waits until it runs."
        )
    return Line("Worker", "Running", "good", "")


def _waiting(state: str) -> list[Line]:
    """What waits for the worker or for a person."""
    unclear = Notice.objects.filter(case__jurisdiction=state, state="unclear").count()
    queued = Notice.objects.filter(case__jurisdiction=state, state__in=["queued", "handing_over"]).count()
    held = Notice.objects.filter(case__jurisdiction=state, state="held").count()
    unset = Letter.objects.filter(application__jurisdiction=state, file__isnull=True).count()
    return [
        Line("Tasks waiting", str(OrmQ.objects.count()), "info", ""),
        Line("Tasks that failed", str(failed := Failure.objects.count()), "warn" if failed else "good", ""),
        Line("Notices to be mailed", str(queued), "info", ""),
        Line(
            "Notices held back", str(held), "warn" if held else "good", "Their mail waits under Outbox." if held else ""
        ),
        Line("Notices of unclear fate", str(unclear), "bad" if unclear else "good", ""),
        Line("Letters to be typeset", str(unset), "info", ""),
    ]


def _unconfirmed(state: str, request: Request) -> list[dict[str, Any]]:
    """Numbers in force that no person has held against the official text."""
    day = today(request, state)
    found = []
    for parameter in law.parameters(state).values():
        try:
            now = parameter.on(day)
        except MissingParameter:
            continue
        if not now.confirmed:
            found.append({"parameter": parameter, "now": now})
    return found


def _codes() -> list[Line]:
    """The lists of codes, each with its edition, rows and file, or what their absence means."""
    loaded = {row.kind: row for row in CodeList.objects.filter(replaced_at__isnull=True)}
    return [_code_line(kind, loaded.get(kind.id)) for kind in kinds().values()]


def _code_line(kind: CodeListKind, row: CodeList | None) -> Line:
    if row is None:
        return Line(kind.label, "Not loaded", "warn", says("not_loaded" if kind.wanted else "links_not_loaded"))
    came = f"{row.file_name}, SHA-256 {row.sha256}" if row.sha256 else "From no file"
    words = f"{row.source}. {came}, loaded {moment_words(row.loaded_at)}."
    return Line(kind.label, f"{row.edition}: {row.rows:,} rows", "good", words)


def _years(state: str, this: int) -> list[Line]:
    """The holiday lists of this year and the next, and of every other that was opened."""
    opened = dict(CalendarYear.objects.filter(jurisdiction=state).values_list("year", "state"))
    lines = []
    for year in sorted({this, this + 1} | opened.keys()):
        if opened.get(year) == "confirmed":
            lines.append(Line(str(year), "Confirmed", "good", ""))
        else:
            lines.append(Line(str(year), "Not confirmed", "warn", "No notice with a due date in it can go out."))
    return lines
