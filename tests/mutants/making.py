"""How a mutant comes to life in a forked process: by changing code that is loaded, or by loading the file anew."""

from __future__ import annotations

import ast
import gc
import importlib.abc
import importlib.machinery
import sys
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType

from .mutations import mutated

Key = tuple[str, int]


def _codes(code: CodeType) -> dict[Key, list[CodeType]]:
    """Codes of functions by qualified name and first line; a place with two of one name is in doubt."""
    found: dict[Key, list[CodeType]] = defaultdict(list)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found[(inner.co_qualname, inner.co_firstlineno)].append(inner)
            for key, more in _codes(inner).items():
                found[key] += more
    return found


class Functions:
    """The functions of the policy as they are loaded, by file, name and line. Made once, before any process forks."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.loaded: dict[tuple[str, Key], list[FunctionType]] = defaultdict(list)
        self.before: dict[str, dict[Key, list[CodeType]]] = {}
        self.imports: dict[str, set[str]] = {}
        for path in source.glob("*.py"):
            text = path.read_text(encoding="utf-8")
            self.before[path.name] = _codes(compile(text, str(path), "exec"))
            self.imports[path.stem] = {
                (node.module or "").rpartition(".")[2]
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.ImportFrom)
            }
        gc.unfreeze()  # tests/conftest.py freezes what is loaded, and frozen objects are not told
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and Path(thing.__code__.co_filename).parent == source:
                code = thing.__code__
                key = code.co_qualname, code.co_firstlineno
                self.loaded[(Path(code.co_filename).name, key)].append(thing)

    def resting_on(self, file: str) -> set[str]:
        """The module of a file and those that import it, at whatever distance: what they remember may be wrong now."""
        found = {file.removesuffix(".py")}
        while more := {name for name, used in self.imports.items() if used & found} - found:
            found |= more
        return found

    def change(self, file: str, number: int) -> bool:
        """Give loaded functions of a file the code of a mutant; says whether any function changed."""
        path = self.source / file
        after = _codes(compile(mutated(path.read_text(encoding="utf-8"), number), str(path), "exec"))
        changed = False
        for key, codes in after.items():
            if not len(codes) == 1 == len(self.before[file].get(key, ())) or codes == self.before[file][key]:
                continue
            for function in self.loaded[(file, key)]:
                if codes[0].co_freevars == function.__code__.co_freevars:
                    function.__code__ = codes[0]
                    changed = True
        return changed


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with a mutant in it; everything else is loaded as ever."""

    def __init__(self, name: str, path: Path, number: int) -> None:
        self.name, self.path, self.number = name, path, number

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """The mutant's own spec for its module, none for others."""
        if fullname != self.name:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=str(self.path))
        spec.has_location = True
        return spec

    def exec_module(self, module: object) -> None:
        """Run the changed source."""
        tree = mutated(self.path.read_text(encoding="utf-8"), self.number)
        exec(compile(tree, str(self.path), "exec"), vars(module))  # noqa: S102


def load_anew(name: str, path: Path, number: int) -> None:
    """Have a module that is not loaded yet come with a mutant."""
    sys.meta_path.insert(0, Loader(name, path, number))
