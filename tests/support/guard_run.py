"""Runs mutants of the guards, each in a process of its own (`guard_hook.py`), over a copy of the tree, until the first
test fails.

`python tests/support/guard_run.py --most 40 --seed 7 --only access.decide,ui.edge` for a part. Prints one line of JSON
at the end, and what survived on standard error."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from equivalent_guards import EQUIVALENT
from guard_mutants import GuardMutant, mutants_of
from guard_targets import ROOMS, TARGETS, Target

ROOT = Path(__file__).parents[2]

# pytest's own codes for having run nothing.
_NO_TESTS = (4, 5)
# Imported once, before the processes are made: everybody else's code, nothing of ours.
_HEAVY = ("pytest", "sqlalchemy.ext.asyncio", "sqlalchemy.dialects.postgresql.asyncpg",
          "litestar", "litestar.testing", "httpx", "jinja2", "wtforms", "babel", "authlib", "structlog",
          "asyncpg", "alembic.command", "holidays", "rapidfuzz", "dramatiq", "phonenumbers", "granian")  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """One mutant, and whether a test noticed it."""

    mutant: GuardMutant
    killed: bool


@contextmanager
def copied_tree() -> Iterator[Path]:
    """A copy of what is needed to run tests: nobody's edits get in between, and nothing is written to the checkout."""
    with tempfile.TemporaryDirectory(prefix="cg-guards-") as folder:
        copy = Path(folder)
        for name in (*ROOMS, "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        yield copy


@contextmanager
def one_server(copy: Path) -> Iterator[str]:
    """A server for every mutant, in a process of its own. Gives the folder by which tests find it."""
    keep = (
        "import sys, os; sys.path.insert(0, 'tests/support')\n"
        "from postgres import claim_server_folder, running_server, remove_server\n"
        "folder = claim_server_folder()\n"
        "with running_server(): print(folder, flush=True); sys.stdin.read()\n"
        "remove_server(folder)"
    )
    command = [sys.executable, "-c", keep]
    with subprocess.Popen(command, cwd=copy, env=environment(copy), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as server:  # fmt: skip
        assert server.stdin
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()
            server.wait(60)


def environment(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(copy / room) for room in ROOMS)}


def run_target(copy: Path, target: Target, numbers: Sequence[int], side_by_side: int) -> dict[int, int]:
    """pytest's exit code for each mutant of the target. Raises `RuntimeError` when its tests fail without a mutant."""
    hook = importlib.import_module("guard_hook")
    inside = [number for number in numbers if hook.is_inside(copy, target, number)]
    (codes,) = _in_processes(copy, target, [[None, *inside]], side_by_side)
    if codes.pop("null", 1):
        said = hook.said_by(copy, target, None)
        raise RuntimeError(f"{target.module}: its tests fail without a mutant\n{_end_of(said)}")
    alone = [[number] for number in numbers if number not in set(inside)]
    every = [codes, *_in_processes(copy, target, alone, side_by_side)]
    found = {int(number): code for each in every for number, code in each.items()}
    missing = set(numbers) - found.keys()
    if missing:
        raise RuntimeError(f"{target.module}: nothing is known of {sorted(missing)[:3]}")
    return found


def _in_processes(
    copy: Path, target: Target, groups: Sequence[Sequence[int | None]], side_by_side: int
) -> list[dict[str, int]]:
    """A process for each group of mutants, which imports what the target's tests need. One number alone is compiled
    into its module first; more are put in after forking."""
    waiting, running, found = list(groups), dict[int, Path](), list[dict[str, int]]()
    while waiting or running:
        while waiting and len(running) < side_by_side:
            numbers = waiting.pop()
            kept = copy / f"codes.{target.module}.{numbers[-1]}.json"
            running[_start(copy, target, numbers, side_by_side, kept)] = kept
        child, _ = os.wait()
        kept = running.pop(child)
        found.append(json.loads(kept.read_text()) if kept.exists() else {})
    return found


def _start(copy: Path, target: Target, numbers: Sequence[int | None], side_by_side: int, kept: Path) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            codes = _collect(copy, target, numbers, side_by_side)
            kept.write_text(json.dumps(codes))
        except BaseException:  # noqa: BLE001  # whatever happens, the copy of this program ends here
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)
    return child


def _collect(copy: Path, target: Target, numbers: Sequence[int | None], side_by_side: int) -> dict[str, int]:
    hook, pytest = importlib.import_module("guard_hook"), importlib.import_module("pytest")
    alone = numbers[0] if len(numbers) == 1 else None
    out = os.open(copy / f"out.{target.module}.collecting", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.chdir(copy)
    hook.prepare(copy, target, alone)
    if alone is not None:
        return {str(alone): _quietly(copy, target, alone)}
    forker = hook.Forker(copy, target, numbers, side_by_side)
    code = int(pytest.main(hook.arguments(copy, target), plugins=[forker]))
    if forker.is_copy:
        os._exit(code)
    return {json.dumps(number): found for number, found in forker.codes.items()}


def _quietly(copy: Path, target: Target, number: int) -> int:
    """Here, with the mutant's module imported; for as long as one may take."""
    hook, pytest = importlib.import_module("guard_hook"), importlib.import_module("pytest")
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(hook.LONGEST)
    out = os.open(hook.said_by(copy, target, number), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(out, stream)
    return int(pytest.main(hook.arguments(copy, target)))


def _too_long(*_: object) -> None:
    raise TimeoutError("a guard that never answers lets nobody in, and is noticed")


def _end_of(path: Path) -> str:
    return path.read_text(errors="replace")[-3000:] if path.exists() else "nothing was said"


def chosen(copy: Path, only: str, named: str, most: int | None, seed: int) -> list[tuple[Target, GuardMutant]]:
    found = [
        (target, mutant)
        for target in TARGETS
        if any(part in target.module for part in only.split(","))
        for mutant in mutants_of(target.module, target.path(copy), target.only, target.touching)
        if (mutant.module, mutant.name) not in EQUIVALENT and re.search(named, mutant.name)
    ]
    dice = random.Random(seed)
    return found if most is None or most >= len(found) else dice.sample(found, most)


def try_all(copy: Path, picked: Sequence[tuple[Target, GuardMutant]], side_by_side: int) -> list[Tried]:
    """A target whose tests do not run is told on standard error, and none of its mutants counts as killed."""
    found: list[Tried] = []
    for target in dict.fromkeys(target for target, _ in picked):
        began = time.monotonic()
        mutants = {mutant.number: mutant for each, mutant in picked if each == target}
        try:
            codes = run_target(copy, target, list(mutants), side_by_side)
        except RuntimeError as error:
            sys.stderr.write(f"  {error}\n")
            codes = dict.fromkeys(mutants, 0)
        found += [Tried(mutants[number], code not in (0, *_NO_TESTS)) for number, code in codes.items()]
        survivors = [mutants[number] for number, code in sorted(codes.items()) if code in (0, *_NO_TESTS)]
        seconds = time.monotonic() - began
        sys.stderr.write(f"  {target.module}: {len(codes)} mutants, {len(survivors)} survived, {seconds:.0f} s\n")
        sys.stderr.writelines(f"    survived: {mutant}\n" for mutant in survivors)
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int)
    asked.add_argument("--seed", type=int, default=20261121)
    asked.add_argument("--only", default="")
    asked.add_argument("--named", default="", help="a pattern, as the survivors are printed")
    asked.add_argument("--side-by-side", type=int, default=2)
    given = asked.parse_args()
    began = time.monotonic()
    with copied_tree() as copy:
        os.environ.update(environment(copy))
        with one_server(copy) as folder:
            os.environ["GUARD_SERVER"] = folder
            for name in _HEAVY:
                importlib.import_module(name)
            tried = try_all(copy, chosen(copy, given.only, given.named, given.most, given.seed), given.side_by_side)
    killed = sum(each.killed for each in tried)
    figures = {"mutants": len(tried), "killed": killed, "equivalent": len(EQUIVALENT)}
    sys.stdout.write(json.dumps(figures | {"seconds": round(time.monotonic() - began)}) + "\n")


if __name__ == "__main__":
    main()
