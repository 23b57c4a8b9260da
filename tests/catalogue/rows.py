"""Plugin: `@pytest.mark.row("ID")` says which catalogue rows a test proves; the outcome goes to .report/rows.json.

The report is {row id: {test id: "passed" | "failed" | "skipped"}}. A run of everything replaces it; a run of some tests
replaces only what those tests said, so that running one file does not forget the rest.
"""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.ids import catalogue_ids

MOST_ROWS_A_TEST = 3
NARROWING_OPTIONS = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "maxfail", "stepwise")

Outcomes = dict[str, dict[str, str]]


def rows_of(item: pytest.Item) -> list[str]:
    """Return the ids a test is marked with, nearest mark first, each once."""
    return list(dict.fromkeys(str(row) for mark in item.iter_markers("row") for row in mark.args))


def problems(item: pytest.Item, known: set[str]) -> list[str]:
    """Say what is wrong with the row marks of one test, a sentence each; nothing wrong is an empty list."""
    rows = rows_of(item)
    found = [f"{item.nodeid}: there is no row {row} in docs/requirements/." for row in rows if row not in known]
    if any(not mark.args for mark in item.iter_markers("row")):
        found.append(f"{item.nodeid}: a row mark names no row.")
    if len(rows) > MOST_ROWS_A_TEST:
        found.append(f"{item.nodeid}: {len(rows)} rows are marked, {MOST_ROWS_A_TEST} are the most a test can prove.")
    return found


class RowReport:
    """Gathers the outcome of each marked test; under xdist only the process that hears all workers writes."""

    def __init__(self, config: pytest.Config) -> None:
        self.path = config.rootpath / ".report" / "rows.json"
        self.whole = is_whole_run(config)
        self.known = set(catalogue_ids(config.rootpath))
        self.outcomes: dict[str, str] = {}
        self.rows: dict[str, list[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Turn a wrong mark into a collection error, so that no run with one can pass."""
        report = yield
        found = [
            text for node in report.result or () if isinstance(node, pytest.Item) for text in problems(node, self.known)
        ]
        if found:
            report.outcome = "failed"
            report.longrepr = "\n".join(dict.fromkeys(found))
            report.result = []
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Send id and rows along with each result: first, since xdist then adds its group to the id."""
        for item in items:
            item.user_properties.append(("rows", {"test": item.nodeid, "rows": rows_of(item)}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of the phases: failed before skipped before passed."""
        told: dict[str, Any] = dict(report.user_properties).get("rows", {})  # type: ignore[assignment]
        test = told.get("test", report.nodeid)
        self.rows[test] = told.get("rows", [])
        order = ("passed", "skipped", "failed")
        self.outcomes[test] = max(self.outcomes.get(test, "passed"), report.outcome, key=order.index)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report, unless this process is a worker or nothing was to be run."""
        if hasattr(session.config, "workerinput") or session.config.option.collectonly:
            return
        before = {} if self.whole else read_report(self.path)
        write_report(self.path, self.merged(before))

    def merged(self, before: Outcomes) -> Outcomes:
        """Lay this run over the one before: what a test said then is gone once it has run again."""
        after = {
            row: {test: said for test, said in tests.items() if test not in self.outcomes}
            for row, tests in before.items()
        }
        for test, rows in self.rows.items():
            for row in rows:
                after.setdefault(row, {})[test] = self.outcomes[test]
        return {row: dict(sorted(tests.items())) for row, tests in sorted(after.items()) if tests}


def is_whole_run(config: pytest.Config) -> bool:
    """Tell whether every test was asked for: no file, name or mark narrows the run."""
    narrowed = any(config.getoption(name, default=None) for name in NARROWING_OPTIONS)
    return config.args_source is not pytest.Config.ArgsSource.ARGS and not narrowed


def read_report(path: Path) -> Outcomes:
    """Return the last report; empty when there is none or a killed run left half of one."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def write_report(path: Path, outcomes: Outcomes) -> None:
    """Put the report in its place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(outcomes, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark and the report."""
    config.addinivalue_line("markers", "row(*ids): the catalogue rows this test proves, at most three")
    config.pluginmanager.register(RowReport(config), "magnolia-rows")
