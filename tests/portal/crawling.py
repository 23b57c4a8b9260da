"""Every address of the installation with the arguments of one real case, and who opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from magnolia.portal import access
from magnolia.portal.demo.cast import Cast
from magnolia.portal.doors import ANYONE, door_of, may_open
from magnolia.portal.models import Application, BoardPaper

Reader = tuple[str, Client, access.Standing]
# Addresses that show one case, by the name of the argument that carries it.
OF_A_CASE = {
    "case", "case_move", "case_print", "part_details", "part_attachments", "part_declarations", "correction", "copied",
    "document_upload", "slot_not_applicable", "document", "document_move", "document_remove", "completeness", "review",
    "finding", "review_sheet", "requests", "messages", "contacts", "earnings", "similar", "high_quality", "cohort",
    "federal_requests", "completer_lists", "yearly_reports", "waivers", "prices", "federal_reports", "price_requests",
    "earnings_review", "longterm", "jobs", "aid_flags", "appeal", "outcomes", "accountability", "rate_verification",
    "records_case",
    "consultation", "recommendation", "determination", "conditions", "certification", "federal", "record",
    "record_download", "replay", "letter", "letter_pdf",
    "draft_missing", "draft_check", "draft_here", "draft_together", "case_pdf", "case_package", "board_paper", "packet",
    "packet_pdf", "packet_zip",
    "disclose", "case_people", "case_notes", "assignment_end", "recusal_lift",
    "sendings", "sending", "sending_drop",
    "approval", "changes", "proof", "package", "package_pdf", "package_zip",
}  # fmt: skip
# Addresses that only take a form lead whoever opens them to the page of the form.
FORM_ONLY = {
    "draft_here",
    "draft_together",
    "case_move",
    "document_upload",
    "document_move",
    "document_remove",
    "slot_not_applicable",
    "sendings",
    "sending",
    "sending_drop",
    "assignment_end",
    "recusal_lift",
}


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", inherited: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Every named address of the installation with the names of its arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = (*inherited, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, inner, arguments)
        elif isinstance(entry, URLPattern):
            assert entry.name or prefix, f"the address {entry.pattern} has no name, so it has no door"
            yield f"{prefix}{entry.name or 'unnamed'}", list(arguments)


def own_addresses() -> list[tuple[str, list[str]]]:
    return [(name, arguments) for name, arguments in patterns() if ":" not in name]


def filled(application: Application) -> Callable[[str, list[str]], str]:
    """What gives an address the arguments of one real case."""
    document = application.documents.first()
    letter, proof = application.letters.first(), application.proofs.first()
    paper = BoardPaper.objects.filter(consultation__application=application).first()
    values = {
        "pk": application.pk,
        "document": document.pk if document else application.pk,
        "proof": proof.pk if proof else application.pk,
        "paper": paper.pk if paper else application.pk,
        "number": application.number,
        "jurisdiction": application.jurisdiction,
        "move": "submit",
        "slot": "outline",
        "page": "length",
        "question": "length",
        "assignment": application.pk,
        "disclosure": application.pk,
        "sending": application.pk,
        "meeting_paper": application.pk,
        "table": "backlog",
        "loss": application.pk,
        "potential_program": application.pk,
        "program_file": application.pk,
        "toolkit_file": application.pk,
        "occupation_list": application.pk,
        "labor_source": application.pk,
        "exclusion_exception": application.pk,
        "submission": application.pk,
        "soc": "47-2111",
        "kind": "own",
        "simulation": application.pk,
        "run": application.pk,
        "result": application.pk,
        "day": "2026-08-03",
    }

    def fill(name: str, arguments: list[str]) -> str:
        own = {"number": letter.number} if name.startswith("letter") and letter else {}
        given = {key: (values | own).get(key, "1") for key in arguments}
        if name.startswith(("mfa_", "account_")):
            given = dict.fromkeys(arguments, "1")
        return reverse(name, kwargs=given)

    return fill


def everyone(cast: Cast) -> Iterator[Reader]:
    for key, person in cast.people.items():
        client = Client(raise_request_exception=False)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        yield f"{key} of {cast.jurisdiction}", client, access.standing(person)


def walked(people: Iterable[Reader]) -> Iterator[tuple[str, Client, str, list[str]]]:
    """(label, client, address, arguments): each page that a door opens, as everyone it lets in and as a visitor.

    What is open to everybody shows everybody the same: the visitor and the first of the people look at it. A closed
    door answers before any page runs (test_doors.py), and the pages of one's own sign-in know no case.
    """
    addresses = [each for each in own_addresses() if not _of_the_sign_in(each[0])]
    everybodys = [each for each in addresses if door_of(each[0]) == ANYONE]
    visitor = Client(raise_request_exception=False)
    yield from (("visitor", visitor, *each) for each in everybodys)
    for place, (label, client, standing) in enumerate(people):
        own = [each for each in addresses if each not in everybodys and may_open(each[0], True, standing.roles)]
        yield from ((label, client, *each) for each in [*own, *([] if place else everybodys)])


def _of_the_sign_in(name: str) -> bool:
    return name in ("logout", "demo") or name.startswith(("account_", "mfa_"))
