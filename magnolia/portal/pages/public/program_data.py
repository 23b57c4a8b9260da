"""One program for machines: the Credential Transparency Description Language (CTDL), as JSON-LD in the page.

Only facts that are on record appear; nothing about federal eligibility does, because CTDL has no pending.
"""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ...models import Approval
from ..request import Request

# So that no text in a fact can end the element it stands in.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
CONTEXT = "https://credreg.net/ctdl/schema/context/json"


def _words(text: str) -> dict[str, str]:
    return {"en-US": text}


def _code(framework: str, code: str) -> dict[str, Any]:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": _words(framework),
        "ceterms:codedNotation": code,
    }


def described(request: Request, approval: Approval, facts: dict[str, Any]) -> dict[str, Any]:
    """The program as a `ceterms:LearningProgram`."""
    link = request.build_absolute_uri(reverse("program", args=[approval.jurisdiction, approval.application.number]))
    weeks, price = facts.get("weeks_number"), facts.get("tuition")
    made = {
        "@context": CONTEXT,
        "@id": link,
        "@type": "ceterms:LearningProgram",
        "ceterms:name": _words(facts.get("program_name", approval.program_name)),
        "ceterms:description": _words(facts["summary"]) if "summary" in facts else None,
        "ceterms:subjectWebpage": link,
        "ceterms:offeredBy": [
            {"@type": "ceterms:CredentialOrganization", "ceterms:name": _words(approval.institution_name)}
        ],
        "ceterms:instructionalProgramType": [
            _code("Classification of Instructional Programs", facts["cip_code"])
        ] if "cip_code" in facts else None,
        "ceterms:occupationType": [
            _code("Standard Occupational Classification", code) for code in facts.get("soc_codes", [])
        ],
        "ceterms:industryType": [
            {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": _words(name)}
            for name in facts.get("sectors", [])
        ],
        "ceterms:estimatedDuration": [
            {"@type": "ceterms:DurationProfile", "ceterms:exactDuration": f"P{weeks.normalize():f}W"}
        ] if weeks is not None and weeks == weeks.to_integral_value() else None,
        "ceterms:estimatedCost": [
            {
                "@type": "ceterms:CostProfile",
                "ceterms:directCostType": {"ceterms:targetNode": "costType:Tuition"},
                "ceterms:price": float(price),
                "ceterms:currency": "USD",
            }
        ] if price else None,
        "ceterms:isPreparationFor": [
            {"@type": "ceterms:ConditionProfile", "ceterms:name": _words(facts["credential_name"])}
        ] if "credential_name" in facts else None,
    }  # fmt: skip
    return {name: value for name, value in made.items() if value}


def in_page(data: dict[str, Any]) -> SafeString:
    """The data as an element of a page; browsers do not run it, and nothing in it can close it."""
    text = SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))
    return format_html('<script type="application/ld+json">{}</script>', text)
