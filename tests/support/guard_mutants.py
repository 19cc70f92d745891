"""Mutants of Python: each condition, filter and refusal of a module, weakened or turned round, one at a time.

Made from the syntax tree alone; nothing is imported and no file is written (`guard_hook.py` puts a mutant in the place
of its module). mutmut and cosmic-ray were looked at: the one changes only bodies of functions, so no table of roles,
and the other writes into the checkout."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_OPPOSITES = ("== !=", "is is-not", "in not-in")
_NEIGHBOURS = ("< <=", "> >=")


def _comparing(sign: str) -> type[ast.cmpop]:
    compared = ast.parse(f"a {sign.replace('-', ' ')} b", mode="eval").body
    assert isinstance(compared, ast.Compare)
    return type(compared.ops[0])


def _pairs(*pairs: str) -> dict[type[ast.cmpop], type[ast.cmpop]]:
    found: dict[type[ast.cmpop], type[ast.cmpop]] = {}
    for pair in pairs:
        one, other = map(_comparing, pair.split())
        found |= {one: other, other: one}
    return found


_OPPOSITE = _pairs(*_OPPOSITES)
_TURNED = _OPPOSITE | _pairs(*_NEIGHBOURS)
_JOINED = {"or_": "and_", "and_": "or_"}
_FILTERS = {"where", "or_", "and_", "filter"}
# A log line or a measure guards nothing.
_QUIET = {"log", "logger"}


@dataclass(frozen=True)
class GuardMutant:
    """One change. `number` finds it again in the same source; `name` says what it is, and does not move with lines."""

    module: str
    number: int
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.name}"


@dataclass
class _Change:
    name: str
    line: int
    apply: Callable[[], None]


@dataclass
class _Walk:
    """Goes through a tree in a fixed order and says what could be changed. `only`: names of functions."""

    only: frozenset[str] = frozenset()
    where: list[str] = field(default_factory=list)

    def changes(self, node: ast.AST) -> Iterator[_Change]:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named:
            self.where.append(node.name)  # type: ignore[attr-defined]  # those three have one
        if self._wanted():
            yield from self._of(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self.changes(child)
        if named:
            self.where.pop()

    def _wanted(self) -> bool:
        return not self.only or bool(self.only.intersection(self.where))

    def _of(self, node: ast.AST) -> Iterator[_Change]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            if isinstance(value, ast.expr):
                for what, new in _instead(value, test_of=node if name == "test" else None):
                    yield self._change(what, value, _set(node, name, new))
            elif isinstance(value, list):
                yield from self._in_list(node, name, value)

    def _in_list(self, node: ast.AST, name: str, items: list[ast.AST]) -> Iterator[_Change]:
        for place, item in enumerate(items):
            if isinstance(item, ast.expr):
                for what, new in _instead(item, test_of=node if name == "ifs" else None):
                    yield self._change(what, item, _put(items, place, new))
                if name == "ifs" or (name == "elts" and len(items) > 1 and _is_one_of_many(node, item)):
                    yield self._change("left out", item, _take(items, place))
            elif isinstance(item, ast.Raise) or _is_step(item):
                yield self._change("left out", item, _put(items, place, ast.Pass()))
            elif isinstance(item, ast.Return) and item.value is not None and _says_yes_or_no(node):
                turned = ast.Return(ast.UnaryOp(ast.Not(), item.value))
                yield self._change("turned round", item, _put(items, place, turned))

    def _change(self, what: str, node: ast.AST, apply: Callable[[], None]) -> _Change:
        source = " ".join(ast.unparse(node).split())
        return _Change(f"{'.'.join(self.where)}: {what}: {source}", getattr(node, "lineno", 0), apply)


def _instead(node: ast.expr, *, test_of: ast.AST | None) -> Iterator[tuple[str, ast.expr]]:
    """What could stand in the place of this expression, nothing twice. `test_of`: whose condition it is."""
    if test_of is not None:
        if not _can_be_turned(node):
            yield "condition turned round", ast.UnaryOp(ast.Not(), node)
        if isinstance(test_of, ast.If):
            yield "condition never true", ast.Constant(value=False)
    if isinstance(node, ast.Compare):
        yield from _other_comparisons(node)
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif not (isinstance(node, ast.UnaryOp) and test_of is not None):
        yield from _other_logic(node)


def _other_logic(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BoolOp():
            for place, dropped in enumerate(node.values):
                kept = node.values[:place] + node.values[place + 1 :]
                new = kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
                yield f"without {ast.unparse(dropped)}", new
            yield "and for or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield "without its not", node.operand
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            yield f"without {ast.unparse(node.right)}", node.left
            yield f"without {ast.unparse(node.left)}", node.right
        case ast.Constant(value=bool() as value):
            yield "the other", ast.Constant(value=not value)
        case ast.IfExp():
            yield "always the first", node.body
            yield "always the other", node.orelse


def _other_comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.expr]]:
    match node.ops:
        case [op] if type(op) in _TURNED:
            yield "compared otherwise", ast.Compare(node.left, [_TURNED[type(op)]()], node.comparators)
        case [first, second]:
            middle = node.comparators[0]
            yield "only its first half", ast.Compare(node.left, [first], [middle])
            yield "only its second half", ast.Compare(middle, [second], [node.comparators[1]])


def _can_be_turned(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITE


def _other_calls(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _FILTERS:
        return
    for place, dropped in enumerate(call.args):
        kept = call.args[:place] + call.args[place + 1 :]
        without: ast.expr = ast.Call(call.func, kept, call.keywords)
        if not kept and isinstance(call.func, ast.Attribute):
            without = call.func.value
        yield f"without {ast.unparse(dropped)}", without
    if name in _JOINED and isinstance(call.func, ast.Name):
        joined = ast.parse(f"__import__('sqlalchemy').{_JOINED[name]}", mode="eval").body
        yield f"{_JOINED[name]} for {name}", ast.Call(joined, call.args, call.keywords)


def _is_one_of_many(whole: ast.AST, item: ast.expr) -> bool:
    """An element of a set; of a tuple only what filters rows."""
    return isinstance(whole, ast.Set) or (isinstance(whole, ast.Tuple) and "visible" in ast.unparse(item))


def _is_step(node: ast.AST) -> bool:
    """A statement that does something and keeps no value: a check, an entry in the trail, a header."""
    if not isinstance(node, ast.Expr):
        return False
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    if not isinstance(call, ast.Call):
        return False
    first = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return not (isinstance(first, ast.Name) and first.id in _QUIET)


def _says_yes_or_no(function: ast.AST) -> bool:
    returns = getattr(function, "returns", None)
    return isinstance(returns, ast.Name) and returns.id == "bool"


def _set(node: ast.AST, name: str, new: ast.expr) -> Callable[[], None]:
    return lambda: setattr(node, name, new)


def _put(items: list[ast.AST], place: int, new: ast.AST) -> Callable[[], None]:
    return lambda: items.__setitem__(place, new)


def _take(items: list[ast.AST], place: int) -> Callable[[], None]:
    return lambda: items.__delitem__(place)


def _changes(tree: ast.Module, only: frozenset[str], touching: tuple[str, ...]) -> list[_Change]:
    found = [*_Walk(only).changes(tree), *_wider_roles(tree)]
    return [each for each in found if not touching or any(word in each.name for word in touching)]


def _wider_roles(tree: ast.Module) -> Iterator[_Change]:
    """In a table of roles: each action given to each role that has it not, for the whole council."""
    sets = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign)
            for target in node.targets if isinstance(target, ast.Name)}  # fmt: skip
    every = _actions(tree, {})
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "RoleCard":
            (council,) = [keyword for keyword in call.keywords if keyword.arg == "council"]
            having = _actions(council.value, sets)
            for action in sorted(every - having):
                more = ast.Set([ast.Attribute(ast.Name("Action", ast.Load()), action, ast.Load())])
                new = ast.BinOp(copy.deepcopy(council.value), ast.BitOr(), more)
                name = f"{ast.unparse(call.args[0])}: may {action} in the whole council"
                yield _Change(name, call.lineno, _set(council, "value", new))


def _is_action(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Action"


def _actions(value: ast.AST, sets: dict[str, ast.expr]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(value):
        if isinstance(node, ast.Attribute) and _is_action(node):
            found.add(node.attr)
        if isinstance(node, ast.Name) and node.id in sets:
            found |= _actions(sets[node.id], sets)
    return found


def mutants_of(
    module: str, path: Path, only: frozenset[str] = frozenset(), touching: tuple[str, ...] = ()
) -> list[GuardMutant]:
    """Every mutant of a module; of the functions `only`, and of what has one of the words `touching` in it."""
    found = _changes(ast.parse(path.read_text(encoding="utf-8")), only, touching)
    return [GuardMutant(module, number, change.name, change.line) for number, change in enumerate(found)]


def mutated(path: Path, number: int, only: frozenset[str], touching: tuple[str, ...]) -> ast.Module:
    """The module's tree with this one mutant in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    _changes(tree, only, touching)[number].apply()
    return ast.fix_missing_locations(tree)
