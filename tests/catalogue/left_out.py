"""Plugin: a test whose tool is missing is left out with the reason, and the run ends by saying so.

With CI=true a test may be left out only if its reason or its id stands in tests/allowed_skips.txt; any other fails
the run.
"""

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.catalogue import machine

MARKS = ("browser", "postgres", "sqlite", "needs")
# Tests that start servers or browsers share two cores badly: each kind stays together, one after the other.
ONE_AFTER_THE_OTHER = ("browser", "kill")


def allowed_reasons(root: Path) -> set[str]:
    """Return the lines of tests/allowed_skips.txt, without blank lines and those that start with #."""
    file = root / "tests" / "allowed_skips.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def on_ci() -> bool:
    """Tell whether this run must not leave out anything unexpected."""
    return os.environ.get("CI", "").lower() in ("true", "1")


class LeftOut:
    """Leaves out what cannot run here, and remembers every test that was left out for whatever reason."""

    def __init__(self, config: pytest.Config) -> None:
        self.root = config.rootpath
        self.left: list[tuple[str, str]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Mark what is missing, and keep slow kinds together."""
        for item in items:
            if self.root / "tests" / "browser" in item.path.parents and not item.get_closest_marker("browser"):
                item.add_marker("browser")
            for mark in (found for name in MARKS for found in item.iter_markers(name)):
                reason = machine.missing(mark.name, mark.args)
                if reason:
                    item.add_marker(pytest.mark.skip(reason=reason))
            for kind in ONE_AFTER_THE_OTHER:
                if item.get_closest_marker(kind) and not item.get_closest_marker("xdist_group"):
                    item.add_marker(pytest.mark.xdist_group(kind))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a skipped test."""
        self.remember(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a file that left itself out."""
        self.remember(report)

    def remember(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Keep reason and test id of a report that says skipped."""
        if report.outcome == "skipped":
            said = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self.left.append((str(said).removeprefix("Skipped: "), report.nodeid))

    def unexpected(self) -> list[tuple[str, str]]:
        """Return what was left out and stands in no line of tests/allowed_skips.txt."""
        allowed = allowed_reasons(self.root)
        return [
            (reason, test)
            for reason, test in self.left
            if reason not in allowed and test.partition("[")[0].partition("@")[0] not in allowed
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run on CI that left out something unexpected, though all that ran has passed."""
        on_worker = hasattr(session.config, "workerinput")
        if on_ci() and not on_worker and session.exitstatus == pytest.ExitCode.OK and self.unexpected():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left out: the reason, then how many tests of which file."""
        if terminalreporter.config.option.collectonly:
            return
        terminalreporter.section("Left out")
        by_reason: dict[str, Counter[str]] = defaultdict(Counter)
        for reason, test in self.left:
            by_reason[reason][test.partition("::")[0]] += 1
        for reason, files in sorted(by_reason.items()):
            terminalreporter.line(f"{files.total()} of the tests: {reason}")
            for file, count in sorted(files.items()):
                terminalreporter.line(f"    {count:4} in {file}")
        if not self.left:
            terminalreporter.line("Nothing: every test ran.")
        if on_ci() and self.unexpected():
            terminalreporter.line("This run fails: on CI only what tests/allowed_skips.txt names may be left out, not")
            for _, test in self.unexpected():
                terminalreporter.line(f"    {test}")


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin."""
    config.pluginmanager.register(LeftOut(config), "magnolia-left-out")
