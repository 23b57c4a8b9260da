"""The tool itself: which faults it puts where, and that each is one change and nothing else."""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import pytest

from magnolia.policy import tuition

from .known import SOURCE
from .making import Functions
from .mutations import mutants, mutated

SAMPLE = '''"""Words that do nothing."""
from x import y

LIMIT: int = 3


def f(a: int, b: int = 0) -> bool:
    """Words that do nothing."""
    if a < LIMIT and not b:
        return g(a, flag=True)
    return "no" in h(b)
'''


def test_every_place_is_changed_but_words_annotations_and_imports():
    assert [(mutant.line, mutant.within, mutant.what) for mutant in mutants(SAMPLE)] == [
        (4, False, "LIMIT: int = 3  ->  None"),
        (4, False, "3  ->  4"),
        (7, False, "0  ->  1"),
        (9, True, "a < LIMIT and (not b)  ->  Or"),
        (9, True, "a < LIMIT  ->  LtE"),
        (9, True, "not b  ->  without the sign"),
        (10, True, "g(a, flag=True)  ->  argument 1 None"),
        (10, True, "g(a, flag=True)  ->  without flag"),
        (10, True, "g(a, flag=True)  ->  flag None"),
        (10, True, "True  ->  False"),
        (11, True, "'no' in h(b)  ->  NotIn"),
        (11, True, "'no'  ->  another text"),
        (11, True, "h(b)  ->  argument 1 None"),
    ]


def test_a_mutant_is_its_one_change():
    changed = {ast.unparse(mutated(SAMPLE, mutant.number)) for mutant in mutants(SAMPLE)}
    assert len(changed) == len(mutants(SAMPLE))
    assert ast.unparse(ast.parse(SAMPLE)) not in changed
    assert "if a <= LIMIT and (not b):" in ast.unparse(mutated(SAMPLE, 4))
    with pytest.raises(LookupError, match="There is no mutant 99"):
        mutated(SAMPLE, 99)


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*.py")), ids=lambda path: path.stem)
def test_every_mutant_of_the_law_can_be_compiled(path: Path):
    source = path.read_text(encoding="utf-8")
    found = mutants(source)
    assert found or not source.strip()
    for mutant in found[:: max(1, len(found) // 10)]:
        compile(mutated(source, mutant.number), str(path), "exec")


def test_loaded_functions_are_found_also_where_the_collector_was_told_to_leave_them_alone():
    gc.freeze()
    loaded = Functions(SOURCE).loaded
    assert tuition.on in loaded[("tuition.py", ("on", tuition.on.__code__.co_firstlineno))]
