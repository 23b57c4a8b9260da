"""Facts of a file as answers of the self-check: the way back from what self_checking.facts makes of answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from magnolia.policy import facts as f
from magnolia.policy.self_check import self_check

FEES = "Required fees"  # a file knows their sum only


def answers_of(jurisdiction: str, facts: f.Facts) -> dict[str, Any]:
    """Answers by the name of their question; what the facts do not say is left out."""
    institution, program = facts.institution, facts.program
    made: dict[str, Any] = {
        "sc_institution": institution.name,
        "opeid": institution.opeid,
        "sc_state": institution.state,
        "sc_title_iv": institution.title_iv_eligible,
        "sc_actions_any": _any(institution.federal_actions),
        "sc_actions": _rows(institution.federal_actions),
        "sc_failed_any": _any(institution.failed_programs),
        "sc_failed": _rows(institution.failed_programs),
        "program_name": program.name,
        "soc_codes": list(program.soc_codes or ()),
        "sectors": [{"name": name} for name in program.sectors or ()],
        "history": _rows(program.history),
        "arrangement": program.written_arrangement is not None,
        **_same(program, "level", "cip_code", "measure", "hours", "instructional_weeks", "remedial_hours"),
        **_same(program, "correspondence", "study_abroad", "direct_assessment", "off_list_justification"),
        **_same(facts.outcomes, "completion_cohort", "completed_in_time", "placement_cohort", "employed"),
        "sc_published_earnings": facts.vae.published_amount,
        "tuition": facts.cost.tuition,
        "fees": [] if facts.cost.required_fees is None else [{"description": FEES, "amount": facts.cost.required_fees}],
        "anticipated_wage": facts.cost.anticipated_annual_wage,
        "wage_unit": "year" if facts.cost.anticipated_annual_wage is not None else None,
        "wage_source": facts.cost.wage_source,
    }
    made |= _taught(facts) | _employers(jurisdiction, facts) | _leads_to(facts)
    return {name: value for name, value in made.items() if value not in (None, "", [])}


def _taught(facts: f.Facts) -> dict[str, Any]:
    """Distance education, another organisation's part, the apprenticeship."""
    part, given = facts.program.written_arrangement, facts.apprenticeship
    return {
        "distance_offered": facts.distance.offered,
        "student_states": _lines(facts.distance.student_states),
        "agreements": _rows(facts.distance.agreements),
        "arrangement_organisation": part.organisation if part else None,
        "ineligible_hours": part.ineligible_hours if part else None,
        "apprenticeship": given is not None,
        "sponsor": given.sponsor if given else None,
        "registration_number": given.registration_number if given else None,
        "registration_agency": given.agency if given else None,
        "on_the_job_hours_included": given.on_the_job_hours_included if given else None,
    }


def _employers(jurisdiction: str, facts: f.Facts) -> dict[str, Any]:
    """What employers confirmed, their part in the program, and the State's list."""
    lists, letters = facts.lists, _rows(facts.employers.letters)
    kinds = self_check(jurisdiction).form.tables["design_evidence"].questions["kind"].choices
    by_words = {words: kind for kind, words in kinds.items()}
    for row in letters:
        row |= {name: _lines(row.get(name)) for name in ("occupations", "competencies")}
    return {
        "employers": letters,
        "alternative_approval": facts.employers.alternative_approval,
        "design_evidence": [
            {"kind": by_words.get(each.kind, "other"), "document": each.document}
            for each in facts.employers.design_evidence or ()
        ],
        "sc_listed": None if lists.priority_socs is None else bool(lists.priority_socs),
        "sc_listed_socs": list(lists.priority_socs or ()),
        "sc_list_version": lists.version,
        "sc_listed_sectors": _lines(lists.priority_sectors),
    }


def _leads_to(facts: f.Facts) -> dict[str, Any]:
    """Credential, credit, and what stands in for figures."""
    credential, outcomes = facts.credential, facts.outcomes
    substitute = outcomes.initial_documentation
    return {
        "credential_name": credential.name,
        "credential_kind": credential.kind,
        "credential_basis": credential.federal_basis,
        "credential_route": credential.route,
        "stackable_evidence": _lines(credential.stackable_evidence),
        "portable_evidence": _lines(credential.portable_evidence),
        **_same(credential, "recognising_employers", "only_credential_for_occupation", "given_on_completion"),
        "credit": _rows(facts.credit),
        "initial_documentation": substitute,
        "outcomes_basis": "substitute" if substitute else "figures" if outcomes.completion_cohort is not None else None,
    }


def _same(group: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(group, name) for name in names}


def _any(rows: tuple[Any, ...] | None) -> bool | None:
    return None if rows is None else bool(rows)


def _lines(entries: Iterable[str] | None) -> str | None:
    return None if entries is None else "\n".join(entries)


def _rows(entries: Iterable[Any] | None) -> list[dict[str, Any]]:
    return [
        {name: list(value) if isinstance(value, tuple) else value for name, value in vars(each).items()}
        for each in entries or ()
    ]
