"""The certification package: its elements from the case, frozen with its hash when it is signed.

The canonical text of the package is what is signed: the same bytes are the JSON twin in the download, so that anyone
can compute the SHA-256 again without the portal. Source: State policy 7.9.1; CERT-03, CERT-09.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from magnolia.policy.layers import read, state_layer
from magnolia.policy.letters import LetterProblem
from magnolia.policy.package import package as words_of

from ...models import Application, Certification, Event, Package
from ..applying import filing
from ..recording import record
from .package_elements import ELEMENTS, Draft


class NotReleased(Exception):
    """A package that cannot be released; `str()` names what is missing."""


# Elements that the signature itself brings; before it they cannot be there.
BY_SIGNATURE = ("statement", "documents", "withdrawal", "signature", "conditions", "other")


def draft_of(application: Application, certification: Certification | None, on: date) -> Draft:
    """The case as the package sees it on a day. Raises NotReleased where nothing was filed."""
    sent = filing.latest(application)
    if sent is None:
        raise NotReleased("There is no filing to certify.")
    return Draft(application, sent, certification, on)


def elements(draft: Draft) -> list[dict[str, Any]]:
    """The elements in their order: number, title, citation, rows of (label, words), and why one does not apply.

    `missing` is set where an element that always applies has no value; such a package cannot be released.
    """
    made = []
    for row in draft.words.elements.values():
        rows = ELEMENTS[row.id](draft)
        made.append(
            {
                "id": row.id,
                "number": row.number,
                "title": row.title,
                "cite": row.cite,
                "rows": [list(each) for each in rows],
                "not_applicable": "" if rows or row.missing else row.none,
                "missing": row.missing if not rows else "",
            }
        )
    return made


def missing(told: list[dict[str, Any]], but: tuple[str, ...] = ()) -> list[str]:
    """What is missing, in words; `but` are elements that come later."""
    return [each["missing"] for each in told if each["missing"] and each["id"] not in but]


def values(draft: Draft) -> dict[str, Any]:
    """What the letter must repeat exactly (CERT-09)."""
    stated = draft.facts
    return {
        "institution": draft.application.institution.name,
        "program": stated.get("program_name"),
        "credential": stated.get("credential_name"),
        "cip": stated.get("cip_code"),
        "soc": list(stated.get("soc_codes") or []),
        "approved_on": draft.on.isoformat(),
        "standing_conditions": list(
            draft.application.conditions.filter(blocking=False).order_by("id").values_list("text", flat=True)
        ),
    }


def freeze(application: Application, certification: Certification) -> Package:
    """Number the package and keep its canonical text. Raises NotReleased naming every missing element (CERT-03)."""
    draft = draft_of(application, certification, certification.on)
    told = elements(draft)
    if left := missing(told, but=("statement", "documents", "withdrawal", "signature")):
        raise NotReleased(f"The package is not released. Missing: {', '.join(left)}.")
    year, code = certification.on.year, application.jurisdiction
    prefix = read(state_layer(code), "profile")["case_prefix"]
    number = f"{prefix}-P-{year}-{record.next_number(f'package-{code}-{year}'):05d}"
    text = record.canonical(
        {
            "package": number,
            "jurisdiction": code,
            "application": application.number,
            "filing": draft.filing.place,
            "elements": told,
            "values": values(draft),
        }
    )
    return Package.objects.create(certification=certification, number=number, text=text, sha256=record.sha256(text))


def told_of(package: Package) -> dict[str, Any]:
    """The frozen package as data."""
    found: dict[str, Any] = json.loads(package.text)
    return found


def matches(package: Package) -> bool:
    """Whether the kept text still has the hash that was signed, here and in the chain of events."""
    event = Event.objects.filter(thing_id=package.certification.application_id, move="certify").order_by("-seq").first()
    said = json.loads(event.text.text or "{}") if event else {}
    return bool(
        hashlib.sha256(package.text.encode()).hexdigest() == package.sha256 == said.get("sha256", package.sha256)
    )


def faults() -> Iterator[str]:
    """Sentences on every signed package whose text no longer has its hash."""
    for row in Package.objects.select_related("certification").iterator():
        if not matches(row):
            yield f"Certification package {row.number} was altered."


class Differs(LetterProblem):
    """A letter that says something else than the package."""


def must_agree(package: Package, fields: dict[str, Any]) -> None:
    """Refuse a letter that says anything else than the package (CERT-09): the whole certification is taken back."""
    signed = told_of(package)["values"]
    for name, value in signed.items():
        other = fields.get(name)
        said = other.isoformat() if isinstance(other, date) else other
        if said != value:
            title = words_of(package.certification.application.jurisdiction).elements.get(name)
            label = title.title if title else name.replace("_", " ")
            raise Differs(
                f"The letter and the package differ on “{label}”: the letter says {said}, the package {value}."
            )
