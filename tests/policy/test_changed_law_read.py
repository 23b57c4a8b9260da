"""Amendments as lines of a file: what each may say, told by its place, and one change laid over the whole law."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from magnolia.policy.amendment_files import LARGEST_FILE, read_amendments, read_wordings, written
from magnolia.policy.glossary import Reworded, Wording
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import Amendment, Refused, load_parameters, with_change

DAY = date(2027, 7, 1)
HEAD = 'jurisdiction = "ms"\n'
SOUND = 'from = 2027-07-01, value = 700, cite = "Order 7"'


def entry(values: str) -> str:
    return f"{HEAD}[a.b]\nvalues = [{values}]\n"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    return tmp_path / "ms.toml"


def test_a_file_is_written_by_number_each_with_its_values_in_the_order_they_were_made():
    changes = [
        Amendment("b", DAY, 3, "Order 2"),
        Amendment("a.b", DAY, Decimal("7E+1"), "Order 1", "federal", "default, not policy", "Kim, 3 May 2027"),
        Amendment("b", date(2026, 7, 1), False, 'Order "3"\x7f'),
    ]
    assert written("ms", changes) == (
        "# Numbers and words of the law that were changed in the portal, each by two persons.\n"
        "# Numbers have the schema of parameters.toml, words that of glossary.toml.\n"
        'jurisdiction = "ms"\n'
        "\n[a.b]\nvalues = [\n"
        '  { from = 2027-07-01, value = 70.0, cite = "Order 1", layer = "federal", standing = "default, not policy", '
        'confirmed = "Kim, 3 May 2027" },\n]\n'
        "\n[b]\nvalues = [\n"
        '  { from = 2027-07-01, value = 3, cite = "Order 2" },\n'
        '  { from = 2026-07-01, value = false, cite = "Order \\"3\\"\\u007f" },\n]\n'
    )


def test_what_a_line_leaves_out_is_the_states_own_policy_and_not_confirmed(law):
    law.write_text(entry("{ from = 2027-07-01, value = 700 }"))
    assert read_amendments(str(law), "ms") == (Amendment("a.b", DAY, 700, "", "state", "policy", ""),)
    law.write_text(entry(f'{{ {SOUND}, layer = "federal", standing = "x", confirmed = "Kim" }}'))
    assert read_amendments(str(law), "ms") == (Amendment("a.b", DAY, 700, "Order 7", "federal", "x", "Kim"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[", r"^{place} is no TOML: .+"),
        ("x = 'ä'".encode("latin-1"), r"^{place} is no TOML: .+utf-8.+"),
        ("x = " + "[" * 5000, r"^{place} is no TOML: .+"),
        (
            "[a]\n",
            r"^{place} cannot amend the law of 'ms': the file does not say whose it is \(`jurisdiction`\)\.$",
        ),
        ('jurisdiction = "xx"\n', r"^{place} cannot amend the law of 'ms': the file is that of 'xx'\.$"),
        (f"{HEAD}hours = 3\n", r"^{place}: .*neither a parameter nor a group.*"),
        (
            f'{HEAD}[a.b]\nvalues = []\nunit = "hours"\n',
            r"^{place}: a\.b may have `values` alone, a list; meaning and unit are the law's own\.$",
        ),
        (f"{HEAD}[a.b]\nvalues = {{ x = 1 }}\n", r"^{place}: a\.b may have `values` alone, a list;"),
        (entry("7"), r"^{place}: a\.b: a value is written \{{ from = 2027-07-01, value = 1, cite = \"source\" \}}\.$"),
        (entry(f"{{ {SOUND}, lair = 1 }}"), r"^{place}: a\.b: nothing reads `lair`\.$"),
        (
            entry("{ value = 700 }"),
            r"^{place}: a\.b: `from` must be a date, written like 2026-07-01 without quotes\.$",
        ),
        (entry("{ from = 2027-07-01T00:00:00, value = 700 }"), r"^{place}: a\.b: `from` must be a date"),
        (
            entry("{ from = 2027-07-01 }"),
            r"^{place}: a\.b: `value` is missing, or is neither number, text nor date\.$",
        ),
        (entry("{ from = 2027-07-01, value = [1] }"), r"^{place}: a\.b: `value` is missing"),
        (entry("{ from = 2027-07-01, value = 1, cite = 5 }"), r"^{place}: a\.b: `cite` must be a text\.$"),
        (entry(f"{{ {SOUND}, layer = 5 }}"), r"^{place}: a\.b: `layer` must be a text\.$"),
        (entry(f"{{ {SOUND}, standing = true }}"), r"^{place}: a\.b: `standing` must be a text\.$"),
        (entry(f"{{ {SOUND}, confirmed = 2027-07-01 }}"), r"^{place}: a\.b: `confirmed` must be a text\.$"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_at_its_place(law, text, told):
    law.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LawError) as fault:
        read_amendments(str(law), "ms")
    assert re.match(told.format(place=re.escape(str(law))), str(fault.value)), fault.value


def test_a_file_may_be_as_large_as_the_limit_and_not_larger(law):
    law.write_text((HEAD + "#").ljust(LARGEST_FILE, "#"))
    assert read_amendments(str(law), "ms") == ()
    law.write_text((HEAD + "#").ljust(LARGEST_FILE + 1, "#"))
    with pytest.raises(LawError, match=f"is larger than {LARGEST_FILE} bytes, which no amendments are.$"):
        read_amendments(str(law), "ms")
    assert LARGEST_FILE == 4 * 1024 * 1024


def test_a_place_without_a_file_is_an_error_and_a_folder_without_one_holds_no_change(tmp_path):
    assert read_amendments(str(tmp_path), "ms") == ()
    with pytest.raises(LawError, match=r"^No such file or directory: .+gone\.toml$"):
        read_amendments(str(tmp_path / "gone.toml"), "ms")


def test_a_day_with_a_time_is_no_day_and_a_number_may_be_a_text_or_a_truth(law):
    changes = (
        Amendment("a", DAY, "quarterly", "x"),
        Amendment("b", DAY, True, "x"),
        Amendment("c", DAY, Decimal("0.5"), "x"),
        Amendment("d", DAY, date(2028, 1, 1), "x"),
    )
    law.write_text(written("ms", changes))
    assert read_amendments(str(law), "ms") == changes
    assert not isinstance(changes[3].value, datetime)


# ------------------------------------------------------------------ one change over the whole law


def test_one_change_laid_over_the_law_gives_what_reading_the_whole_law_with_it_gives():
    first = Amendment("length.clock_hours_below", DAY, 550, "Order 1")
    second = Amendment("length.clock_hours_below", date(2028, 7, 1), 500, "Order 2")
    other = Amendment("length.weeks_below", DAY, 14, "Order 3")
    law = load_parameters("ms", [first, other])
    assert with_change(law, "ms", [first, other], second) == load_parameters("ms", [first, other, second])
    assert with_change(load_parameters("ms"), "ms", [], other) == load_parameters("ms", [other])


def test_a_number_of_the_state_alone_and_a_federal_one_can_both_be_changed():
    own = next(key for key, each in load_parameters("ms").items() if {v.layer for v in each.values} == {"state"})
    held = load_parameters("ms")[own].values[-1]
    change = Amendment(own, DAY, held.value, "Order 4")
    assert with_change(load_parameters("ms"), "ms", [], change) == load_parameters("ms", [change])


def test_a_change_that_the_law_does_not_allow_or_of_no_number_is_refused():
    law = load_parameters("ms")
    wider = Amendment("length.clock_hours_below", DAY, 700, "Order 5")
    with pytest.raises(Refused, match="would widen federal law"):
        with_change(law, "ms", [], wider)
    with pytest.raises(Refused, match=r"^There is no parameter 'length\.moons' to amend\.$"):
        with_change(law, "ms", [], Amendment("length.moons", DAY, 7, "Order 6"))


def test_terms_worded_anew_are_written_by_term_and_read_again_in_their_order(law):
    wordings = (
        Reworded("cohort", Wording(DAY, 'Order "7" \\ of\tthe Board\x7f', "Zoë’s order")),
        Reworded("appeal", Wording(DAY, "First.", "A")),
        Reworded("appeal", Wording(DAY, "Second, for the same day.", "B")),
    )
    law.write_text(written("ms", [Amendment("a.b", DAY, 1, "x")], wordings), encoding="utf-8")
    assert read_wordings(str(law), "ms") == (*wordings[1:], wordings[0])
    assert read_amendments(str(law), "ms") == (Amendment("a.b", DAY, 1, "x"),)
    assert read_wordings(str(law.parent), "xx") == ()
    law.write_text(written("ms", []), encoding="utf-8")
    assert read_wordings(str(law), "ms") == ()


SAID = 'from = 2027-07-01, says = "Words.", cite = "x"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('jurisdiction = "xx"', r"^{place} cannot amend the law of 'ms': the file is that of 'xx'\.$"),
        ("", r"^{place} cannot amend the law of 'ms': the file does not say whose it is"),
        (HEAD + "term = 1", r"^{place}: term is a table of terms\.$"),
        (HEAD + "[term]\nappeal = 1", r"^{place}: term\.appeal may have `wordings` alone, a list"),
        (HEAD + "[term.appeal]\nwordings = 1", r"^{place}: term\.appeal may have `wordings` alone, a list"),
        (HEAD + "[term.appeal]\nwordings = []\nterm = 1", r"^{place}: term\.appeal may have `wordings` alone"),
        (HEAD + "[term.appeal]\nwordings = [1]", r"^{place}: term\.appeal: a wording is written \{{ from = "),
        (HEAD + "[term.appeal]\nwordings = [{ says = 'x', cite = 'x' }]", r"^{place}: term\.appeal: a wording is"),
        (HEAD + f"[term.appeal]\nwordings = [{{ {SAID}, layer = 'x' }}]", r"^{place}: term\.appeal: a wording is"),
        (
            HEAD + "[term.appeal]\nwordings = [{ from = '2027-07-01', says = 'x', cite = 'x' }]",
            r"^{place}: term\.appeal: `from` must be a date",
        ),
        (
            HEAD + "[term.appeal]\nwordings = [{ from = 2027-07-01T00:00:00, says = 'x', cite = 'x' }]",
            r"^{place}: term\.appeal: `from` must be a date",
        ),
        (
            HEAD + "[term.appeal]\nwordings = [{ from = 2027-07-01, says = 1, cite = 'x' }]",
            r"^{place}: term\.appeal: `says` must be a text\.$",
        ),
        (
            HEAD + "[term.appeal]\nwordings = [{ from = 2027-07-01, says = 'x', cite = 1 }]",
            r"^{place}: term\.appeal: `cite` must be a text\.$",
        ),
    ],
)
def test_a_wording_that_does_not_fit_is_refused_at_its_place(law, text, told):
    law.write_text(text)
    with pytest.raises(LawError) as fault:
        read_wordings(str(law), "ms")
    assert re.match(told.format(place=re.escape(str(law))), str(fault.value)), fault.value
