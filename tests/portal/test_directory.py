"""The importer of the federal directory: whole or not at all; and the commands that start an installation."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from magnolia.portal import access
from magnolia.portal.models import Event, Institution, Organisation, Person

# Rows of the kinds the real file has, with made-up names and numbers: a college, an administrative unit that carries
# the college's OPE ID, a school outside of federal aid, a branch.
HEAD = "unitid,opeid,institution_name,alias,institution_kind,city,state,opeflag"
ROWS = (
    "990001,00990100,Fictive Delta Technical College,FDTC,public community college,Nowhere,MS,1",
    "990002,00990100,Fictive College Board,,administrative unit,Nowhere,MS,2",
    "990003,04990300,Fictive School of Hair,,private,Elsewhere,MS,5",
    "990004,00990401,Fictive Branch College,,private,Nowhere,MS,2",
)


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "directory.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def imported(path: Path, jurisdiction: str = "ms") -> str:
    out = StringIO()
    call_command("import_institutions", str(path), jurisdiction=jurisdiction, stdout=out)
    return out.getvalue()


def refused(path: Path, jurisdiction: str = "ms") -> str:
    before = Organisation.objects.count()
    with pytest.raises(CommandError) as problem:
        imported(path, jurisdiction)
    assert Organisation.objects.count() == before
    assert "Nothing was imported." in str(problem.value)
    return str(problem.value)


@pytest.mark.django_db
def test_institutions_come_in_with_their_facts_and_administrative_units_stay_out(tmp_path):
    said = imported(written(tmp_path, *ROWS))
    assert "3 added, 0 changed, 0 unchanged." in said
    assert "Left out: Fictive College Board is an administrative unit" in said
    rows = {row.unitid: row for row in Institution.objects.select_related("organisation")}
    assert rows.keys() == {"990001", "990003", "990004"}
    assert {unitid: row.title_iv for unitid, row in rows.items()} == {"990001": True, "990003": False, "990004": True}
    college = rows["990001"]
    assert (college.opeid, college.city, college.postal_state) == ("00990100", "Nowhere", "MS")
    assert (college.organisation.name, college.organisation.kind) == ("Fictive Delta Technical College", "institution")
    assert "directory.csv" in college.source


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_new_one_updates_by_unitid(tmp_path):
    imported(written(tmp_path, *ROWS))
    assert "0 added, 0 changed, 3 unchanged." in imported(written(tmp_path, *ROWS))
    renamed = ROWS[0].replace("Fictive Delta Technical College", "Fictive Delta College").replace(",1", ",5")
    assert "0 added, 1 changed, 2 unchanged." in imported(written(tmp_path, renamed, *ROWS[1:]))
    college = Institution.objects.select_related("organisation").get(unitid="990001")
    assert (college.organisation.name, college.title_iv) == ("Fictive Delta College", False)


@pytest.mark.django_db
def test_every_fault_of_a_file_is_named_with_row_and_column_and_nothing_is_written(tmp_path):
    said = refused(
        written(
            tmp_path,
            ROWS[0],
            "99001,00990100,Fictive One,,private,Nowhere,MS,1",
            "990011,990100,Fictive Two,,private,Nowhere,MS,1",
            "990012,00990100,,,private,Nowhere,MS,1",
            "990013,00990100,Fictive Four,,private,,MS,1",
            "990014,00990100,Fictive Five,,private,Nowhere,AL,1",
            "990015,00990100,Fictive Six,,private,Nowhere,MS,x",
            "990016,00990100,Fictive Seven",
            "990001,00990100,Fictive Eight,,private,Nowhere,MS,1",
            "990018,00990100,FICTIVE DELTA technical college,,private,Nowhere,MS,1",
        )
    )
    for words in (
        "Row 3, unitid: '99001' is not six digits.",
        "Row 4, opeid: '990100' is not eight digits; leading zeros count.",
        "Row 5, institution_name:",
        "Row 6, city:",
        "Row 7, state: 'AL' is not MS",
        "Row 8, opeflag: 'x' is not one of",
        "Row 9: it does not have as many cells as the first row.",
        "Row 10, unitid: the same stands in row 2 already.",
        "Row 11, institution_name: the same stands in row 2 already.",
    ):
        assert words in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"unitid,opeid\n1,2\n", "lacks these columns: institution_name, institution_kind, city, state, opeflag."),
        (b"", "lacks these columns"),
        (HEAD.encode(), "has no rows."),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_directory_is_refused_in_one_sentence(tmp_path, content, words):
    path = tmp_path / "directory.csv"
    path.write_bytes(content)
    assert words in refused(path)


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "cannot be read: No such file or directory." in refused(tmp_path / "absent.csv")


@pytest.mark.django_db
def test_a_name_that_another_institution_has_here_is_a_fault_and_in_another_state_is_none(tmp_path):
    imported(written(tmp_path, ROWS[0]))
    assert "another institution here is called Fictive Delta Technical College already." in refused(
        written(tmp_path, ROWS[0].replace("990001", "990077"))
    )
    assert "1 added" in imported(written(tmp_path, ROWS[0].replace(",MS,", ",XX,")), "xx")


@pytest.mark.django_db
def test_an_institution_typed_in_before_takes_the_directorys_number(tmp_path):
    typed = Organisation.objects.create(jurisdiction="ms", kind="institution", name="Fictive Delta Technical College")
    Institution.objects.create(organisation=typed, postal_state="MS", source="Typed by a person")
    assert "0 added, 1 changed" in imported(written(tmp_path, ROWS[0]))
    assert Institution.objects.get().unitid == "990001"


@pytest.mark.django_db
def test_quoted_cells_with_commas_and_line_ends_are_read_as_one(tmp_path):
    imported(written(tmp_path, '990001,00990100,"Fictive, Inc.\nDelta",,private,Nowhere,MS,1'))
    assert Organisation.objects.get().name == "Fictive, Inc.\nDelta"


@pytest.mark.django_db
def test_the_first_administrator_gets_a_link_and_a_second_time_is_refused():
    out = StringIO()
    call_command("make_administrator", "Dana@Example.test", name="Dana Sample", jurisdiction="ms", stdout=out)
    person = Person.objects.get(email="dana@example.test")
    assert access.standing(person).roles_in("ms") == {"administrator"}
    assert not person.has_usable_password()
    given = Event.objects.get(thing_kind="grant")
    assert (given.by, given.role) == (None, "system")
    link = out.getvalue().strip().splitlines()[-1].removeprefix("http://localhost:8000")
    answer = Client().get(link, follow=True)
    assert answer.status_code == 200
    assert "password" in answer.content.decode().lower()
    with pytest.raises(CommandError, match="has an administrator already"):
        call_command("make_administrator", "other@example.test", name="Lee Sample", jurisdiction="ms")
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("make_administrator", "nobody", name="Lee Sample", jurisdiction="xx")
