"""Which pages to look at, as whom, with data shown: read from a practice site's database, printed as JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import django

# For a page of a case: the states in which it has most to show.
BEST = {
    "part_details": ("draft", "correction"),
    "part_group": ("draft", "correction"),
    "part_attachments": ("draft", "correction", "conditional"),
    "part_declarations": ("attestation", "correction"),
    "copied": ("draft",),
    "correction": ("correction",),
    "draft_missing": ("draft", "correction"),
    "draft_check": ("draft", "attestation", "correction"),
    "case_print": ("attestation", "determination"),
    "case_people": ("review", "correction"),
    "case_notes": ("review",),
    "disclose": ("review",),
    "versions": ("completeness_review",),
    "filing": ("completeness_review",),
    "completeness": ("submitted", "completeness_review", "correction"),
    "review": ("complete", "review", "consultation"),
    "finding": ("review", "determination"),
    "review_sheet": ("determination",),
    "requests": ("review",),
    "messages": ("review", "certified"),
    "contacts": ("review",),
    "earnings": ("review", "certified"),
    "rate_verification": ("certified",),
    "records_case": ("certified",),
    "records_exclusions": ("certified",),
    "records_hand_in": ("certified",),
    "document_file": ("certified",),
    "prices": ("certified",),
    "federal_reports": ("certified",),
    "price_requests": ("certified",),
    "earnings_review": ("certified",),
    "longterm": ("certified",),
    "jobs": ("certified",),
    "consultation": ("consultation", "determination"),
    "packet": ("consultation",),
    "recommendation": ("recommendation", "determination"),
    "determination": ("determination", "denied", "correction"),
    "conditions": ("conditional",),
    "certification": ("approved", "certified"),
    "package": ("approved", "certified"),
    "federal": ("certified",),
    "approval": ("certified",),
    "replay": ("certified", "denied"),
    "accountability": ("certified",),
    "outcomes": ("certified",),
    "cohort": ("certified",),
    "completer_lists": ("certified",),
    "federal_requests": ("certified",),
    "aid_flags": ("certified",),
    "appeal": ("denied", "review"),
    "waivers": ("certified",),
    "yearly_reports": ("certified",),
    "similar": ("review",),
    "high_quality": ("review",),
    "changes": ("certified",),
    "record": ("certified", "denied"),
    "letter": ("denied", "certified", "correction"),
}  # fmt: skip
# Which of several pages of the same address: the page of the form, the criterion, the filing.
WHICH = {
    "part_group": ("program", "occupations", "employers", "credit", "cost", "outcomes", "apprenticeship"),
    "finding": ("length", "price", "cost_and_wage", "credit"),
    "filing": (1,),
    "records_hand_in": (2026,),
    "document_file": (2026,),
}
NOT_A_PAGE = {
    "case_move", "document", "document_upload", "document_move", "document_remove", "slot_not_applicable", "letter_pdf",
    "sendings", "sending", "sending_drop",
    "record_download", "case_pdf", "case_package", "draft_together", "draft_here", "board_paper", "proof",
    "package_pdf", "package_zip", "data_template_file", "programs_feed", "programs_csv", "programs_json",
    "glossary_json", "simulation_csv",
    "process_json", "process_on_json", "process_version_json", "criteria_json", "criteria_on_json", "law_versions_json",
    "dashboard_table", "queue_csv", "queue_view",
    # The practice data holds none of these; their own tests look at them.
    "simulation", "loss", "approximation", "approximate_occupation",
    "favicon", "healthy", "home", "demo", "bulk_assign", "assignment_end", "recusal_lift", "admin:",
    "self_check_file", "self_check_carry", "packet_pdf", "packet_zip", "meeting_paper", "meeting_pdf", "meeting_zip",
    "potential_csv", "potential_json", "potential_template", "student_template", "toolkit_file",
    "cycles_calendar", "own_calendar", "employer_answer",
    "occupations_csv", "occupations_json", "occupation_file", "exclusion_document",
    "approximation_csv", "approximation_json", "records_template", "records_statement_template", "records_marked",
    "outcome_rates_csv", "outcome_rates_json", "outcome_edition_csv", "outcome_edition_json",
}  # fmt: skip
LIBRARY = {"account_login", "account_change_password", "mfa_index", "mfa_activate_totp", "account_logout"}


def pages() -> set[str]:
    """Every address of ours that shows a page; those of the sign-in library are named one by one."""
    from magnolia.portal.doors import DOORS

    return {name for name in DOORS.keys() - NOT_A_PAGE if not name.startswith(("account_", "mfa_"))}


def addresses(under: Any = None, before: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """Each page with the names of its arguments, also those under a common beginning."""
    from django.urls import get_resolver

    own: list[tuple[str, list[str]]] = []
    for entry in (under or get_resolver()).url_patterns:
        arguments = (*before, *entry.pattern.converters)
        if hasattr(entry, "url_patterns"):
            own += addresses(entry, arguments)
        elif entry.name in pages():
            own.append((entry.name, list(arguments)))
    return own


def main() -> None:
    django.setup()
    print(json.dumps(found()))


def found() -> list[dict[str, Any]]:
    """Each page with the person who looks (None for a visitor): who, name and url of the page, and a note."""
    from django.urls import reverse

    from magnolia.portal import access
    from magnolia.portal.doors import may_open
    from magnolia.portal.models import Application, Notice, Person

    from .exhibits_after import SHOWN, of_editions, of_rates

    listed: list[dict[str, Any]] = []

    def show(who: Person | None, name: str, url: str, note: str = "") -> None:
        role = who.email.split("@")[0] if who else "visitor"
        listed.append({"person": who.pk if who else None, "who": role, "name": name, "url": url, "note": note})

    for person in [None, *Person.objects.filter(email__endswith="@example.test").order_by("pk")]:
        standing = access.standing(person) if person else None
        roles = standing.roles if standing else set()
        jurisdiction = person.email.split("@")[0].rsplit(".", 1)[1] if person else "ms"
        for name, arguments in addresses():
            if not may_open(name, person is not None, roles):
                continue
            if person and (name in ("compare", "cycle", "process_on", "process_version", "criteria_on")):
                continue  # the same for everybody
            if person and name.startswith("self_check"):
                continue
            if name in ("process_on", "process_version", "criteria_on"):
                show(
                    person, name, reverse(name, args=[jurisdiction, 1 if arguments[-1] == "edition" else "2026-08-03"])
                )
            elif name == "self_check_page":
                for page in ("length", "coursework", "employers"):
                    show(None, name, reverse(name, args=[jurisdiction, page]), page)
            elif name in ("program", "compare", "cycle", "cycle_edit", "meeting"):
                _of_the_state(show, person, name, jurisdiction)
            elif name == "outbox" and standing is not None:
                held = access.visible_to(standing, Notice).filter(state="held", case__jurisdiction=jurisdiction).first()
                show(person, name, f"{reverse(name)}?notice={held.pk}" if held else reverse(name))
            elif name == "outcome_edition":
                if not person:
                    of_editions(show, name, jurisdiction)
            elif name in SHOWN and standing is not None:
                of_rates(show, person, standing, name)
            elif arguments == ["jurisdiction"] or not arguments:
                show(person, name, reverse(name, args=[jurisdiction][: len(arguments)]))
            elif name == "notice" and person:
                notice = Notice.objects.filter(person=person).first()
                if notice:
                    show(person, name, reverse(name, args=[notice.pk]))
            elif name in ("potential_entry", "potential_file") and standing is not None:
                _of_the_list(show, person, standing, name)
            elif (
                name == "labor_source"
                and standing is not None
                or (
                    name.startswith("occupation")
                    and "list" in name
                    and standing is not None
                    and "jurisdiction" not in arguments
                )
            ):
                _of_a_list(show, person, standing, name)
            elif name.startswith("occupation"):
                if not person:
                    _of_published(show, name)
            elif name == "disclose" and standing is not None:
                _of_cases(show, person, standing, name, access.known_to(standing))
            elif standing is not None:
                _of_cases(show, person, standing, name, access.visible_to(standing, Application))
    for name in sorted(LIBRARY - {"account_login"}):
        someone = Person.objects.filter(email__startswith="official.").first()
        show(someone, name, reverse(name))
    show(None, "account_login", reverse("account_login"))
    show(None, "demo", reverse("demo"))
    return listed


def _of_cases(show: Any, person: Any, standing: Any, name: str, visible: Any) -> None:
    from django.urls import reverse

    from magnolia.policy.workflow import process
    from magnolia.portal.doors import INSTITUTION

    if name in ("determination", "case") and "governor" in standing.roles:
        for one in visible.filter(held_determinations__state="held")[:1]:
            show(person, name, reverse(name, args=[one.pk]), "signed ahead")
    visible = visible.exclude(held_determinations__state="held")
    if name == "case":
        life = process(standing.hats[0].jurisdiction).life("application")
        everything = "director" in standing.roles or "certifying_official" in standing.roles
        for state in life.states.values():
            one = visible.filter(state=state.name).first()
            if one and (everything or set(state.turn) & standing.roles or state.name == "certified"):
                show(person, name, reverse(name, args=[one.pk]), state.name)
        return
    if name == "copied":
        visible = visible.filter(copied_from__isnull=False)
    for where in BEST.get(name, ()):
        if (name, where) == ("package", "approved") and standing.roles <= INSTITUTION:
            continue  # a college sees the package once it is signed
        for one in visible.filter(state=where)[:1]:
            letter = one.letters.order_by("-id").first() if name == "letter" else None
            if letter:
                show(person, name, reverse(name, args=[letter.number]), letter.kind)
            elif name != "letter":
                for which in WHICH.get(name, ("",)):
                    more = [which] if which else []
                    show(person, name, reverse(name, args=[one.pk, *more]), " ".join(map(str, [where, *more])))


def _of_the_list(show: Any, person: Any, standing: Any, name: str) -> None:
    """An entry of the working list in each state, and a file on trial."""
    from django.urls import reverse

    from magnolia.portal import access
    from magnolia.portal.models import PotentialProgram, ProgramFile

    model: Any = PotentialProgram if name == "potential_entry" else ProgramFile
    rows = access.visible_to(standing, model).filter(jurisdiction=standing.hats[0].jurisdiction)
    for state in rows.order_by("state").values_list("state", flat=True).distinct():
        show(person, name, reverse(name, args=[rows.filter(state=state).order_by("pk")[0].pk]), state)


def _of_a_list(show: Any, person: Any, standing: Any, name: str) -> None:
    """A list of priority occupations in each state, and one occupation of it."""
    from django.urls import reverse

    from magnolia.portal import access
    from magnolia.portal.models import LaborSource, OccupationList

    if name == "labor_source":
        for source in access.visible_to(standing, LaborSource).filter(jurisdiction=standing.hats[0].jurisdiction):
            show(person, name, reverse(name, args=[source.pk]))
        return
    for row in access.visible_to(standing, OccupationList).filter(jurisdiction=standing.hats[0].jurisdiction):
        more = ["47-2111"] if name == "occupation_list_entry" else []
        show(person, name, reverse(name, args=[row.pk, *more]), row.state)


def _of_published(show: Any, name: str) -> None:
    """Pages of a published list: an occupation on it, one that is not, and what changed."""
    from django.urls import reverse

    for soc in ("47-2111", "41-1011") if name in ("occupation", "occupation_on_list") else ("",):
        before = [] if name == "occupation" else [1]
        show(None, name, reverse(name, args=["ms", *before, *([soc] if soc else [])]), soc)


def _of_the_state(show: Any, person: Any, name: str, jurisdiction: str) -> None:
    """Pages about what a State published: programs, some side by side, cycles."""
    from django.urls import reverse

    from magnolia.portal.models import Approval, Cycle, Meeting

    if name == "meeting":
        for meeting in Meeting.objects.filter(jurisdiction=jurisdiction).select_related("case"):
            show(person, name, reverse(name, args=[meeting.case.number]), meeting.state)
        return
    if name in ("cycle", "cycle_edit"):
        for one in Cycle.objects.filter(jurisdiction=jurisdiction).select_related("case").order_by("pk"):
            if name == "cycle_edit":
                show(person, name, reverse(name, args=[one.case.number]), one.name)
            elif one.state == "published":
                show(person, name, reverse(name, args=[jurisdiction, one.case.number]), one.name)
        return
    posted = Approval.objects.filter(jurisdiction=jurisdiction).select_related("application")[:4]
    if name == "compare":
        chosen = urlencode([("program", approval.application.number) for approval in posted[:3]])
        show(person, name, f"{reverse(name, args=[jurisdiction])}?{chosen}")
    else:
        for approval in posted[: 1 if person else 4]:
            place = reverse(name, args=[jurisdiction, approval.application.number])
            show(person, name, place, approval.program_name)


if __name__ == "__main__":
    main()
