"""A conditional result: the college sees what is asked, sends papers for it, and changes nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.portal.actions import apply, documents
from magnolia.portal.actions.moves import Refused
from magnolia.portal.demo.programs import outline_pdf
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Notice


@pytest.fixture
def conditional(ms, at):
    return bring(ms, "conditional", at - timedelta(days=20))


def test_the_college_reads_its_conditions_and_where_to_send_papers(ms, conditional, enter):
    page = enter(ms.preparer).get(reverse("conditions", args=[conditional.pk])).content.decode()
    assert "Send the signed articulation agreement." in page
    assert reverse("part_attachments", args=[conditional.pk]) in page
    assert "Close this condition" not in page


def test_a_paper_for_a_condition_reaches_the_agency_and_is_told(ms, conditional, enter, at):
    documents.store(conditional, "credit", "agreement.pdf", outline_pdf(), by=ms.preparer, at=at)
    page = enter(ms.intake).get(reverse("conditions", args=[conditional.pk])).content.decode()
    assert "agreement.pdf" in page
    assert Notice.objects.filter(person=ms.intake, event__move="supply").count() == 1


def test_nothing_else_of_the_filing_can_be_changed_while_it_is_conditional(ms, conditional, at):
    with pytest.raises(Refused, match="possible only at the stage"):
        apply.save_details(conditional, {"hours": 400}, by=ms.preparer, at=at)
