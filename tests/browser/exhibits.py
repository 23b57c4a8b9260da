"""Which pages to look at, as whom, with data shown: read from a practice site's database, printed as JSON."""

from __future__ import annotations

import json
from typing import Any

import django

# For a page of a case: the states in which it has most to show.
BEST = {
    "part_details": ("draft", "correction"),
    "part_group": ("draft", "correction"),
    "part_attachments": ("draft", "correction"),
    "part_declarations": ("attestation", "correction"),
    "correction": ("correction",),
    "draft_missing": ("draft", "correction"),
    "draft_check": ("attestation", "correction"),
    "case_print": ("attestation", "determination"),
    "versions": ("completeness_review",),
    "filing": ("completeness_review",),
    "completeness": ("completeness_review", "correction"),
    "review": ("review",),
    "finding": ("review", "determination"),
    "review_sheet": ("determination",),
    "requests": ("review",),
    "contacts": ("review",),
    "earnings": ("review",),
    "consultation": ("consultation", "determination"),
    "recommendation": ("recommendation", "determination"),
    "determination": ("determination", "denied"),
    "conditions": ("conditional",),
    "certification": ("approved", "certified"),
    "package": ("certified",),
    "federal": ("certified",),
    "approval": ("certified",),
    "changes": ("certified",),
    "record": ("certified", "denied"),
    "letter": ("denied", "certified", "correction"),
}
NOT_A_PAGE = {
    "case_move", "document", "document_upload", "document_move", "document_remove", "slot_not_applicable", "letter_pdf",
    "record_download", "case_pdf", "case_package", "draft_together", "package_pdf", "package_zip",
    "data_template_file", "programs_feed", "programs_csv", "programs_json", "favicon", "healthy", "home", "demo",
}  # fmt: skip
LIBRARY = {"account_login", "account_change_password", "mfa_index", "mfa_activate_totp", "account_logout"}


def addresses() -> list[tuple[str, list[str]]]:
    from django.urls import get_resolver

    from magnolia.portal.doors import DOORS

    own = []
    for entry in get_resolver().url_patterns:
        name = getattr(entry, "name", None)
        if name in DOORS and name not in NOT_A_PAGE:
            own.append((name, list(entry.pattern.converters)))
    return own


def main() -> None:
    django.setup()
    from django.urls import reverse

    from magnolia.portal import access
    from magnolia.portal.doors import may_open
    from magnolia.portal.models import Application, Approval, Notice, Person

    found: list[dict[str, Any]] = []

    def show(who: Person | None, name: str, url: str, note: str = "") -> None:
        role = who.email.split("@")[0] if who else "visitor"
        found.append({"person": who.pk if who else None, "who": role, "name": name, "url": url, "note": note})

    approval = Approval.objects.order_by("pk").first()
    for person in [None, *Person.objects.filter(email__endswith="@example.test").order_by("pk")]:
        standing = access.standing(person) if person else None
        roles = standing.roles if standing else set()
        jurisdiction = person.email.split("@")[0].rsplit(".", 1)[1] if person else "ms"
        for name, arguments in addresses():
            if not may_open(name, person is not None, roles):
                continue
            if arguments == ["jurisdiction"] or not arguments:
                show(person, name, reverse(name, args=[jurisdiction][: len(arguments)]))
            elif name == "program" and approval and approval.jurisdiction == jurisdiction:
                for one in Approval.objects.filter(jurisdiction=jurisdiction).select_related("application")[:4]:
                    show(person, name, reverse(name, args=[jurisdiction, one.application.number]), one.program_name)
                    if person:
                        break
            elif name == "notice" and person:
                notice = Notice.objects.filter(person=person).first()
                if notice:
                    show(person, name, reverse(name, args=[notice.pk]))
            elif standing is not None:
                _of_cases(show, person, standing, name, access.visible_to(standing, Application))
    for name in sorted(LIBRARY - {"account_login"}):
        someone = Person.objects.filter(email__startswith="official.").first()
        show(someone, name, reverse(name))
    show(None, "account_login", reverse("account_login"))
    show(None, "demo", reverse("demo"))
    print(json.dumps(found))


def _of_cases(show: Any, person: Any, standing: Any, name: str, visible: Any) -> None:
    from django.urls import reverse

    from magnolia.policy.workflow import process

    if name == "case":
        life = process(standing.hats[0].jurisdiction).life("application")
        everything = "director" in standing.roles or "certifying_official" in standing.roles
        for state in life.states.values():
            one = visible.filter(state=state.name).first()
            if one and (everything or set(state.turn) & standing.roles or state.name == "certified"):
                show(person, name, reverse(name, args=[one.pk]), state.name)
        return
    for where in BEST.get(name, ()):
        for one in visible.filter(state=where)[:1]:
            if name == "part_group":
                for page in ("program", "employers", "credit"):
                    show(person, name, reverse(name, args=[one.pk, page]), where)
            elif name == "finding":
                show(person, name, reverse(name, args=[one.pk, "length"]), where)
            elif name == "filing":
                show(person, name, reverse(name, args=[one.pk, 1]), where)
            elif name == "letter":
                letter = one.letters.order_by("-id").first()
                if letter:
                    show(person, name, reverse(name, args=[letter.number]), letter.kind)
            else:
                show(person, name, reverse(name, args=[one.pk]), where)


if __name__ == "__main__":
    main()
