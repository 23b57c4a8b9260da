"""After an upload no number of a person is in the clear, on no disk, in no table and in no log."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from magnolia.portal.actions.telling import posting

from .bring import bring, it_is, on, words
from .handing_records import SEEDED, agreed, as_csv, checked, files_under, hand_in, holds, person


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    agreed(ms)
    return case


def plain_places(seeded: bytes, tmp_path: Path, since: float) -> list[str]:
    """Every file under the temporary folders and var written since, and every table, that has a number in the clear."""
    found = []
    roots = [tmp_path, Path(tempfile.gettempdir()), Path(django_settings.VAR)]
    own = set(Path(tempfile.gettempdir()).glob("pytest-of-*"))  # of other tests
    for root in roots:
        for path in files_under(root, since):
            if any(parent in own for parent in path.parents) and tmp_path not in path.parents:
                continue
            if holds(path, seeded):
                found.append(str(path))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')  # noqa: S608
            found += [table for row in cursor.fetchall() if any(seeded.decode() in str(cell) for cell in row)]
    return found


@pytest.mark.parametrize("kind", ["accepted", "refused", "tried", "broken"])
def test_a_seeded_number_is_nowhere_in_the_clear_after_an_upload(ms, certified, enter, tmp_path, caplog, kind):
    caplog.set_level("DEBUG")
    begun = time.time()
    rows = [person(1, ssn=SEEDED), person(2)] + [person(n % 90, student_id=f"T{n}") for n in range(30_000)]
    rows = [row | {"ssn": row["ssn"] if n < 2 else f"9{n:08d}"} for n, row in enumerate(rows)]
    content = as_csv(*rows)
    assert len(content) > django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE  # Django would put it into a temporary file
    if kind == "refused":
        content = content.replace(b"46.0303", b"46.0399")
    if kind == "broken":
        content = content.replace(b"\nssn,", b"\n").replace(SEEDED.encode(), SEEDED.encode() + b',"', 1)
    answer = hand_in(
        enter(ms.preparer), certified, content, enrolled=len(rows), do="try" if kind == "tried" else "hand_in"
    )
    if kind != "tried":
        row = checked(certified)
        assert row.state == ("checked" if kind == "accepted" else "refused")
        posting.sweep()
        shown = words(enter(ms.preparer).get(reverse("records_version", args=[row.pk])))
        assert SEEDED not in shown
    assert SEEDED not in caplog.text
    assert plain_places(SEEDED.encode(), tmp_path, begun) == []
    assert SEEDED not in words(answer)
