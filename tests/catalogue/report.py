"""`make rows`: which rows of the catalogue have no passing test, from the report of the last run.

Ends with status 1 when a mark, the report or an argument names a row or a prefix that does not exist.
"""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.catalogue.ids import catalogue_ids, prefix
from tests.catalogue.rows import Outcomes, read_report

ROOT = Path(__file__).parents[2]


def state(said: Iterable[str]) -> str:
    """Sum up the tests of one row: passed (some pass, none fails), failed, skipped or none."""
    outcomes = set(said)
    return next((word for word in ("failed", "passed", "skipped") if word in outcomes), "none")


def marked_in_source(root: Path) -> dict[str, str]:
    """Return {row id: a file that marks it}, read from the source: finding a wrong id needs no run."""
    found: dict[str, str] = {}
    for file in sorted((root / "tests").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        marks = (call for call in calls if ast.unparse(call.func).endswith("mark.row"))
        for value in (arg.value for call in marks for arg in call.args if isinstance(arg, ast.Constant)):
            found.setdefault(str(value), str(file.relative_to(root)))
    return found


def unknown(root: Path, wanted: list[str], report: Outcomes) -> list[str]:
    """Say, a sentence each, which ids and prefixes are not in the catalogue."""
    known = set(catalogue_ids(root))
    families = {prefix(row) for row in known}
    marks = marked_in_source(root)
    return [
        *(
            f"{file} marks {row}, which is not in docs/requirements/."
            for row, file in marks.items()
            if row not in known
        ),
        *(
            f"The last run's report names {row}, which is not in docs/requirements/: run `make test` again."
            for row in report
            if row not in known | marks.keys()
        ),
        *(
            f"No row of docs/requirements/ starts with {word}: the prefixes are {' '.join(sorted(families))}."
            for word in wanted
            if word not in families
        ),
    ]


def summary(ids: list[str], report: Outcomes, marks: Iterable[str]) -> list[str]:
    """Write the rows without a passing test, a line for each prefix, and the counts."""
    states = {row: state(report.get(row, {}).values()) for row in ids}
    not_run = {row for row in marks if states.get(row) == "none"}
    lines = []
    for family in dict.fromkeys(prefix(row) for row in ids):
        own = [row for row in ids if prefix(row) == family]
        open_rows = [short(row, states[row], row in not_run) for row in own if states[row] != "passed"]
        tail = f"   without: {' '.join(open_rows)}" if open_rows else ""
        lines.append(f"{family:9} {len(own) - len(open_rows):3} of {len(own):3}{tail}")
    said = list(states.values())
    lines.append(
        f"{said.count('passed')} of {len(ids)} rows have a passing test; {said.count('failed')} fail, "
        f"{said.count('skipped')} were only left out, {len(not_run)} are marked and have not run."
    )
    return lines


def short(row: str, said: str, not_run: bool) -> str:
    """Write a row by its number, with what keeps it open unless no test names it."""
    word = "not run" if not_run else said
    return row.rpartition("-")[2] + ("" if word == "none" else f"({word})")


def main(wanted: list[str], root: Path = ROOT) -> int:
    """Print the summary for all rows, or for the prefixes asked for, and return the exit status."""
    report = read_report(root / ".report" / "rows.json")
    wrong = unknown(root, wanted, report)
    ids = [row for row in catalogue_ids(root) if not wanted or prefix(row) in wanted]
    print("\n".join(summary(ids, report, marked_in_source(root))))
    if not (root / ".report" / "rows.json").exists():
        print("No run has been reported yet: `make test` writes the report.")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
