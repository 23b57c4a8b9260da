"""A letter that is only previewed says that nobody has signed it, wherever the letter itself shows a signature."""

from __future__ import annotations

import pytest

from magnolia.policy.layers import jurisdictions
from magnolia.policy.letter_words import book
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Certification, Letter

from .bring import before_the_governor, certifying, it_is, last_letter, letter_page, on, page, send, typed, words

NOT_SIGNED = "Not signed. This is a preview. To be signed by: Val Fictive, Governor of Mississippi"


def test_the_preview_of_a_certification_shows_no_signature_and_the_letter_does(ms, enter, settings):
    case = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    governor, url = enter(ms.governor), page("certification", case)
    fields = certifying()
    move = fields.pop("do", "certify")
    seen = words(send(governor, url, case, **fields | {"preview": move}))
    assert "Nothing was signed, sent or decided." in seen
    letter = seen.partition("Preview of the letter")[2].partition("Before the signature")[0]
    assert NOT_SIGNED in letter
    assert "Signature on record Nobody has signed yet." in letter
    for signed in ("Signed electronically", "Signed:", "Checksum of what was signed:", "Certification package:"):
        assert signed not in letter
    assert not Certification.objects.exists()
    assert send(governor, url, case, **fields | {"do": move}).status_code == 302
    sent = letter_page(enter, ms.official, last_letter(case))
    assert "Val Fictive Governor of Mississippi Signed electronically on September 21, 2026" in sent
    assert "Signed: September 21, 2026" in sent
    assert "Not signed" not in sent


def test_the_preview_of_a_denial_shows_no_signature_either(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-10-05"), unmet="credit")
    it_is(settings, on("2026-10-06"))
    fields = typed("deny", grounds="credit", basis="No agreement names a program.")
    seen = words(send(enter(ms.governor), page("determination", case), case, preview=fields.pop("do"), **fields))
    assert NOT_SIGNED in seen
    assert "Signed electronically" not in seen
    assert not Letter.objects.filter(kind="denied").exists()


@pytest.mark.parametrize("state", jurisdictions())
def test_every_signature_says_when_it_was_given_or_that_there_is_none(state):
    for name, lines in book(state).signatures.items():
        dated = [line for line in lines if "{signed_on}" in line]
        assert len(dated) == 1 or any("not signed" in line for line in lines), name
