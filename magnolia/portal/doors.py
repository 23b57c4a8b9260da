"""Who may open which page. Every address stands behind a door, closed unless it is opened here.

A door answers only the first of three questions (may they open this page); which things they see there is `access`,
which moves they may make is the workflow table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from . import access, clock, kept_words, second_factor
from .models import Application, Reading

ANYONE = frozenset({"anyone"})
SIGNED_IN = frozenset({"signed in"})
INSTITUTION = frozenset({"preparer", "certifying_official"})
AGENCY = frozenset({"intake", "reviewer", "director"})
DECIDERS = frozenset({"governor", "designee"})
CASE = INSTITUTION | AGENCY | DECIDERS | {"board_secretary", "auditor"}
INSIDE = AGENCY | {"auditor"}
BOARD = frozenset(access.BOARD)
LISTS = frozenset(access.LISTS)
OCCUPATIONS = frozenset(access.OCCUPATIONS)
RUNS = frozenset(access.RUNS)
ADMINISTRATOR = frozenset({"administrator"})
RECORDS = INSTITUTION | frozenset({"intake", "reviewer", "director", "auditor"})  # who reads how records stand
STEWARD = frozenset({"data_steward"})
# Addresses on the way to a second factor, open before there is one.
TO_A_FACTOR = ("account_", "mfa_", "second_factor")

# Name of the address -> who may open it. An entry for a namespace ("admin:") covers what is in it.
DOORS: dict[str, frozenset[str]] = {
    # everybody
    "home": ANYONE,
    "programs": ANYONE,
    "program": ANYONE,
    "compare": ANYONE,
    "programs_feed": ANYONE,
    "programs_csv": ANYONE,
    "programs_json": ANYONE,
    "state_home": ANYONE,
    "process": ANYONE,
    "process_on": ANYONE,
    "process_version": ANYONE,
    "process_json": ANYONE,
    "process_on_json": ANYONE,
    "process_version_json": ANYONE,
    "criteria": ANYONE,
    "ecosystems": ANYONE,
    "glossary": ANYONE,
    "glossary_json": ANYONE,
    "criteria_on": ANYONE,
    "criteria_json": ANYONE,
    "criteria_on_json": ANYONE,
    "law_versions": ANYONE,
    "law_versions_json": ANYONE,
    "self_check": ANYONE,
    "self_check_findings": ANYONE,
    "self_check_file": ANYONE,
    "self_check_page": ANYONE,
    "data_template": ANYONE,
    "data_template_file": ANYONE,
    "potential_programs": ANYONE,
    "potential_csv": ANYONE,
    "potential_json": ANYONE,
    "potential_template": ANYONE,
    "student_limits": ANYONE,
    "student_template": ANYONE,
    "occupations": ANYONE,
    "occupations_list": ANYONE,
    "occupations_csv": ANYONE,
    "occupations_json": ANYONE,
    "occupation": ANYONE,
    "occupation_on_list": ANYONE,
    "occupations_changes": ANYONE,
    "career_pathway": ANYONE,
    "approximations": ANYONE,
    "approximation": ANYONE,
    "approximation_csv": ANYONE,
    "approximation_json": ANYONE,
    "approximate_occupation": ANYONE,
    "outcome_rates": ANYONE,
    "outcome_rates_csv": ANYONE,
    "outcome_rates_json": ANYONE,
    "outcome_edition": ANYONE,
    "outcome_edition_csv": ANYONE,
    "outcome_edition_json": ANYONE,
    "toolkit": ANYONE,
    "toolkit_file": ANYONE,
    "cycle": ANYONE,
    "cycles_calendar": ANYONE,
    "earnings_help": ANYONE,
    "employer_answer": ANYONE,  # whoever knows the secret in its address
    "own_calendar": ANYONE,  # whoever knows the secret in its address
    "accessibility": ANYONE,
    "components": ANYONE,
    "verify": ANYONE,
    "healthy": ANYONE,
    "favicon": ANYONE,
    # signing in
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_signup": ANYONE,
    "account_inactive": ANYONE,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE,
    "account_confirm_email": ANYONE,
    "account_email_verification_sent": ANYONE,
    "account_confirm_login_code": ANYONE,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email": SIGNED_IN,
    "mfa_authenticate": ANYONE,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "demo": ANYONE,
    "second_factor": SIGNED_IN,
    # everybody who signed in
    "work": SIGNED_IN,
    "kept": SIGNED_IN,
    "notices": SIGNED_IN,
    "notice": SIGNED_IN,
    "subscriptions": SIGNED_IN,
    # a case
    "case": CASE,
    "case_move": CASE,
    "case_print": CASE,
    "versions": CASE,
    "filing": CASE,
    "case_pdf": CASE,
    "case_package": CASE,
    "document": CASE,
    "letter": CASE,
    "letter_pdf": CASE,
    "record": CASE - INSTITUTION,
    "record_download": CASE - INSTITUTION,
    "replay": frozenset({"auditor", "director"}),
    "federal": INSTITUTION | {"director"},
    "approval": INSTITUTION | DECIDERS | {"director", "auditor"},
    "appeal": INSTITUTION | INSIDE | DECIDERS,
    "proof": CASE,
    "changes": INSTITUTION | DECIDERS | {"director", "auditor"},
    "disclose": AGENCY | DECIDERS | {"board_secretary"},
    "case_people": INSIDE,
    "case_notes": INSIDE,
    "assignment_end": AGENCY,
    "recusal_lift": frozenset({"director"}),
    "package": CASE,
    "package_pdf": CASE,
    "package_zip": CASE,
    # the institution's work
    "applications": INSTITUTION,
    "application_new": INSTITUTION,
    "self_check_carry": INSTITUTION,
    "part_details": INSTITUTION,
    "part_group": INSTITUTION,
    "part_attachments": INSTITUTION,
    "copied": INSTITUTION,
    "part_declarations": INSTITUTION,
    "document_upload": INSTITUTION,
    "sendings": INSTITUTION,
    "sending": INSTITUTION,
    "sending_drop": INSTITUTION,
    "document_move": INSTITUTION,
    "document_remove": INSTITUTION,
    "slot_not_applicable": INSTITUTION,
    "correction": INSTITUTION,
    "draft_missing": INSTITUTION,
    "draft_check": INSTITUTION,
    "draft_here": INSTITUTION,
    "draft_together": INSTITUTION,
    # the State's work
    "queue": INSIDE,
    "queue_csv": INSIDE,
    "queue_view": INSIDE,
    "bulk_assign": frozenset({"director"}),
    "workload": INSIDE,
    "dashboard": INSIDE,
    "dashboard_table": INSIDE,
    "completeness": frozenset({"intake", "director", "auditor"}),
    "review": frozenset({"reviewer", "director", "board_secretary", "auditor"}) | DECIDERS,
    "finding": frozenset({"reviewer", "director", "board_secretary", "auditor"}) | DECIDERS,
    "review_sheet": frozenset({"reviewer", "director", "auditor", "board_secretary"}) | DECIDERS,
    "requests": CASE,
    "messages": CASE,
    "contacts": AGENCY | {"board_secretary", "auditor"},
    "earnings": INSTITUTION | AGENCY | DECIDERS | {"auditor"},
    "prices": INSTITUTION | INSIDE | DECIDERS,
    "federal_reports": INSTITUTION | INSIDE | DECIDERS,
    "price_requests": INSTITUTION | INSIDE | DECIDERS,
    "earnings_review": INSIDE | DECIDERS,
    "earnings_watch": frozenset({"reviewer", "director", "auditor"}),
    "longterm": INSTITUTION | INSIDE | DECIDERS,
    "benchmarks": frozenset({"reviewer", "director", "auditor"}),
    "jobs": INSTITUTION | INSIDE | DECIDERS,
    "job_lacks": frozenset({"reviewer", "director", "auditor"}),
    "cohort": AGENCY | DECIDERS | {"auditor"},
    "federal_requests": INSTITUTION | INSIDE | DECIDERS,
    "completer_lists": INSTITUTION | INSIDE | DECIDERS,
    "yearly_reports": INSTITUTION | INSIDE | DECIDERS,
    "aid_flags": INSTITUTION,
    "waivers": INSTITUTION | INSIDE | DECIDERS,
    # participant records
    "records": INSTITUTION,
    "records_case": RECORDS,
    "records_hand_in": INSTITUTION,
    "records_template": INSTITUTION,
    "records_version": RECORDS | STEWARD,
    "records_marked": INSTITUTION,
    "records_statement": INSTITUTION,
    "records_statement_template": INSTITUTION,
    "records_sign": frozenset({"certifying_official"}),
    "records_proof": RECORDS,
    "records_exclusions": frozenset({"reviewer", "director", "auditor"}),
    "custody": STEWARD | {"auditor"},
    "custody_agreements": STEWARD | {"auditor"},
    "custody_export": STEWARD,
    "custody_purge": STEWARD,
    "custody_log": STEWARD | {"auditor"},
    "rate_verification": INSTITUTION | INSIDE | DECIDERS,
    "rate": INSTITUTION | INSIDE | DECIDERS,
    "document_file": INSTITUTION | INSIDE | DECIDERS,
    "rate_publishing": frozenset({"director", "auditor"}),
    "outcome_runs": RUNS,
    "outcome_run": RUNS,
    "outcome_result": RUNS,
    "outcome_persons": frozenset(access.PERSONS),
    "wage_loads": RUNS,
    "accountability": INSTITUTION | INSIDE | DECIDERS,
    "outcomes": INSTITUTION | INSIDE | DECIDERS,
    "high_quality": INSIDE,
    "similar": AGENCY | DECIDERS | {"board_secretary", "auditor"},
    "losses": INSTITUTION | INSIDE,
    "loss": INSTITUTION | INSIDE,
    "precedents": frozenset({"reviewer", "director", "auditor"}),
    "consultation": BOARD,
    "board_paper": CASE - INSTITUTION,
    "packet": BOARD,
    "packet_pdf": BOARD,
    "packet_zip": BOARD,
    "meetings": BOARD,
    "board_members": BOARD,
    "meeting": BOARD,
    "meeting_paper": BOARD,
    "meeting_pdf": BOARD,
    "meeting_zip": BOARD,
    "recommendation": frozenset({"director", "auditor"}) | DECIDERS,
    "determination": frozenset({"director", "auditor"}) | DECIDERS,
    "conditions": INSTITUTION | DECIDERS | {"intake", "director", "auditor"},
    "certification": frozenset({"director", "auditor"}) | DECIDERS,
    "designations": frozenset({"governor", "director", "auditor"}),
    "advice": frozenset({"committee_member", "auditor"}) | AGENCY,
    "potential_keeping": LISTS | {"auditor"},
    "potential_proposals": INSTITUTION,
    "colleagues": INSTITUTION,
    "potential_file": LISTS | {"auditor"},
    "potential_entry": INSTITUTION | LISTS | {"auditor"},
    "toolkit_keeping": LISTS | {"auditor"},
    "occupation_lists": OCCUPATIONS,
    "occupation_list": OCCUPATIONS,
    "occupation_list_entry": OCCUPATIONS,
    "occupation_list_compare": OCCUPATIONS,
    "occupation_file": OCCUPATIONS,
    "labor_sources": OCCUPATIONS,
    "labor_source": OCCUPATIONS,
    "priority_sectors": OCCUPATIONS,
    "exclusion_exceptions": OCCUPATIONS,
    "exclusion_document": OCCUPATIONS,
    "area_profiles": OCCUPATIONS,
    "county_list": OCCUPATIONS,
    "comparable_occupations": frozenset(access.COMPARES),
    "cycles": ADMINISTRATOR | {"director", "auditor"},
    "cycle_edit": ADMINISTRATOR | {"director", "auditor"},
    "process_edit": ADMINISTRATOR | {"director", "board_secretary", "auditor"},
    # keeping the installation
    "holidays": ADMINISTRATOR | {"auditor"},
    "law_changes": ADMINISTRATOR | {"auditor"},
    "simulations": frozenset(access.TRIES_THE_LAW),
    "simulation": frozenset(access.TRIES_THE_LAW),
    "simulation_csv": frozenset(access.TRIES_THE_LAW),
    "people": ADMINISTRATOR | {"auditor"},
    "status": ADMINISTRATOR | {"auditor"},
    "outbox": frozenset(access.KEEPS_MAIL),
    "audit": frozenset({"auditor"}),
    "admin:": ADMINISTRATOR,
}


def door_of(name: str) -> frozenset[str] | None:
    """Who may pass, by the name of the address; None where nobody wrote a door: closed."""
    if name in DOORS:
        return DOORS[name]
    namespace, colon, _ = name.partition(":")
    return DOORS.get(namespace + colon) if colon else None


def may_open(name: str, signed_in: bool, roles: set[str]) -> bool:
    """Whether a person with these roles passes the door of an address."""
    door = door_of(name)
    if door is None:
        return False
    return door == ANYONE or (signed_in and (door == SIGNED_IN or bool(door & roles)))


class FrontDoor:
    """Gives each request its moment and each answer the headers that keep pages to themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
        )
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Doors:
    """Asks the door before any page runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.standing = access.standing(request.user)  # type: ignore[attr-defined,arg-type]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        signed_in = request.user.is_authenticated
        if may_open(name, signed_in, request.standing.roles):  # type: ignore[attr-defined]
            if signed_in and door_of(name) != ANYONE and not name.startswith(TO_A_FACTOR) and _lacks_factor(request):
                return _to_second_factor(request)
            kept_words.forget_sent(request)
            return None
        if not signed_in and door_of(name) is not None:
            return _to_sign_in(request)
        if signed_in and request.method == "POST" and match is not None:
            _note_refused(request, name, match.kwargs.get("pk"))
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A case that is not to be seen yet, because the person has not declared, leads to the declaration."""
        match = request.resolver_match
        if not isinstance(problem, Http404) or match is None:
            return None
        pk = access.to_declare(request.standing, match.kwargs)  # type: ignore[attr-defined]
        if pk is None or not may_open("disclose", True, request.standing.roles):  # type: ignore[attr-defined]
            return None
        back = request.get_full_path() if request.method == "GET" else reverse("case", args=[pk])
        return redirect(f"{reverse('disclose', args=[pk])}?{urlencode({'next': back})}")


def _lacks_factor(request: HttpRequest) -> bool:
    """Whether a role of this person asks for a second factor that this sign-in did not have."""
    return second_factor.asked_of(request.standing) and not second_factor.given(request)  # type: ignore[attr-defined]


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page that leads to one, and back; words that were sent wait as they do for a sign-in."""
    way_back = request.get_full_path() if request.method == "GET" else reverse("work")
    if request.method == "POST" and kept_words.keep(request):
        way_back = reverse("kept")
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': way_back})}")


def _note_refused(request: HttpRequest, name: str, pk: object) -> None:
    """Write a refused try at a case's page to the access log, such as a signature by someone who may not give it."""
    found = Application.objects.filter(pk=pk).first() if isinstance(pk, UUID) else None
    if found is not None:
        Reading.objects.create(
            person=request.user,  # type: ignore[misc]
            case_id=found.case_id,
            what=name[:60],
            at=request.at,  # type: ignore[attr-defined]
            refused=True,
        )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; words typed into a form while the sign-in ran out wait in the browser's session."""
    way_back, login = request.get_full_path(), reverse("demo") if settings.DEMO else None
    if request.method == "POST" and kept_words.AUTOSAVE in request.headers:
        # The words are still on the person's page: the script says so, and tries again after a sign-in elsewhere.
        return JsonResponse({"to": redirect_to_login(way_back, login)["Location"]}, status=401)
    if request.method == "POST" and kept_words.keep(request):
        way_back = reverse("kept")
        messages.warning(request, kept_words.SIGNED_OUT)
    return redirect_to_login(way_back, login)
