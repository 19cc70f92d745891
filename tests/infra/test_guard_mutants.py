"""Mutants of Python: what is made of a module, that a mutant takes the place of what it changes, and that what is
listed as equivalent is there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from equivalent_guards import EQUIVALENT
from guard_hook import code_of, is_inside, put_in
from guard_mutants import mutants_of
from guard_targets import TARGETS, Target

ROOT = Path(__file__).parents[2]
GUARD = '''
WIDE = False
OPEN = tuple(row for row in ('shut', 'open') if row == 'open')

def may(role, held):
    """Words are left alone."""
    if role is None or not held:
        raise PermissionError
    return True

async def seen(rows, actor):
    await note(actor)
    return [row for row in rows if row.open and row.lead == actor]

def listed(query, actor):
    return query.where(visible(actor), 200 <= actor.status < 400)
'''
MADE = {
    "the other: False", "may: condition turned round: role is None or not held", "may: left out: raise PermissionError",
    "may: condition never true: role is None or not held", "may: without role is None: role is None or not held",
    "may: and for or: role is None or not held", "may: compared otherwise: role is None", "may: the other: True",
    "may: without its not: not held", "seen: left out: await note(actor)",
    "seen: left out: row.open and row.lead == actor",
    "seen: compared otherwise: row.lead == actor",
    "listed: without visible(actor): query.where(visible(actor), 200 <= actor.status < 400)",
    "listed: only its first half: 200 <= actor.status < 400",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of a tree with one module in it."""
    place = tmp_path / "ui" / "commonground" / "ui"
    place.mkdir(parents=True)
    (place / "guarded.py").write_text(GUARD)
    return tmp_path


TARGET = Target("commonground.ui.guarded", ())


def names(tree: Path, **chosen: object) -> dict[str, int]:
    found = mutants_of(TARGET.module, TARGET.path(tree), **chosen)  # type: ignore[arg-type]  # as the caller names them
    return {mutant.name.removeprefix(": "): mutant.number for mutant in found}


def test_each_condition_filter_and_refusal_has_its_mutants(tree: Path) -> None:
    assert set(names(tree)) >= MADE


def test_functions_and_words_choose(tree: Path) -> None:
    assert all(name.startswith("may:") for name in names(tree, only=frozenset({"may"})))
    assert all("visible" in name for name in names(tree, touching=("visible",)))


def test_a_mutant_takes_the_place_of_a_function_that_is_there(tree: Path) -> None:
    module = loaded(tree)
    assert module.may("screener", "record") is True
    number = names(tree)["may: condition turned round: role is None or not held"]
    assert is_inside(tree, TARGET, number)
    put_in(tree, TARGET, number)
    with pytest.raises(PermissionError):
        module.may("screener", "record")


@pytest.mark.parametrize(
    ("mutant", "name", "becomes"),
    [("the other: False", "WIDE", True), ("compared otherwise: row == 'open'", "OPEN", ("shut",))],
)
def test_one_outside_of_functions_is_compiled_anew(tree: Path, mutant: str, name: str, becomes: object) -> None:
    number = names(tree)[mutant]
    assert not is_inside(tree, TARGET, number)
    space: dict[str, object] = {}
    exec(code_of(TARGET.path(tree), TARGET, number), space)
    assert space[name] == becomes


LATER = """
def test_later():
    from commonground.later.guarded import may
    assert may("screener", "record")
"""
RUN = """
import os, sys
from pathlib import Path
support, number = sys.argv[1:]
sys.path[:0] = [support, "later"]
import pytest
from guard_hook import Forker, arguments
from guard_targets import Target
tree, target = Path.cwd(), Target("commonground.later.guarded", ("test_later.py",))
forker = Forker(tree, target, [None, int(number)], 1)
code = pytest.main(arguments(tree, target), plugins=[forker])
if forker.is_copy:
    os._exit(code)
print(forker.codes)
"""


def test_a_mutant_is_noticed_in_a_module_that_only_the_test_imports(tmp_path: Path) -> None:
    place = tmp_path / "later" / "commonground" / "later"
    place.mkdir(parents=True)
    (place / "guarded.py").write_text(GUARD)
    (tmp_path / "test_later.py").write_text(LATER)
    number = next(
        mutant.number
        for mutant in mutants_of("commonground.later.guarded", place / "guarded.py")
        if mutant.name == "may: condition turned round: role is None or not held"
    )
    command = [sys.executable, "-c", RUN, str(ROOT / "tests" / "support"), str(number)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == str({None: 0, number: 1})


def loaded(tree: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(TARGET.module, TARGET.path(tree))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert TARGET.module not in sys.modules
    return module


def test_every_target_is_there_with_its_tests() -> None:
    for target in TARGETS:
        assert mutants_of(target.module, target.path(ROOT), target.only, target.touching), target.module
        assert [test for test in target.tests if not (ROOT / test).is_file()] == []


def test_what_is_listed_as_equivalent_is_there() -> None:
    """A reason for a mutant that nobody makes any more would hide the next one of that name."""
    every = {
        (mutant.module, mutant.name)
        for target in TARGETS
        for mutant in mutants_of(target.module, target.path(ROOT), target.only, target.touching)
    }
    assert EQUIVALENT.keys() - every == set()
