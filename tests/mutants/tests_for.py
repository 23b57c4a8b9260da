"""Which tests are worth running for a mutant, in which order."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from .mutations import Mutant
from .reach import AT_COLLECTION

MOST = 250  # tests for one mutant: a survivor costs them all
ABOUT_ALL = "tests/policy/test_modules.py"  # says of every module what no single test of it can


class TestsFor:
    """What reach.json says, as an answer for each mutant."""

    __test__ = False

    def __init__(self, reach: dict[str, Any]) -> None:
        self.names: list[str] = [name for name, _ in reach["tests"]]
        self.taking: dict[str, float] = {name: took for name, took in reach["tests"] if took is not None}
        self.lines: dict[str, dict[str, list[int]]] = reach["lines"]
        self.modules: list[str] = reach["modules"]

    def _at(self, mutant: Mutant, file: str) -> set[str]:
        first, last = mutant.lines if mutant.within else (0, sys.maxsize)
        by_line = self.lines.get(file, {})
        return {self.names[at] for line, tests in by_line.items() if first <= int(line) <= last for at in tests}

    def while_reading(self, mutant: Mutant, file: str) -> bool:
        """Whether its lines also run while modules or tests are loaded, where changing loaded code comes too late."""
        return any(name not in self.taking for name in self._at(mutant, file))

    def of(self, mutant: Mutant, file: str) -> tuple[str, ...]:
        """Tests that run its lines, or its file where it is outside functions: quick and unlike ones first."""
        found = self._at(mutant, file)
        whole = {name.removeprefix(AT_COLLECTION) for name in found if name.startswith(AT_COLLECTION)}
        direct = [name for name in found if name in self.taking]
        by_file = [name for name in self.taking if name.split("::")[0] in whole and name not in found]
        about_all = [] if mutant.within else [name for name in self.taking if name.startswith(ABOUT_ALL)]
        return tuple(dict.fromkeys([*about_all, *self._spread(direct), *self._spread(by_file)]))[:MOST]

    def _spread(self, tests: list[str]) -> list[str]:
        """Quick ones first; each further case of one test function waits longer."""
        cases: Counter[str] = Counter()
        waits: dict[str, float] = {}
        for test in sorted(tests, key=lambda test: (self.taking[test], test)):
            function = test.partition("[")[0]
            cases[function] += 1
            waits[test] = self.taking[test] * cases[function] + 0.001 * cases[function]
        return sorted(tests, key=lambda test: (waits[test], test))

    def seconds(self, tests: tuple[str, ...]) -> float:
        """How long they take together without a mutant."""
        return sum(self.taking[test] for test in tests)
