"""Puts mutants in the place of their module, in processes that are forked for them and end with them.

One process for each target imports everything and lets pytest collect; then it forks once for every mutant. A mutant
inside a function is put into the functions that are there already. One outside of them (a table, a default) cannot be:
for it the module is compiled anew in a process of its own, before anything of ours is imported."""

from __future__ import annotations

import ast
import gc
import importlib
import importlib.abc
import importlib.machinery
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import CO_NEWLOCALS
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from guard_mutants import mutated
from guard_targets import ROOMS, Target

LONGEST = 900
TIMED_OUT = 1  # a guard that never answers lets nobody in, and is noticed


class _Changed(importlib.machinery.SourceFileLoader):
    """Compiles the mutant instead of the file; writes no bytecode."""

    def __init__(self, name: str, path: str, target: Target, number: int) -> None:
        super().__init__(name, path)
        self._target, self._number = target, number

    def get_code(self, fullname: str) -> CodeType:
        return code_of(Path(self.path), self._target, self._number)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, target: Target, number: int) -> None:
        self._target, self._number = target, number

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._target.module:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found is not None and found.origin is not None:
            found.loader = _Changed(name, found.origin, self._target, self._number)
        return found


def code_of(path: Path, target: Target, number: int | None) -> CodeType:
    """The module's code with this mutant in it; as it is for None."""
    if number is None:
        return compile(ast.parse(path.read_text(encoding="utf-8")), str(path), "exec", dont_inherit=True)
    tree = mutated(path, number, target.only, target.touching)
    return compile(tree, str(path), "exec", dont_inherit=True)


def is_inside(copy: Path, target: Target, number: int) -> bool:
    """Whether the mutant changes nothing but bodies of functions."""
    path = target.path(copy)
    return _same_outside(code_of(path, target, None), code_of(path, target, number))


def _same_outside(one: CodeType, other: CodeType) -> bool:
    if one.co_code != other.co_code or one.co_names != other.co_names or len(one.co_consts) != len(other.co_consts):
        return False
    for mine, theirs in zip(one.co_consts, other.co_consts, strict=True):
        if isinstance(mine, CodeType) and isinstance(theirs, CodeType):
            if not _is_function(mine) and not _same_outside(mine, theirs):
                return False
        elif mine != theirs or type(mine) is not type(theirs):
            return False
    return True


def _is_function(code: CodeType) -> bool:
    """A comprehension is none: outside of functions it has run by the time that a mutant could be put in."""
    return bool(code.co_flags & CO_NEWLOCALS) and not code.co_name.startswith("<")


def prepare(copy: Path, target: Target, number: int | None) -> None:
    """Call before anything of ours is imported."""
    loaded = [name for name in sys.modules if name.startswith("commonground.")]
    if loaded:
        raise RuntimeError(f"imported too early: {loaded[:3]}")
    sys.path[:0] = [*(str(copy / room) for room in ROOMS), str(copy / "tests" / "support")]
    if number is not None:
        sys.meta_path.insert(0, _Finder(target, number))
    _share_the_server()


def _share_the_server() -> None:
    """The one server that is running already, instead of one of this run's own."""
    folder = Path(os.environ["GUARD_SERVER"])
    postgres = importlib.import_module("postgres")
    postgres.__dict__["claim_server_folder"] = lambda: _claimed(folder)
    postgres.__dict__["remove_server"] = lambda _folder: None


def _claimed(folder: Path) -> Path:
    os.environ["TEST_POSTGRES_DIR"] = str(folder)
    return folder


def put_in(copy: Path, target: Target, number: int) -> None:
    """Give the functions that are there the mutant's code."""
    new = dict(_functions_in(code_of(target.path(copy), target, number)))
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__module__ == target.module:
            code = new.get(each.__code__.co_qualname)
            if code is not None and code.co_freevars == each.__code__.co_freevars:
                each.__code__ = code


def _functions_in(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const.co_qualname, const
            yield from _functions_in(const)


@dataclass
class Forker:
    """A pytest plugin: after collecting, a process for each mutant, of which `side_by_side` at once. None is the module
    as it is. `codes` holds how each ended."""

    copy: Path
    target: Target
    numbers: Sequence[int | None]
    side_by_side: int
    codes: dict[int | None, int] = field(default_factory=dict)
    is_copy: bool = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed:
            return None
        # Pages and what they ask are imported when the application is made: then a mutant would find nothing to change.
        importlib.import_module(self.target.module)
        gc.collect()
        gc.freeze()
        waiting, running = list(reversed(self.numbers)), dict[int, tuple[int | None, float]]()
        while waiting or running:
            while waiting and len(running) < self.side_by_side:
                number = waiting.pop()
                child = os.fork()
                if child == 0:
                    self._become(number)
                    return None
                running[child] = (number, time.monotonic())
            time.sleep(0.01)
            self._gather(running)
            if self.codes.get(None):
                return True  # the tests fail without a mutant
        return True

    def _become(self, number: int | None) -> None:
        os.setsid()
        self.is_copy = True
        out = os.open(said_by(self.copy, self.target, number), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(out, stream)
        if number is not None:
            gc.unfreeze()
            put_in(self.copy, self.target, number)

    def _gather(self, running: dict[int, tuple[int | None, float]]) -> None:
        for child, (number, began) in list(running.items()):
            code = ended(child, began)
            if code is not None:
                self.codes[number] = code
                del running[child]


def said_by(copy: Path, target: Target, number: int | None) -> Path:
    return copy / f"out.{target.module}.{'itself' if number is None else number}"


def ended(child: int, began: float) -> int | None:
    """The exit code; None while it runs."""
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() - began < LONGEST:
        return None
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMED_OUT


def arguments(copy: Path, target: Target) -> list[str]:
    """pytest's. Output is caught in memory: a file would be shared by all who are forked."""
    ignored = "ignore::pytest.PytestAssertRewriteWarning"
    quiet = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--capture=sys", "-W", ignored]
    return [*quiet, "--rootdir", str(copy), *target.tests]


Codes = Mapping[int | None, int]
