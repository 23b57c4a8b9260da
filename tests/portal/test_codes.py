"""The lists of codes: loaded whole from the official files or not at all, and asked without ever guessing."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from magnolia.portal.actions.applying import codes
from magnolia.portal.models import Code, CodeLink, CodeList

from .bring import words

OFFICIAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CIP = "cip_code,level,title,active_2020,moved_to"
SOC = "soc_code,level,title"
LINK = "cip_code,soc_code,is_match"
pytestmark = pytest.mark.django_db


def written(folder: Path, head: str, *rows: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def loaded(kind: str, path: Path, **options: str) -> str:
    out = StringIO()
    call_command("import_codes", kind, str(path), stdout=out, **options)
    return out.getvalue()


def refused(kind: str, path: Path) -> str:
    before = [model.objects.count() for model in (CodeList, Code, CodeLink)]
    with pytest.raises(CommandError) as problem:
        loaded(kind, path)
    assert [model.objects.count() for model in (CodeList, Code, CodeLink)] == before
    assert "Nothing was loaded." in str(problem.value)
    return str(problem.value)


def test_the_official_files_load_whole_with_their_hash_and_rows():
    for kind, name, rows in (
        ("cip", "cip_2020_codes.csv", 2847),
        ("soc", "soc_2018_structure.csv", 1447),
        ("cip_soc", "cip2020_soc2018_crosswalk.csv", 6097),
    ):
        file = OFFICIAL / name
        said = loaded(kind, file)
        assert f"{rows:,} rows" in said
        row = codes.edition(kind)
        assert row is not None
        assert (row.rows, row.file_name, row.sha256) == (rows, name, hashlib.sha256(file.read_bytes()).hexdigest())
        assert row.source
    welding = codes.known_cip("48.0508")
    assert welding is not None
    assert (welding.title, welding.level, welding.in_use) == ("Welding Technology/Welder.", "6-digit", True)
    welders = codes.known_soc("51-4121")
    assert welders is not None
    assert welders.title == "Welders, Cutters, Solderers, and Brazers"
    assert codes.links("48.0508", ["51-4121", "29-1141", "51-4122"]) == {
        "51-4121": True,
        "29-1141": False,
        "51-4122": True,
    }
    assert codes.linked("01.0508", "51-4121") is False, "matched to nothing by the publishers, so it is checked"
    assert codes.linked("48.9876", "51-4121") is None, "not in the crosswalk, so it is not checked"
    assert codes.linked("48.0508", "51-0000") is None
    assert codes.fault("cip", "01.0309") == "01.0309 was moved to 01.1004 in CIP codes 2020. Use that code."
    assert "is a field of two digits" in codes.fault("cip", "48")
    assert "is a broad occupation" in codes.fault("soc", "51-4120")
    assert "is not in SOC codes 2018" in codes.fault("soc", "51-9999")
    assert codes.faults("cip", ["48.0508", "46.0303"]) == {}


def test_without_a_list_nothing_is_known_nothing_is_wrong_and_nothing_is_linked(tmp_path):
    assert codes.edition("cip") is None
    assert codes.known_cip("48.0508") is None
    assert codes.fault("cip", "99.9999") == ""
    assert codes.linked("48.0508", "51-4121") is None


def test_a_crosswalk_of_another_edition_links_nothing(tmp_path):
    loaded("cip_soc", written(tmp_path, LINK, "48.0508,51-4121,1"))
    assert codes.linked("48.0508", "51-4121") is True
    loaded("cip", written(tmp_path, CIP, "48.0508,6-digit,Welding.,1,"), edition="2030")
    assert codes.linked("48.0508", "51-4121") is None


def test_the_same_file_again_changes_nothing_and_another_takes_its_place(tmp_path):
    path = written(tmp_path, CIP, "48.0508,6-digit,Welding.,1,", "46.0303,6-digit,Lineworker.,1,")
    assert loaded("cip", path).startswith("Loaded.")
    assert "nothing changed" in loaded("cip", path)
    assert CodeList.objects.count() == 1
    assert Code.objects.count() == 2
    first = codes.edition("cip")
    assert first is not None
    loaded("cip", written(tmp_path, CIP, "48.0508,6-digit,Welding and more.,1,"))
    welding = codes.known_cip("48.0508")
    assert welding is not None
    assert welding.title == "Welding and more."
    assert codes.known_cip("46.0303") is None
    assert CodeList.objects.get(pk=first.pk).replaced_at is not None, "the edition before stays on record"


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        (
            "cip",
            (CIP, "48.0508,6-digit,Welding.,1,", "48.05,6-digit,Short.,1,"),
            "list.csv, line 3: '48.05' is not a CIP",
        ),
        (
            "cip",
            (CIP, "48.0508,6-digit,Welding.,1,", "48.0508,6-digit,Again.,1,"),
            "line 3: CIP code 48.0508 stands in",
        ),
        ("cip", (CIP, "48.0508,7-digit,Welding.,1,"), "line 2: the level '7-digit' is not one of 2-digit, 4-digit"),
        ("cip", (CIP, "48.0508,6-digit,,1,"), "line 2: a title of 1 to 200 characters is needed."),
        ("cip", (CIP, "48.0508,6-digit,Welding.,yes,"), "line 2: 'yes' is not 0 or 1 (active_2020)."),
        ("cip", (CIP, "48.0508,6-digit,Welding."), "line 2: it does not have as many cells as the first line."),
        ("cip", ("code,title", "48.0508,Welding."), "lacks these columns: cip_code, level, active_2020, moved_to."),
        ("cip", (CIP,), "list.csv has no rows."),
        ("cip", (CIP, '48.0508,6-digit,"Welding.,1,'), "line 2: it cannot be read as CSV"),
        ("soc", (SOC, "514121,detailed,Welders"), "line 2: '514121' is not a SOC code."),
        ("cip_soc", (LINK, "48.0508,99-9999,1"), "line 2: is_match does not fit 48.0508 and 99-9999."),
        ("cip_soc", (LINK, "48.0508,51-4121,1", "48.0508,51-4121,1"), "line 3: 48.0508 with 51-4121 stands in the"),
    ],
)
def test_a_file_with_a_fault_is_refused_whole_with_its_line(tmp_path, kind, rows, said):
    assert said in refused(kind, written(tmp_path, *rows))


def test_a_file_that_is_no_text_or_not_there_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(CIP.encode() + b"\n48.0508,6-digit,W\xff.,1,\n")
    assert "list.csv, line 2: it is not UTF-8 text." in refused("cip", path)
    path.write_bytes(b"PK\x03\x04\x00\x00")
    assert "list.csv" in refused("cip", path)
    assert "cannot be read: No such file or directory." in refused("cip", tmp_path / "absent.csv")


def test_a_fault_after_many_good_rows_leaves_the_list_in_use_as_it_was(tmp_path):
    loaded("cip", written(tmp_path, CIP, "48.0508,6-digit,Welding.,1,"))
    many = [f"10.{n:04},6-digit,Program {n}.,1," for n in range(2500)]
    assert "line 2502:" in refused("cip", written(tmp_path, CIP, *many, "bad,6-digit,Bad.,1,"))
    assert codes.known_cip("48.0508") is not None


def test_reading_stops_after_twenty_faults(tmp_path):
    said = refused("soc", written(tmp_path, SOC, *["x,detailed,X"] * 50))
    assert said.count("list.csv, line") == 20
    assert "reading stopped here" in said


def test_the_status_page_says_which_lists_are_loaded_and_what_their_absence_means(ms, enter, tmp_path):
    shown = words(enter(ms.administrator).get(reverse("status")))
    assert shown.count("not loaded: codes are checked by pattern only") == 2
    assert "whether field of study and occupation go together is not checked" in shown
    loaded("cip", written(tmp_path, CIP, "48.0508,6-digit,Welding.,1,"), source="A test")
    shown = words(enter(ms.administrator).get(reverse("status")))
    assert "2020: 1 rows" in shown
    assert "A test. list.csv, SHA-256" in shown
    assert shown.count("not loaded: codes are checked by pattern only") == 1
