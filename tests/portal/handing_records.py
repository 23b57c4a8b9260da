"""Participant records of fictive people, handed in as an institution does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from magnolia.portal.actions.custody import agreements, checking
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import Application, DataAgreement, DataSubmission

from .bring import on, page, send

YEAR = 2027
LARGEST = 100_000_000  # bytes of a file that is looked into
SEEDED = "900453127"  # a number that was never issued, so that it can be looked for everywhere
COLUMNS = (
    "ssn", "first_name", "last_name", "date_of_birth", "opeid", "program_id", "program_name", "credential", "cip_code",
    "soc_codes", "entry_date", "enrollment_status", "completion_date", "credential_attained", "normal_time_weeks",
    "last_date_of_attendance", "withdrawal_date", "withdrawal_basis", "exclusion", "exclusion_date", "exclusion_days",
    "exclusion_evidence", "exit_evidence", "pell_recipient", "published_tuition", "required_fees", "total_cost",
    "student_id", "student_state",
)  # fmt: skip


def person(n: int, **changed: str) -> dict[str, str]:
    """A completer of the lineworker program, number `n`."""
    return {
        "ssn": f"9004531{n:02d}",
        "first_name": "Zoë",
        "last_name": "O’Fictive-Quillfeather",
        "date_of_birth": "2000-01-01",
        "opeid": "00990100",
        "program_id": "LINE-1",
        "program_name": "Lineworker",
        "credential": "Certificate",
        "cip_code": "46.0303",
        "soc_codes": "49-9051",
        "entry_date": "2027-08-02",
        "enrollment_status": "completed",
        "completion_date": f"2027-10-{10 + n % 18:02d}",
        "credential_attained": "Y",
        "normal_time_weeks": "13",
        "pell_recipient": "Y",
        "published_tuition": "2900.00",
        "required_fees": "350.00",
        "total_cost": "3250.00",
        "student_id": f"S-{n:03d}",
        "student_state": "MS",
    } | changed


def withdrawn(n: int, **changed: str) -> dict[str, str]:
    ends = {"enrollment_status": "withdrawn", "completion_date": "", "credential_attained": ""}
    return person(n, **ends, last_date_of_attendance="2027-10-02", withdrawal_basis="Form") | changed


def as_csv(*rows: dict[str, str], more: tuple[str, ...] = ()) -> bytes:
    """Rows as a CSV file; `more` are columns beside those of the template."""
    columns = (*COLUMNS, *more)
    lines = [",".join(columns)] + [",".join(row.get(name, "") for name in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def files_under(root: Path, since: float) -> Iterator[Path]:
    """Every file below a folder that was written since then; what other programs take away meanwhile is passed over."""
    for folder, _, names in os.walk(root):
        for path in (Path(folder, name) for name in names):
            with suppress(OSError):
                if path.stat().st_mtime >= since:
                    yield path


def holds(path: Path, what: bytes) -> bool:
    """Whether a file of ordinary size has these bytes in it; one that is gone has none."""
    try:
        return path.is_file() and path.stat().st_size < LARGEST and what in path.read_bytes()
    except OSError:
        return False


def agreed(cast: Cast, **changed: Any) -> DataAgreement:
    """An agreement with the college, in force for years."""
    said: dict[str, Any] = {
        "institution": cast.organisations["college"],
        "parties": "The State and the college",
        "purpose": "Completion and placement rates",
        "ferpa_basis": "Audit and evaluation, 34 CFR 99.35",
        "starts_on": date(2026, 7, 1),
        "ends_on": date(2031, 6, 30),
    } | changed
    return agreements.record(cast.jurisdiction, by=cast.steward, at=on("2026-09-01"), **said)


def hand_in(
    client: Any, case: Application, content: bytes, *, enrolled: int, name: str = "records.csv", do: str = "hand_in",
    year: int = YEAR, **more: Any,
) -> Any:  # fmt: skip
    """Send the form with a file, as a browser does."""
    fields = {"do": do, "enrolled": enrolled, "program_id": "LINE-1", "file": SimpleUploadedFile(name, content)}
    return send(client, page("records_hand_in", case, str(year)), case, **(fields | more))


def latest(case: Application, year: int = YEAR) -> DataSubmission:
    return DataSubmission.objects.filter(application=case, award_year=year).latest("number")


def checked(case: Application) -> DataSubmission:
    """The latest version of a case, once the worker has looked at it."""
    row = latest(case)
    checking.check(str(row.pk))
    row.refresh_from_db()
    return row
