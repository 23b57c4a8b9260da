"""Each measure has its own exclusions, and a student who is enrolled at the time is handled by measure (policy 8.8)."""

from __future__ import annotations

import pytest

from magnolia.outcomes.keys import Key
from magnolia.policy.earnings import Completer, cohort

from .records import KEY, Outcomes, completed, enrolled, paid, withdrawn

# who: row, whether wages in the measured quarter; where in completion and placement; the four facts of earnings
SIX = {
    "in window": (enrolled(entry_date="2028-03-01"), False, "pending", None, None),
    "past window, enrolled": (enrolled(), False, "denominator", None, None),
    "re-enrolled, wages": (completed(), True, "numerator", "numerator", (True, True, True, False)),
    "Pell, wages": (completed(), True, "numerator", "numerator", (True, True, True, True)),
    "withdrew": (withdrawn(), False, "denominator", None, None),
    "no wages": (completed(), False, "numerator", "denominator", (True, True, False, True)),
}


@pytest.mark.row("DATA-18")
def test_six_students_are_handled_by_measure(tmp_path):
    ssns = {who: f"11100000{n}" for n, who in enumerate(SIX, start=1)}
    made = Outcomes(tmp_path)
    made.write(
        [row | {"ssn": ssns[who]} for who, (row, *_) in SIX.items()],
        [paid(ssn=ssns[who]) for who, (_, works, *_) in SIX.items() if works],
    )
    assert made.compute() == 0
    found = {(each["person"], each["metric"]): each["place"] for each in made.people()}
    for who, (_, _, completion, placement, facts) in SIX.items():
        person = Key(KEY).pseudonym(ssns[who])
        assert found[person, "completion"] == completion, who
        assert found.get((person, "placement")) == placement, who
        counted = 0 if facts is None else cohort([Completer(*facts)]).counted
        assert counted == (who == "Pell, wages"), who


@pytest.mark.row("DATA-05")
def test_leaving_the_earnings_measure_leaves_completion_and_placement_as_they_are_to_the_unit(tmp_path):
    people = [completed(ssn=f"1120000{n:02d}") for n in range(1, 21)]
    again = [  # four are enrolled elsewhere at the time
        enrolled(ssn=row["ssn"], program_id="NEXT", opeid="00990200", entry_date="2027-08-20") for row in people[:4]
    ]
    wages = [paid(ssn=row["ssn"]) for row in people[:17]]  # three do not work
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    before, after = Outcomes(tmp_path / "before"), Outcomes(tmp_path / "after")
    rows = {}
    for made, given in ((before, people), (after, [*people, *again])):
        made.write(given, wages)
        assert made.compute() == 0
        rows[made] = [made.rates["WELD", "2026-27", metric] for metric in ("completion", "placement")]
    assert rows[before] == rows[after]
    assert [(row["numerator"], row["denominator"]) for row in rows[after]] == [("20", "20"), ("17", "20")]
    earnings = cohort([Completer(True, True, n < 17, n >= 4) for n in range(20)])
    assert (earnings.counted, earnings.excluded) == (13, 7)
