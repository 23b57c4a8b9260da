"""The pages of a case beside the case itself: which of them a person finds there, and which move is made on which."""

from __future__ import annotations

from django.urls import reverse

from ...actions.checking.check import current_round
from ...doors import INSTITUTION, may_open
from ...models import Application, Event

Section = tuple[str, str, bool, str]  # label, address, whether it is the page shown, a note
# Pages of a case beside the case itself, each behind its own door.
SECTIONS = (
    ("part_details", "Personal Details"),
    ("part_attachments", "Attachments"),
    ("copied", "Copied answers"),
    ("part_declarations", "Declarations"),
    ("correction", "Correction"),
    ("completeness", "Completeness"),
    ("versions", "Filings"),
    ("review", "Review"),
    ("requests", "Requests for documents"),
    ("messages", "Messages"),
    ("contacts", "Contacts outside"),
    ("earnings", "Value-added earnings"),
    ("cohort", "Students counted for earnings"),
    ("prices", "Published prices"),
    ("federal_reports", "Reports to the Secretary"),
    ("price_requests", "Requests about the price"),
    ("earnings_review", "Review of earnings"),
    ("longterm", "Long-term earnings"),
    ("jobs", "Occupational placement"),
    ("similar", "Lost programs"),
    ("high_quality", "High-quality CTE"),
    ("consultation", "Consultation"),
    ("recommendation", "Recommendation"),
    ("determination", "Determination"),
    ("conditions", "Conditions"),
    ("certification", "Certification"),
    ("package", "Certification package"),
    ("approval", "State approval"),
    ("appeal", "Appeal"),
    ("changes", "Changes"),
    ("federal", "Federal filing"),
    ("accountability", "Accountability"),
    ("outcomes", "Outcomes"),
    ("yearly_reports", "Yearly reports"),
    ("aid_flags", "Other aid of students"),
    ("records_case", "Participant records"),
    ("records_exclusions", "Exclusions from the rates"),
    ("waivers", "Waivers"),
    ("rate_verification", "Verification of rates"),
    ("federal_requests", "Requests of the Secretary"),
    ("completer_lists", "Lists of completers"),
    ("draft_missing", "What is missing"),
    ("draft_check", "Check your answers"),
    ("case_print", "Whole filing"),
    ("case_people", "People"),
    ("case_notes", "Internal notes"),
    ("record", "Administrative record"),
)
DRAFT_PAGES = {"draft_missing", "draft_check"}
# What must have happened in the case before a page has something to show.
SHOWN_AFTER = {
    "copied": {"copy_forward", "carry_self_check"},
    "versions": {"resubmit", "answer_return", "send_items"},
    "review": {"find_complete", "answer_return"},
    "requests": {"submit"},
    "messages": {"submit", "submit_late"},
    "contacts": {"find_complete"},
    "earnings": {"find_complete"},
    "similar": {"submit", "submit_late"},
    "high_quality": {"start_review"},
    "consultation": {"finish_review"},
    "recommendation": {"attest_consultation"},
    "determination": {"recommend", "return_for_correction"},
    "conditions": {"approve_conditionally"},
    "certification": {"approve", "conditions_met"},
    "package": {"certify"},
    "approval": {"certify"},
    "appeal": {"submit", "submit_late"},
    "changes": {"certify"},
    "accountability": {"certify"},
    "outcomes": {"certify"},
    "yearly_reports": {"certify"},
    "aid_flags": {"certify"},
    "records_case": {"certify"},
    "records_exclusions": {"certify"},
    "waivers": {"certify"},
    "rate_verification": {"certify"},
    "federal_requests": {"certify"},
    "completer_lists": {"certify"},
    "cohort": {"find_complete"},
    "prices": {"certify"},
    "federal_reports": {"certify"},
    "price_requests": {"certify"},
    "earnings_review": {"certify"},
    "longterm": {"certify"},
    "jobs": {"certify"},
}
# Moves that have a page of their own where rows are written with them.
PAGE_OF = {
    "submit": "part_declarations",
    "submit_late": "part_declarations",
    "resubmit": "correction",
    "open_items": "conditions",
    "send_items": "correction",
    "answer_return": "part_declarations",
    "find_complete": "completeness",
    "return_for_correction": "completeness",
    "start_review": "review",
    "finish_review": "review",
    "attest_consultation": "consultation",
    "recommend": "recommendation",
    "approve": "determination",
    "approve_conditionally": "determination",
    "deny": "determination",
    "defer": "determination",
    "return_for_information": "determination",
    "conditions_met": "conditions",
    "certify": "certification",
    "file_appeal": "appeal",
}


def sections(application: Application, roles: set[str], here: str, notes: dict[str, str]) -> list[Section]:
    """The pages of the case that this person may open and that have something to show."""
    empty = set() if hasattr(application, "federal_filing") else {"federal"}
    if not application.deficiencies.filter(round__lt=current_round(application)).exists():
        empty.add("correction")
    if not roles - INSTITUTION and not application.requests.exists():
        empty.add("requests")
    made = set(Event.objects.filter(thing_id=application.pk).values_list("move", flat=True).distinct())
    empty |= {page for page, moves in SHOWN_AFTER.items() if not moves & made and page != here}
    empty |= DRAFT_PAGES  # the line above every page of a draft leads there
    shown = [("case", "Case"), *(each for each in SECTIONS if may_open(each[0], True, roles) and each[0] not in empty)]
    return [(label, reverse(name, args=[application.pk]), here == name, notes.get(name, "")) for name, label in shown]


def page_of(move: str, application: Application, roles: set[str]) -> str:
    """The address of the page a move is made on, where this person may open it; else empty."""
    name = PAGE_OF.get(move)
    return reverse(name, args=[application.pk]) if name and may_open(name, True, roles) else ""
