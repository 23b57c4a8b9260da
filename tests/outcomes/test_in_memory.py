"""A file that is in memory alone is checked as one on the disk is, and nothing of it reaches a disk."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from magnolia.calling import WrongCall
from magnolia.outcomes.sources import Given
from magnolia.outcomes.validating import checked

from .records import PEOPLE, as_csv, as_parquet, enrolled, withdrawn
from .test_files import xlsx

ROOT = Path(__file__).resolve().parents[2]
ROWS = [enrolled(), enrolled(ssn="219-09-9998", opeid="x", student_id="S-17"), enrolled(program_id="B"), withdrawn("")]


@contextmanager
def in_memory(content: bytes, name: str):
    handle = os.memfd_create("participants")
    try:
        os.write(handle, content)
        yield Given(Path(f"/proc/self/fd/{handle}"), name, Path(name).suffix)
    finally:
        os.close(handle)


def content(folder, ending):
    file = folder / f"made{ending}"
    if ending == ".csv":
        file.write_text(as_csv(ROWS, PEOPLE))
    elif ending == ".xlsx":
        xlsx(file, ROWS, PEOPLE)
    else:
        as_parquet(file, ROWS, PEOPLE)
    return file.read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_file_in_memory_is_checked_row_by_row_and_its_persons_are_counted(tmp_path, ending):
    with in_memory(content(tmp_path, ending), f"spring{ending}") as given:
        found = checked([given], "ms", 1)
    assert (found.rows, found.rejected, found.persons) == (4, 2, 1)
    assert found.inputs[0].name == f"spring{ending}"
    assert [(each.row, each.column, each.code, each.says, each.student_id) for each in found.faults] == [
        (3, "opeid", "form", "must be 8 digits", "S-17"),
        (5, "last_date_of_attendance", "required", "empty; this column is needed when withdrawn", ""),
    ]
    assert found.warnings == []
    assert found.other_columns == []


def test_columns_that_are_not_asked_for_are_named(tmp_path):
    text = as_csv([{**enrolled(), "gpa": "4.0"}], [*PEOPLE, "gpa"])
    with in_memory(text.encode(), "spring.csv") as given:
        assert checked([given], "ms", 1).other_columns == ["gpa"]


def test_each_person_with_two_dates_of_birth_is_a_conflict_of_its_own():
    rows = [
        enrolled(ssn=ssn, program_id=program, date_of_birth=born)
        for ssn in ("101010001", "101010002")
        for program, born in (("A", "1990-05-17"), ("B", "1990-05-18"))
    ]
    with in_memory(as_csv(rows, PEOPLE).encode(), "spring.csv") as given:
        found = checked([given], "ms", 1)
    assert [[each["row"] for each in rows] for rows in found.conflicts] == [[2, 3], [4, 5]]


@pytest.mark.parametrize(
    ("bad", "name", "why"),
    [
        (b"", "spring.csv", "spring.csv cannot be read: it is empty"),
        (b"ssn\n219099999\n", "spring.csv", "these columns are missing: first_name"),
        (b"219099999", "spring.xlsx", "spring.xlsx cannot be read: it is no Excel workbook"),
        (b"219099999", "spring.parquet", "spring.parquet cannot be read: it is damaged"),
        (b"219099999", "spring.doc", "a table is a file whose name ends in"),
    ],
)
def test_a_file_in_memory_that_cannot_be_read_is_named_as_it_was_sent(bad, name, why):
    with in_memory(bad, name) as given, pytest.raises(WrongCall) as told:
        checked([given], "ms", 1)
    assert why in str(told.value)
    assert "219" not in str(told.value)
    assert "/proc" not in str(told.value)


def test_whatever_memory_cannot_hold_is_refused_and_no_file_is_opened_for_writing(tmp_path):
    """Every file that the process may write ends at its first byte: what tried to spill would fail in another way."""
    text = as_csv([enrolled(ssn=f"101{n:06d}", program_id=f"{n:x}" * 9) for n in range(60_000)], PEOPLE)
    script = (
        "import os, resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from pathlib import Path\n"
        "from magnolia.calling import WrongCall\n"
        "from magnolia.outcomes.sources import Given\n"
        "from magnolia.outcomes.validating import checked\n"
        "handle = os.memfd_create('participants'); content = sys.stdin.buffer.read()\n"
        "os.write(handle, content)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "given = Given(Path(f'/proc/self/fd/{handle}'), 'spring.csv', '.csv')\n"
        "for limit in ('1GB', '20MB'):\n"
        "    try:\n"
        "        os.write(2, str(checked([given], 'ms', 1, memory_limit=limit).persons).encode() + b' ')\n"
        "    except WrongCall as fault:\n"
        "        os.write(2, str(fault).encode())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], input=text.encode(), capture_output=True, cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)}, check=True,
    )  # fmt: skip
    assert ended.stderr.startswith(b"60000 spring.csv does not fit into the memory")
    assert list(tmp_path.iterdir()) == []
    assert not (ROOT / ".tmp").exists()
