"""`python -m tests.mutants [MODULE ...]`: judges mutants of magnolia/policy and says what part was found out.

What is killed stays killed until its file changes; survivors are tried again each time, `--new` leaves them alone.
`--fresh` forgets all, `--list` only counts, `--report` only says what is known. Ends with exit 1 where fewer are killed
than docs/mutants.md promises.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import replace

from . import forking, known
from .known import REPORT, ROOT, SOURCE, Known
from .mutations import mutants
from .tests_for import TestsFor

TESTS = "tests/policy"
SHARE = 85
MOST_ANEW = 80  # tests where everything is loaded anew, which takes a second or two before the first one
SLACK = 20  # seconds a mutant may take beyond what its tests take
OPTIONS = [
    *("-q", "-x", "-o", "addopts=", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:django"),
    *("-p", "no:xdist", "-p", "no:tests.catalogue.rows", "-p", "no:tests.catalogue.left_out", "-p", "no:warnings"),
    *("-p", "no:faulthandler", "--hypothesis-profile=mutants"),
]


def same_examples() -> None:
    """Have Hypothesis take the same examples each time and lose no time on making them small."""
    from hypothesis import HealthCheck, Phase, settings

    phases = [Phase.explicit, Phase.generate]
    health = list(HealthCheck)
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=phases, suppress_health_check=health
    )


def in_process(work: Callable[[], None]) -> None:
    """Do something silently in a process of its own, so that nothing of it stays loaded here."""

    def silent() -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        same_examples()
        work()

    process = multiprocessing.get_context("fork").Process(target=silent)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def judge(chosen: list[str], found: Known, workers: int, only_new: bool) -> None:
    """Judge what is not known to be killed: first by changing what is loaded, then, where that says nothing, anew."""
    from .reach import measure

    reached = REPORT / "reach.json"
    if found.reach_is_old(reached):
        in_process(lambda: measure(SOURCE, [*OPTIONS, TESTS], reached))
        found.mark_reach()
    reach = TestsFor(json.loads(reached.read_text(encoding="utf-8")))
    quick: list[forking.Job] = []
    slow: list[forking.Job] = []
    for file in chosen:
        for mutant in mutants((SOURCE / file).read_text(encoding="utf-8")):
            if found.killed(file, mutant.number) or (only_new and (file, mutant.number) in found.codes):
                continue
            tests = reach.of(mutant, file)
            job = forking.Job(file, mutant.number, tests, SLACK + int(5 * reach.seconds(tests)))
            if not tests:
                found.note(job, forking.SURVIVED)
                continue
            (quick if mutant.within else slow).append(job)
            if mutant.within and reach.while_reading(mutant, file):
                slow.append(job)
    slow = [replace(job, tests=job.tests[:MOST_ANEW]) for job in slow]
    in_process(lambda: forking.loaded(SOURCE, [*OPTIONS, TESTS], quick, workers, found.note))
    found.read_again()
    slow = [job for job in slow if not found.killed(job.file, job.number)]
    slow += [job for job in quick if found.nothing_changed(job.file, job.number) and job not in slow]
    in_process(lambda: forking.anew(SOURCE, OPTIONS, reach.modules, slow, workers, found.note))
    found.read_again()


def main(arguments: list[str]) -> int:
    """Judge the named modules, or all; print the share of each and of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as calendar rules_history; none: all")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    parser.add_argument("--new", action="store_true", help="leave what survived before alone")
    parser.add_argument("--list", action="store_true", help="count the mutants and stop")
    parser.add_argument("--report", action="store_true", help="say what is known and stop")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    os.chdir(ROOT)
    files = sorted(path.name for path in SOURCE.glob("*.py") if path.stat().st_size)
    chosen = [f"{module}.py" for module in asked.modules] or files
    if asked.list:
        counts = {file: len(mutants((SOURCE / file).read_text(encoding="utf-8"))) for file in chosen}
        print(*(f"{file}: {count}" for file, count in counts.items()), f"all: {sum(counts.values())}", sep="\n")
        return 0
    found = Known(asked.fresh)
    if not asked.report:
        judge(chosen, found, asked.workers, asked.new)
    said, share = known.survivors(files, found)
    (REPORT / "survivors.txt").write_text(said, encoding="utf-8")
    print(*(line for line in said.splitlines() if line and not line.startswith(" ")), sep="\n")
    print("What survived: .report/mutants/survivors.txt")
    return int(share < SHARE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
