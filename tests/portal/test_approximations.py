"""An approximation from official public figures is shown under its label, and never becomes a list of the State."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from magnolia.cli import main
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.occupations import approximations, building, in_force, obligations, sealing
from magnolia.portal.actions.offers import gates
from magnolia.portal.models import ListedOccupation, ListNote, OccupationList

from .bring import words
from .listing_occupations import everywhere, made, published, set_sectors

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LABEL = "public-data approximation, not the State's list"
SAID = "ublic-data approximation, not the State&#x27;s list"
AREAS = 7


@pytest.fixture(scope="module")
def recipe(tmp_path_factory) -> Path:
    """What `magnolia occupations recipe` writes of the official files."""
    file = tmp_path_factory.mktemp("recipe") / "labor.csv"
    assert main(["occupations", "recipe", "--data", str(SHARED), "--out", str(file)]) == 0
    return file


def notes(recipe: Path) -> Path:
    return recipe.with_name("labor.csv.notes.json")


def approximated(ms, at, recipe: Path, **changed) -> OccupationList:
    said: dict[str, Any] = {"title": "Figures of May 2025", "award_year": 2026, "as_of": date(2026, 8, 1)} | changed
    beside = ("labor.csv.notes.json", notes(recipe).read_bytes())
    return building.build("ms", "labor.csv", recipe.read_bytes(), notes=beside, **said, by=ms.intake, at=at)


def test_staff_load_the_two_files_of_the_recipe_and_the_director_shows_them_under_their_label(ms, at, enter, recipe):
    set_sectors(ms, at)
    analyst, page = enter(ms.intake), reverse("occupation_lists")
    said = {"made_of": "public", "title": "Figures of May 2025", "award_year": "2026", "as_of": "2026-08-01"}
    files = {"file": SimpleUploadedFile("labor.csv", recipe.read_bytes())}
    answer = analyst.post(page, said | files)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["notes"])
    files = {name: SimpleUploadedFile(path.name, path.read_bytes()) for name, path in
             {"file": recipe, "notes": notes(recipe)}.items()}  # fmt: skip
    assert analyst.post(page, said | files).status_code == 302
    one = OccupationList.objects.get()
    own = reverse("occupation_list", args=[one.pk])
    assert SAID in analyst.get(own).content.decode()
    assert "Send to review" not in words(analyst.get(own))
    assert "In review" not in words(analyst.get(reverse("occupation_list_entry", args=[one.pk, "47-2111"])))
    director = enter(ms.director)
    assert director.post(own, {"do": "show", "seen": one.version}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.number, one.label) == ("shown", 1, LABEL)
    assert one.occupations.get(soc_code="47-2111").says == (
        f"ranked in {AREAS} of {AREAS} areas of the wage statistics, by the State’s method"
    )
    assert not one.occupations.filter(state_priority__isnull=False).exists()
    with pytest.raises(Refused):
        act(one, "show", by=ms.intake, at=at)


def test_every_page_and_file_of_it_says_that_it_is_not_the_states_list(ms, at, client, recipe):
    set_sectors(ms, at)
    approximations.show(approximated(ms, at, recipe), by=ms.director, at=at)
    for name, args in (
        ("approximations", ["ms"]),
        ("approximation", ["ms", 1]),
        ("approximate_occupation", ["ms", 1, "47-2111"]),
        ("approximate_occupation", ["ms", 1, "41-2011"]),
    ):
        answer = client.get(reverse(name, args=args))
        assert (answer.status_code, SAID in answer.content.decode()) == (200, True), (name, args)
    electricians = words(client.get(reverse("approximate_occupation", args=["ms", 1, "47-2111"])))
    assert "Jackson, MS 87.8 129.4 41.6" in electricians
    assert "$25.15" in electricians
    shown = words(
        client.get(reverse("approximation", args=["ms", 1]), {"ecosystem": "Jackson, MS", "q": "electricians"})
    )
    assert "1 occupation ranked in Jackson, MS" in shown
    assert "oews_may2025_mississippi.csv" in shown
    table = client.get(reverse("approximation_csv", args=["ms", 1]))
    rows = list(csv.DictReader(io.StringIO(b"".join(table).decode("utf-8-sig"))))
    assert {row["basis"] for row in rows} == {LABEL}
    whole = json.loads(client.get(reverse("approximation_json", args=["ms", 1])).content)
    assert whole["basis"] == LABEL
    assert len(whole["areas"]) == AREAS
    assert [each["soc_code"] for each in whole["occupations"]] == [row["soc_code"] for row in rows]
    assert {each["name"] for each in whole["made_of"]} >= {"oews_may2025_mississippi.csv", "onet_29_3_job_zones.csv"}
    assert client.get(reverse("approximation", args=["ms", 2])).status_code == 404
    assert client.get(reverse("occupations_list", args=["ms", 1])).status_code == 404


def test_it_is_never_reviewed_adopted_published_in_force_or_what_the_january_analysis_asks_for(ms, at, recipe):
    set_sectors(ms, at)
    one = approximated(ms, at, recipe)
    before = obligations.of("ms", date(2027, 2, 1)).analyses[0]
    approximated(ms, at, recipe, as_of=date(2027, 1, 15), title="January")
    assert obligations.of("ms", date(2027, 2, 1)).analyses[0] == before
    with pytest.raises(Refused, match="never adopted or published"):
        act(one, "review", by=ms.intake, at=at)
    for move in ("adopt", "publish"):
        assert "never adopted or published" in dict(gates(one, move, ms.director, at))["list_of_the_state"]
    approximations.show(OccupationList.objects.get(pk=one.pk), by=ms.director, at=at)
    assert in_force.of("ms", date(2030, 1, 1)) is None
    kept = published(made(ms, everywhere(), at), ms, at)
    with pytest.raises(Refused, match="Only an approximation"):
        act(made(ms, everywhere(), at), "show", by=ms.director, at=at)
    assert in_force.of("ms", date(2030, 1, 1)) == kept
    assert (kept.number, OccupationList.objects.get(pk=one.pk).number) == (1, 1)


def test_what_was_shown_is_sealed_with_its_label_and_its_notes(ms, at, recipe):
    approximations.show(approximated(ms, at, recipe), by=ms.director, at=at)
    assert list(sealing.faults()) == []
    ListNote.objects.filter(kind="step", place=0).update(text="Each area is an ecosystem of the State.")
    assert list(sealing.faults()) == [
        "Approximation 1 of priority occupations of ms was altered after its publication."
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"not the State's list", b"the State's list", "does not carry the label"),
        (b'"areas"', b'"places"', "is not what the recipe writes"),
        (b'"sha256": "', b'"sha256": "0', "belongs to another file"),
        (b"{", b"", "is not what the recipe writes"),
    ],
)
def test_notes_of_another_file_or_another_label_load_nothing(ms, at, recipe, old, new, says):
    wrong = notes(recipe).read_bytes().replace(old, new, 1)
    said = {"title": "x", "award_year": 2026, "as_of": date(2026, 8, 1), "by": ms.intake, "at": at}
    with pytest.raises(Refused, match=says):
        building.build("ms", "labor.csv", recipe.read_bytes(), notes=("labor.csv.notes.json", wrong), **said)
    assert not OccupationList.objects.exists()
    assert not ListedOccupation.objects.exists()


def test_areas_of_the_statistics_are_refused_as_ecosystems_of_the_states_own_list(ms, at, recipe):
    with pytest.raises(Refused, match="faults?, so nothing was loaded"):
        building.build("ms", "labor.csv", recipe.read_bytes(), title="x", award_year=2026, as_of=date(2026, 8, 1),
                       by=ms.intake, at=at)  # fmt: skip
    assert not OccupationList.objects.exists()


def test_the_command_makes_and_shows_it_in_the_name_of_a_director_alone(ms, at, client, recipe, capsys, tmp_path):
    said = ["--labor", str(recipe), "--title", "Figures of May 2025", "--jurisdiction", "ms", "--by"]
    for by, why in ((ms.intake.email, "only a director"), ("nobody@example.test", "nobody here")):
        with pytest.raises(CommandError, match=why):
            call_command("show_approximation", *said, by)
    alone = tmp_path / "labor.csv"
    alone.write_bytes(recipe.read_bytes())
    with pytest.raises(CommandError, match="No such file"):
        call_command("show_approximation", "--labor", str(alone), *said[2:], ms.director.email)
    assert not OccupationList.objects.exists()
    call_command("show_approximation", *said, ms.director.email)
    assert f"Shown as approximation 1: {LABEL}." in capsys.readouterr().out
    assert client.get(reverse("approximation", args=["ms", 1])).status_code == 200
