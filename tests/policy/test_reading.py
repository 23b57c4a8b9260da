"""Files that `magnolia check` cannot take: exit 2 and one line naming the place, quickly, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from magnolia.cli import main
from magnolia.policy.facts import NEVER_NULL, Facts, OutcomeFacts
from magnolia.policy.reading import LARGEST_FILE, Unreadable, read_facts

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Path(__file__).parent / "program.schema.json"  # as other people's tools know it; never changed here
LEAST = '{"institution": {"name": "Sample College"}, "program": {"name": "Sample"%s}%s}'
NAMES = {"from_day": "from", "to_day": "to"}
SIMPLE = {str: "string", bool: "boolean", Decimal: "number", int: "integer", date: "date"}


def refused(text: str) -> str:
    with pytest.raises(Unreadable) as fault:
        read_facts(text.encode("utf-8", "surrogatepass"))
    return str(fault.value)


# ---------------------------------------------------------------- the form


def of_dataclass(kind: Any) -> dict[str, Any]:
    """The form of an object as our dataclass reads it: each key with its own form, and which must be given."""
    hints = get_type_hints(kind, include_extras=True)
    held = {NAMES.get(each.name, each.name): (each, of_type(hints[each.name])) for each in fields(kind)}
    grouped = {key for key, (each, _) in held.items() if each.default_factory is not MISSING}
    return {
        "object": {key: form | {"null": True} if key in grouped else form for key, (_, form) in held.items()},
        "required": {
            key for key, (each, _) in held.items() if each.default is MISSING and each.default_factory is MISSING
        },
        "null": False,
    }


def of_type(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Annotated:
        base, fixed = get_args(hint)
        return of_type(base) | ({"null": False} if fixed == NEVER_NULL else {"is": "string", "enum": set(fixed)})
    if type(None) in get_args(hint):
        return of_type(next(each for each in get_args(hint) if each is not type(None))) | {"null": True}
    if is_dataclass(hint):
        return of_dataclass(hint)
    if get_origin(hint) is tuple:
        return {"list": of_type(get_args(hint)[0]), "null": False}
    return {"is": SIMPLE[hint], "null": False}


def of_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The same form from the published schema."""
    types = schema.get("type", "string")
    null = "null" in types or None in schema.get("enum", ())
    kind = next(each for each in ([types] if isinstance(types, str) else types) if each != "null")
    if kind == "object":
        assert schema["additionalProperties"] is False
        held = {key: of_schema(inner) for key, inner in schema["properties"].items()}
        return {"object": held, "required": set(schema.get("required", ())), "null": null}
    if kind == "array":
        return {"list": of_schema(schema["items"]), "null": null}
    found = {"is": "date" if schema.get("format") == "date" else kind, "null": null}
    return found | ({"enum": set(schema["enum"]) - {None}} if "enum" in schema else {})


def test_what_is_read_is_what_the_published_schema_says_key_by_key() -> None:
    assert of_dataclass(Facts) == of_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_numbers_are_exact_and_zero_has_no_sign() -> None:
    facts = read_facts((LEAST % (', "hours": 0.1, "remedial_hours": -0.0', "")).encode())
    assert (facts.program.hours, str(facts.program.remedial_hours)) == (Decimal("0.1"), "0")


def test_a_whole_number_may_be_written_with_a_point_and_null_is_a_group_left_out() -> None:
    facts = read_facts((LEAST % ("", ', "outcomes": {"employed": 7.0}, "cost": null')).encode())
    assert facts.outcomes == OutcomeFacts(employed=7)
    assert type(facts.outcomes.employed) is int
    assert facts.cost.tuition is None


def test_a_byte_order_mark_before_the_text_does_no_harm() -> None:
    assert read_facts(b"\xef\xbb\xbf" + (LEAST % ("", "")).encode()).program.name == "Sample"


@pytest.mark.parametrize(
    ("program", "rest", "says"),
    [
        (', "colour": 1', "", "program.colour: nothing reads this key"),
        ("", ', "notes": 1', "notes: nothing reads this key"),
        ("", ', "a b\\n": 1', "'a b\\n': nothing reads this key"),
        ("", f', "{"x" * 70}": 1', f"'{'x' * 60}...': nothing reads this key"),
        (', "hours": "abc"', "", "program.hours: must be a number, not a text"),
        (', "hours": true', "", "program.hours: must be a number, not true"),
        (', "hours": [520]', "", "program.hours: must be a number, not a list"),
        (', "correspondence": 0', "", "program.correspondence: must be true or false, not a number"),
        (', "correspondence": "no"', "", "program.correspondence: must be true or false, not a text"),
        (', "cip_code": 46.0303', "", "program.cip_code: must be a text, not a number"),
        (', "cip_code": false', "", "program.cip_code: must be a text, not false"),
        (', "soc_codes": "49-9051"', "", "program.soc_codes: must be a list, not a text"),
        (', "soc_codes": ["49-9051", null]', "", "program.soc_codes[1]: must be a text, not null"),
        (', "level": "doctoral"', "", "program.level: must be one of undergraduate, graduate, not 'doctoral'"),
        (', "measure": 3', "", "program.measure: must be a text, not a number"),
        (', "history": [{"from": "2026-02-30"}]', "", "program.history[0].from: must be an existing day"),
        (', "history": [{"from": "20260201"}]', "", "program.history[0].from: must be an existing day"),
        (', "history": [{"from": "2026-2-1"}]', "", "not '2026-2-1'"),
        (', "history": [{"from": 20260201}]', "", "program.history[0].from: must be a text, not a number"),
        (
            ', "history": [{"from": "2026-02-01", "measure": "clock", "hours": 1, "weeks": 1},'
            ' {"from": "2026-02-01", "measure": "clock", "hours": 1, "weeks": 1}, {"to": "2026-02-01"}]',
            "",
            "program.history[2].from: is missing",
        ),
        (', "history": [3]', "", "program.history[0]: must be an object, not a number"),
        (', "history": [{"from_day": "2026-02-01"}]', "", "program.history[0].from_day: nothing reads this key"),
        (', "written_arrangement": {}', "", "program.written_arrangement.ineligible_hours: is missing"),
        (', "written_arrangement": {"ineligible_hours": null}', "", "ineligible_hours: must not be null"),
        ("", ', "outcomes": {"employed": 7.5}', "outcomes.employed: must be a whole number, not '7.5'"),
        ("", ', "outcomes": {"employed": null, "completed_in_time": "7"}', "completed_in_time: must be a number"),
        ("", ', "lists": {"priority_socs": null}', "lists.priority_socs: must not be null"),
        ("", ', "lists": []', "lists: must be an object, not a list"),
        ("", ', "credit": {}', "credit: must be a list, not an object"),
        ("", ', "award_year": "2026-2027"', "award_year: must be an award year such as 2026-27, not '2026-2027'"),
        ("", ', "award_year": "2026-28"', "award_year: must be an award year"),
        ("", ', "award_year": "26-27"', "award_year: must be an award year"),
        ("", ', "award_year": 2026', "award_year: must be a text, not a number"),
        (', "hours": NaN', "", "NaN is no number in JSON"),
        (', "hours": -Infinity', "", "-Infinity is no number in JSON"),
        (', "hours": 1e999999999', "", "program.hours: is a number of more than 40 digits"),
        (f', "hours": {"9" * 5000}', "", "program.hours: is a number of more than 40 digits"),
        (f', "cip_code": {"9" * 5000}', "", "program.cip_code: must be a text, not a number"),
        (', "hours": 1, "hours": 2', "", "program.hours: is given twice"),
        ("", ', "cost": {"tuition": 1, "tuition": 1}', "cost.tuition: is given twice"),
        (', "name": "\\ud800"', "", "program.name: is given twice"),
        (', "cip_code": "\\ud800"', "", "program.cip_code: holds half a character"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(program: str, rest: str, says: str) -> None:
    assert says in refused(LEAST % (program, rest))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1: no JSON"),
        ("{", "line 1, column 2: no JSON"),
        ('{"program": {}\n "institution": {}}', "line 2, column 2: no JSON"),
        ("[1, 2]", "the file: must be an object, not a list"),
        ("null", "the file: must be an object, not null"),
        ('"text"', "the file: must be an object, not a text"),
        ("{}", "institution: is missing"),
        ('{"institution": {"name": "x"}}', "program: is missing"),
        ('{"institution": {}, "program": {"name": "x"}}', "institution.name: is missing"),
        ('{"institution": null, "program": {"name": "x"}}', "institution: must be an object, not null"),
        ('{"institution": {"name": null}, "program": {"name": "x"}}', "institution.name: must be a text, not null"),
        ("[" * 100_000, "the file is nested too deeply"),
    ],
)
def test_a_file_that_is_no_program_is_refused_with_the_place(text: str, says: str) -> None:
    assert says in refused(text)


def test_a_file_has_a_largest_size_and_is_utf_8_with_or_without_its_mark() -> None:
    whole = (LEAST % ("", "")).encode()
    largest = whole + b" " * (LARGEST_FILE - len(whole))
    assert read_facts(largest).program.name == "Sample"
    assert read_facts(b"\xef\xbb\xbf" + whole).program.name == "Sample"
    for data, says in (
        (largest + b" ", f"the file is larger than {LARGEST_FILE} bytes"),
        (b'{"institution": {"name": "M\xe9l"}}', "the file is not UTF-8 (byte 28)"),
    ):
        with pytest.raises(Unreadable) as fault:
            read_facts(data)
        assert str(fault.value).startswith(says)


# ---------------------------------------------------------------- through the command


def call(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "magnolia", "check", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def is_one_line(done: subprocess.CompletedProcess[str], says: str) -> None:
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 600


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "line 1, column 2: no JSON"),
        (b'{"institution": {"name": "M\xe9l"}}', "the file is not UTF-8 (byte 28)"),
        ((LEAST % (', "history": [{"from": "2026-02-30"}]', "")).encode(), "program.history[0].from: must be an exist"),
        ((LEAST % (', "hours": NaN', "")).encode(), "NaN is no number"),
        ((LEAST % (', "shoe_size": 9', "")).encode(), "program.shoe_size"),
        ((LEAST % (', "hours": "many"', "")).encode(), "program.hours: must be a number, not a text"),
        ((LEAST % (', "soc_codes": "47-2111"', "")).encode(), "program.soc_codes: must be a list"),
        # A test is named in the environment of the programs it starts, so these two need short names.
        pytest.param(b"[" * 1_000_000, "nested too deeply", id="nested"),
        pytest.param(b" " * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE} bytes", id="large"),
    ],
)
def test_a_bad_file_exits_2_with_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "program.json"
    file.write_bytes(data)
    is_one_line(call(str(file)), says)


def test_a_file_of_50_megabytes_is_answered_as_quickly_as_any(tmp_path: Path) -> None:
    large, small = tmp_path / "large.json", tmp_path / "small.json"
    small.write_text("{")
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    took = {}
    for each, says in ((small, "no JSON"), (large, "larger than")):
        started = time.monotonic()
        is_one_line(call(str(each)), says)
        took[each] = time.monotonic() - started
    assert took[large] < 4 * took[small] + 1


def test_a_file_that_is_none_or_cannot_be_opened_exits_2_with_one_line(tmp_path: Path) -> None:
    is_one_line(call(str(tmp_path)), "Is a directory")
    is_one_line(call(str(tmp_path / "nowhere.json")), "No such file or directory")
    is_one_line(call("x" * 5000), "File name too long")
    is_one_line(call(), "PROGRAM.json")
    if os.geteuid():
        closed = tmp_path / "closed.json"
        closed.touch(mode=0)
        is_one_line(call(str(closed)), "Permission denied")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--on", "20261001"), "YYYY-MM-DD"),
        (("--on", "2026-10-1"), "YYYY-MM-DD"),
        (("--on", "2026-02-29"), "there is no day"),
        (("--on",), "expected one argument"),
        (("--js",), "unrecognized"),
        (("--jurisdiction", "zz"), "There is no State profile 'zz'; there are ms, xx"),
        (("--on", "2026-06-30"), "no value for opeid.digits (Digits of an OPE ID) on June 30, 2026"),
        (("--on", "0001-01-01"), "on January 1, 1"),
        (("more.json",), "unrecognized"),
    ],
)
def test_a_wrong_call_or_a_day_without_law_exits_2_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    file = tmp_path / "program.json"
    file.write_text(LEAST % ("", ""))
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(file), *words])
    out, err = capsys.readouterr()
    assert (stopped.value.code, out, err.count("\n")) == (2, "", 1)
    assert says in err


def test_the_last_day_of_the_calendar_has_an_answer_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "program.json"
    period = '{"from": "9999-01-01", "measure": "clock", "hours": 320, "weeks": 10}'
    file.write_text(LEAST % (f', "history": [{period}]', ""))
    assert main(["check", str(file), "--on", "9999-12-31"]) == 1
    assert "First qualifying date: December 31, 9999" in capsys.readouterr().out
