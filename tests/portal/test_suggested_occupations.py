"""The crosswalk helps in the application: it suggests occupations, and an unusual pair takes a reason and no more."""

from __future__ import annotations

from magnolia.portal.actions.applying import filing
from magnolia.portal.demo.codes import practice_crosswalk
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import CodeLink, CodeList

from .bring import bring, on, page, send, words
from .listing_occupations import everywhere, made, published, set_sectors


def lacking(application) -> list[tuple[str, str]]:
    return [(gap.field, gap.says) for gap in filing.gaps(application) if gap.field == "pair_reason"]


def unusual(cast, at) -> None:
    """A crosswalk in which the line installers' field joins another occupation alone."""
    practice_crosswalk(at)
    kept = CodeList.objects.get(kind="cip_soc", replaced_at__isnull=True)
    CodeLink.objects.create(list=kept, cip="46.0302", soc="47-2111")
    CodeLink.objects.create(list=kept, cip="46.0303", soc="49-9052")


def test_occupations_of_the_cip_code_are_suggested_with_their_standing_on_the_list(ms, at, enter):
    set_sectors(ms, at)
    published(made(ms, [*everywhere(), *everywhere(soc_code="49-9051", title="Line installers")], at), ms, at)
    unusual(ms, at)
    draft = bring(ms, "draft", on("2026-08-05"))
    shown = enter(ms.preparer).get(page("part_group", draft, "occupations"))
    rows = shown.context["suggested"]["rows"]
    assert [(row["soc"], row["listed"], row["chosen"]) for row in rows] == [
        ("49-9051", True, True),
        ("49-9052", False, False),
    ]
    assert "The application is held against the State’s list January 2026, list 1" in words(shown)


def test_an_unusual_pair_asks_for_a_reason_and_a_sentence_is_enough(ms, at, enter):
    unusual(ms, at)
    draft = bring(ms, "draft", on("2026-08-05"), LINEWORKER | {"soc_codes": ["47-2111"]})
    assert lacking(draft) == [
        (
            "pair_reason",
            "The crosswalk does not join CIP 46.0303 to 47-2111. Say in a sentence why the program prepares for it, "
            "or check the codes.",
        )
    ]
    client = enter(ms.preparer)
    answer = send(
        client,
        page("part_group", draft, "occupations"),
        draft,
        do="save",
        soc_codes="47-2111",
        pair_reason="Graduates wire substations under a journeyman.",
    )
    assert answer.status_code in (200, 302)
    draft.refresh_from_db()
    draft.facts.refresh_from_db()
    assert draft.facts.pair_reason == "Graduates wire substations under a journeyman."
    assert lacking(draft) == []


def test_a_usual_pair_or_one_that_the_crosswalk_does_not_know_asks_for_nothing(ms, at):
    draft = bring(ms, "draft", on("2026-08-05"), LINEWORKER | {"soc_codes": ["47-2111"]})
    assert lacking(draft) == []
    unusual(ms, at)
    usual = bring(ms, "draft", on("2026-08-06"), LINEWORKER | {"soc_codes": ["49-9051"], "program_name": "Usual"})
    unknown = bring(ms, "draft", on("2026-08-06"), LINEWORKER | {"soc_codes": ["53-7061"], "program_name": "Unknown"})
    assert lacking(usual) == lacking(unknown) == []
