"""What is known of mutants, kept line by line in .report/mutants, so that a run that was stopped goes on."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from .forking import NOTHING_CHANGED, SURVIVED, Job
from .mutations import mutants

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "magnolia" / "policy"
REPORT = ROOT / ".report" / "mutants"
OUTCOMES = REPORT / "outcomes.jsonl"
MARK = REPORT / "reach.mark"


def _digest(*paths: Path) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


@cache
def _source(file: str) -> str:
    return _digest(SOURCE / file)


class Known:
    """The outcome of each mutant of each file as it stands now."""

    def __init__(self, fresh: bool) -> None:
        REPORT.mkdir(parents=True, exist_ok=True)
        if fresh:
            OUTCOMES.unlink(missing_ok=True)
        self.codes: dict[tuple[str, int], int] = {}
        self.read_again()

    def read_again(self) -> None:
        """Take in what other processes found."""
        if OUTCOMES.exists():
            for line in OUTCOMES.read_text(encoding="utf-8").splitlines():
                file, source, number, code = json.loads(line)
                if (SOURCE / file).exists() and source == _source(file):
                    self.codes[(file, number)] = code

    def note(self, job: Job, code: int) -> None:
        """Keep one outcome."""
        with OUTCOMES.open("a", encoding="utf-8") as file:
            file.write(json.dumps([job.file, _source(job.file), job.number, code]) + "\n")

    def killed(self, file: str, number: int) -> bool:
        """Whether a test found the mutant out."""
        return self.codes.get((file, number), SURVIVED) not in (SURVIVED, NOTHING_CHANGED)

    def nothing_changed(self, file: str, number: int) -> bool:
        """Whether no loaded function showed the change."""
        return self.codes.get((file, number)) == NOTHING_CHANGED

    def _now(self) -> str:
        tests = sorted(path for path in (ROOT / "tests" / "policy").rglob("*") if path.suffix in (".py", ".toml"))
        law = sorted(path for path in SOURCE.rglob("*") if path.suffix in (".py", ".toml"))
        return _digest(*tests, *law)

    def reach_is_old(self, reached: Path) -> bool:
        """Whether tests or law changed since it was measured which test reaches what."""
        return not reached.exists() or not MARK.exists() or MARK.read_text(encoding="utf-8") != self._now()

    def mark_reach(self) -> None:
        """Remember for which tests and law the measuring holds."""
        MARK.write_text(self._now(), encoding="utf-8")


def survivors(files: list[str], found: Known) -> tuple[str, float]:
    """The list of survivors with the share of each file that was killed, and the share of all, in percent."""
    total, dead, lines = 0, 0, []
    for file in files:
        every = mutants((SOURCE / file).read_text(encoding="utf-8"))
        judged = [mutant for mutant in every if (file, mutant.number) in found.codes]
        left = [mutant for mutant in judged if not found.killed(file, mutant.number)]
        killed = len(judged) - len(left)
        total, dead = total + len(every), dead + killed
        rest = f", {len(every) - len(judged)} not judged" if len(judged) < len(every) else ""
        lines.append(f"\n{file}: {killed} of {len(every)} killed ({100 * killed / max(1, len(every)):.1f} %){rest}")
        lines += [f"  line {mutant.line}, mutant {mutant.number}: {mutant.what}" for mutant in left]
    share = 100 * dead / max(1, total)
    return "\n".join([f"{dead} of {total} mutants killed ({share:.1f} %)", *lines]) + "\n", share
