"""What the loaded lists of codes say: a code's title and level, and whether a field of study leads to an occupation.

An installation without the official files checks codes by their pattern only; every answer here tells that apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from magnolia.policy.code_lists import kinds, says

from ...models import Code, CodeLink, CodeList

CIP, SOC, CROSSWALK = "cip", "soc", "cip_soc"


@dataclass(frozen=True)
class Known:
    """A code that stands in the loaded list; `moved_to` names the code that took its place, where one did."""

    code: str
    title: str
    level: str
    in_use: bool
    moved_to: str


def edition(kind: str) -> CodeList | None:
    """The list in use of a kind (`cip`, `soc` or `cip_soc`), or None where none is loaded."""
    return CodeList.objects.filter(kind=kind, replaced_at__isnull=True).first()


def known_cip(code: str) -> Known | None:
    """The CIP code as the loaded list has it. None where it is not in it, or no list is loaded: ask `edition`."""
    return _known(CIP, [code]).get(code)


def known_soc(code: str) -> Known | None:
    """The SOC code as the loaded list has it. None where it is not in it, or no list is loaded: ask `edition`."""
    return _known(SOC, [code]).get(code)


def titles(kind: str, asked: Iterable[str]) -> dict[str, str]:
    """The official titles of those of the codes that the loaded list has."""
    wanted = list(asked)
    return {code: row.title for code, row in _known(kind, wanted).items()} if wanted else {}


def fault(kind: str, code: str) -> str:
    """What is wrong with a code of the right pattern, in a sentence; empty where it is good or no list is loaded."""
    return faults(kind, [code]).get(code, "")


def faults(kind: str, codes: Iterable[str], *, lenient: bool = False) -> dict[str, str]:
    """The sentence of `fault` for each code that has one, in two queries however many there are.

    `lenient`: a level that the State takes with a warning is no fault.
    """
    loaded, asked = edition(kind), list(codes)
    if loaded is None:
        return {}
    known, about = _known(kind, asked), kinds()[kind]
    found = {}
    for code in asked:
        row = known.get(code)
        words = {"code": code, "label": about.label, "edition": loaded.edition}
        if row is None:
            found[code] = says("unknown", **words)
        elif not row.in_use:
            found[code] = says("moved", **words, moved_to=row.moved_to) if row.moved_to else says("retired", **words)
        elif row.level != about.wanted and not (lenient and row.level == about.warned):
            found[code] = says("wrong_level", **words, level=about.levels[row.level], wanted=about.levels[about.wanted])
    return found


def linked(cip: str, soc: str) -> bool | None:
    """Whether the crosswalk links the two; None where it is not loaded, is of another edition, or lacks one of them."""
    return links(cip, [soc])[soc]


def links(cip: str, socs: Iterable[str]) -> dict[str, bool | None]:
    """The answer of `linked` for each SOC code, in a few queries however many there are."""
    asked, crosswalk = list(socs), _crosswalk()
    if crosswalk is None:
        return dict.fromkeys(asked)
    of_cip = set(CodeLink.objects.filter(list=crosswalk, cip=cip).values_list("soc", flat=True)) if cip else set()
    covered = set(CodeLink.objects.filter(list=crosswalk, soc__in=asked).values_list("soc", flat=True))
    return {soc: (soc in of_cip) if of_cip and soc in covered else None for soc in asked}


def _crosswalk() -> CodeList | None:
    """The crosswalk in use, unless it joins other editions than those of the lists that are loaded."""
    loaded = {row.kind: row for row in CodeList.objects.filter(replaced_at__isnull=True)}
    crosswalk = loaded.get(CROSSWALK)
    if crosswalk is None:
        return None
    joins = dict(zip((CIP, SOC), crosswalk.edition.split("-"), strict=False))
    fits = all(kind not in loaded or loaded[kind].edition == joins.get(kind) for kind in (CIP, SOC))
    return crosswalk if fits else None


def _known(kind: str, codes: Iterable[str]) -> dict[str, Known]:
    rows = Code.objects.filter(list__kind=kind, list__replaced_at__isnull=True, code__in=list(codes))
    return {r.code: Known(r.code, r.title, r.level, r.in_use, r.moved_to) for r in rows}


def leading_to(soc: str) -> list[tuple[str, str]]:
    """Fields of study that the crosswalk joins to an occupation: CIP code and its title, where the list has one."""
    crosswalk = _crosswalk()
    if crosswalk is None:
        return []
    found = list(CodeLink.objects.filter(list=crosswalk, soc=soc).exclude(cip="").values_list("cip", flat=True))
    named = titles(CIP, found)
    return sorted((cip, named.get(cip, "")) for cip in found)


def suggested(cip: str) -> list[tuple[str, str]]:
    """Occupations that the crosswalk joins to a field of study: SOC code and its title, where the list has one."""
    crosswalk = _crosswalk() if cip else None
    if crosswalk is None:
        return []
    found = list(CodeLink.objects.filter(list=crosswalk, cip=cip).exclude(soc="").values_list("soc", flat=True))
    named = titles(SOC, found)
    return sorted((soc, named.get(soc, "")) for soc in found)
