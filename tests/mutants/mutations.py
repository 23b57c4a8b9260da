"""What is changed: every place of a source where one small change makes a mutant.

A mutant is known by its number within its file. Left out is only what does nothing: docstrings, annotations, imports.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}
WORDS = {
    "lower": "upper",
    "upper": "lower",
    "startswith": "endswith",
    "endswith": "startswith",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
}
LEFT_OUT = {"annotation", "returns", "type_comment"}


@dataclass(frozen=True)
class Mutant:
    """One change of one file; `lines` are those of the statement it stands in, `within`: inside a function."""

    number: int
    line: int
    lines: tuple[int, int]
    within: bool
    what: str


Apply = Callable[[], None]
Place = tuple[ast.AST, str, int | None]  # parent, field, index in a list


def _put(place: Place, node: ast.AST) -> Apply:
    parent, name, index = place

    def put() -> None:
        if index is None:
            setattr(parent, name, node)
        else:
            getattr(parent, name)[index] = node

    return put


def _set(node: ast.AST, name: str, value: object) -> Apply:
    return lambda: setattr(node, name, value)


def _none(place: Place) -> tuple[str, Apply]:
    return "None", _put(place, ast.Constant(None))


def _is_none(node: ast.AST | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _constant(node: ast.Constant, place: Place) -> Iterator[tuple[str, Apply]]:
    value = node.value
    if isinstance(value, bool):
        yield repr(not value), _put(place, ast.Constant(not value))
    elif isinstance(value, (int, float)):
        yield repr(value + 1), _put(place, ast.Constant(value + 1))
    elif isinstance(value, str):
        yield "another text", _put(place, ast.Constant(f"XX{value}XX"))


def _call(node: ast.Call) -> Iterator[tuple[str, Apply]]:
    for index, given in enumerate(node.args):
        if not isinstance(given, ast.Starred) and not _is_none(given):
            words, apply = _none((node, "args", index))
            yield f"argument {index + 1} {words}", apply
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is None:
            continue
        kept = node.keywords[:index] + node.keywords[index + 1 :]
        yield f"without {keyword.arg}", _set(node, "keywords", kept)
        if not _is_none(keyword.value):
            words, apply = _none((keyword, "value", None))
            yield f"{keyword.arg} {words}", apply


def _negated(node: ast.expr, place: Place) -> Iterator[tuple[str, Apply]]:
    """The other way round, for conditions that no other change turns."""
    turned = isinstance(node, (ast.Compare, ast.BoolOp)) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )
    if not turned:
        yield "not", _put(place, ast.UnaryOp(ast.Not(), node))


def _changes(node: ast.AST, place: Place) -> Iterator[tuple[str, Apply]]:
    """Each change of one node, itself or in its place, as a few words and what makes it."""
    parent, name, _ = place
    if name in ("test", "ifs") and isinstance(node, ast.expr):
        yield from _negated(node, place)
    match node:
        case ast.Constant():
            yield from _constant(node, place)
        case ast.Compare():
            for index, op in enumerate(node.ops):
                other = COMPARISONS[type(op)]
                yield other.__name__, _put((node, "ops", index), other())
        case ast.BoolOp():
            other_bool = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield type(other_bool).__name__, _set(node, "op", other_bool)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "without the sign", _put(place, node.operand)
        case ast.BinOp() if type(node.op) in OPERATORS:
            yield OPERATORS[type(node.op)].__name__, _set(node, "op", OPERATORS[type(node.op)]())
        case ast.AugAssign():
            yield "=", _put(place, ast.Assign([node.target], node.value))
            if type(node.op) in OPERATORS:
                yield OPERATORS[type(node.op)].__name__, _set(node, "op", OPERATORS[type(node.op)]())
        case ast.Assign() | ast.AnnAssign() if not _is_none(node.value):
            yield _none((node, "value", None))
        case ast.Lambda() if not _is_none(node.body):
            yield _none((node, "body", None))
        case ast.Break():
            yield "continue", _put(place, ast.Continue())
        case ast.Continue():
            yield "break", _put(place, ast.Break())
        case ast.Call():
            yield from _call(node)
        case ast.Attribute() if node.attr in WORDS and isinstance(parent, ast.Call) and name == "func":
            yield WORDS[node.attr], _set(node, "attr", WORDS[node.attr])
        case ast.Name() if node.id in WORDS and isinstance(parent, ast.Call):
            yield WORDS[node.id], _set(node, "id", WORDS[node.id])


def _docstring(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> bool:
    first = name == "body" and index == 0 and isinstance(parent, (ast.Module, ast.ClassDef, ast.FunctionDef))
    return first and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Place]]:
    for name, value in ast.iter_fields(node):
        if name in LEFT_OUT:
            continue
        if isinstance(value, ast.AST):
            yield value, (node, name, None)
        elif isinstance(value, list):
            for index, child in enumerate(value):
                if isinstance(child, ast.AST) and not _docstring(node, name, index, child):
                    yield child, (node, name, index)


def _header(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement without the statements inside it."""
    body = getattr(node, "body", None)
    end = body[0].lineno - 1 if isinstance(body, list) and body else (node.end_lineno or node.lineno)
    return node.lineno, max(node.lineno, end)


def _walk(
    node: ast.AST, lines: tuple[int, int], within: bool
) -> Iterator[tuple[ast.AST, tuple[int, int], bool, str, Apply]]:
    for child, place in _children(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            continue
        here = _header(child) if isinstance(child, ast.stmt) else lines
        inside = within or (isinstance(node, ast.FunctionDef) and place[1] == "body")
        for what, apply in _changes(child, place):
            yield child, here, inside, what, apply
        yield from _walk(child, here, inside)


def _said(node: ast.AST) -> str:
    text = ast.unparse(node).replace("\n", " ")
    return text if len(text) <= 70 else f"{text[:67]}..."


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a source, in the order of the source."""
    found = []
    for number, (node, lines, within, what, _) in enumerate(_walk(ast.parse(source), (1, 1), False)):
        line = getattr(node, "lineno", lines[0])
        found.append(Mutant(number, line, lines, within, f"{_said(node)}  ->  {what}"))
    return found


def mutated(source: str, number: int) -> ast.Module:
    """The tree of a source with one of its mutants made."""
    tree = ast.parse(source)
    for at, (*_, apply) in enumerate(_walk(tree, (1, 1), False)):
        if at == number:
            apply()
            return ast.fix_missing_locations(tree)
    raise LookupError(f"There is no mutant {number}.")
