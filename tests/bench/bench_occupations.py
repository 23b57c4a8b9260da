"""How fast `magnolia occupations build` is: `make bench`. Process time beyond a start that makes one row's list."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.policy.labor import as_csv, row

ROOT = Path(__file__).resolve().parents[2]


def used(labor: Path, out: Path) -> tuple[float, float]:
    """Seconds of process time of one call, and the most memory of any call so far, in GB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, "-m", "magnolia", "occupations", "build", "--labor", str(labor), "--out", str(out)]
    subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024**2


@pytest.mark.parametrize(("occupations", "ecosystems", "seconds"), [(1_000, 8, 1.0), (8_000, 50, 20.0)])
def test_lists_are_made_in_the_time_and_memory_a_desk_has(tmp_path, occupations, ecosystems, seconds):
    one, many = tmp_path / "one.csv", tmp_path / "many.csv"
    one.write_text(as_csv([row()]))
    many.write_text(
        as_csv(
            row(
                ecosystem=f"Ecosystem {place}",
                soc_code=f"{11 + n // 1000}-{n % 1000:04d}",
                annual_openings=f"{n * 7919 % 9000}.{place % 10}",
                annual_supply=str(n * 104729 % 500),
                job_openings=str(n * place % 60),
            )
            for place in range(1, ecosystems + 1)
            for n in range(occupations)
        )
    )
    start, _ = used(one, tmp_path / "start")
    whole, memory = used(many, tmp_path / "lists")
    print(f"\n{occupations} occupations x {ecosystems}: {whole - start:.2f} s beyond {start:.2f} s, {memory:.2f} GB")
    assert whole - start < seconds
    assert memory < 1
