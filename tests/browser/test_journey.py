"""One new program from draft to the public page, each role in turn, in a real browser with a real document."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf

from .deciding import (
    approve,
    authorities,
    certify,
    consult,
    federal_step,
    hand_on,
    judge,
    public_page,
    recommend,
)
from .filing import correct_once, draft, submit
from .troupe import Troupe, stands_at


def test_each_role_in_turn_takes_a_new_program_from_draft_to_the_public_page(troupe: Troupe, outline: Path):
    draft(troupe, outline)
    submit(troupe)
    correct_once(troupe, outline)
    hand_on(troupe)
    judge(troupe)
    consult(troupe, outline)
    recommend(troupe)
    approve(troupe)
    assert public_page(troupe) is None
    certify(troupe)
    the_two_authorities_stand_apart(troupe, outline)
    the_letters_are_there_on_paper(troupe)


def the_two_authorities_stand_apart(troupe: Troupe, paper: Path) -> None:
    page = public_page(troupe)
    assert page is not None
    stands_at(page, "Offered on the Practice campus only.")
    state, federal = authorities(page)
    assert "State certified" in state
    assert "Not yet filed" in federal
    federal_step(troupe, "official", "record_filing", paper)
    page.reload()
    assert authorities(page)[0] == state
    assert "Not yet filed" not in authorities(page)[1]
    federal_step(troupe, "director", "record_approval", paper)
    page.reload()
    assert authorities(page)[0] == state
    assert "Secretary" in authorities(page)[1]


def the_letters_are_there_on_paper(troupe: Troupe) -> None:
    page = troupe.at("official")
    page.locator('a[href^="/letters/"]').first.click()
    stands_at(page, "Morgan Example")
    address = page.get_by_role("link", name="Download as PDF").get_attribute("href")
    letter = page.request.get(f"{troupe.site.url}{address}")
    assert letter.status == 200
    with pikepdf.open(io.BytesIO(letter.body())) as paper:
        assert paper.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in paper.Root


def test_the_path_is_left_open_by_no_step_to_a_person_whose_turn_it_is_not(troupe: Troupe, outline: Path):
    troupe.practice_case("attestation")
    page = troupe.at("preparer", "declarations/")
    assert page.get_by_role("button", name=re.compile("^Submit to")).count() == 0
    answer = troupe.page("intake").goto(f"{troupe.site.url}{troupe.address}")
    assert answer is not None
    assert answer.status == 404
