"""Where the server keeps its files, and its socket."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from commonground.infra.postgres.account import Account
from commonground.infra.postgres.errors import ServerError
from commonground.infra.postgres.running import SOCKET_NAME

ROOTS_PLACE = Path("/var/lib/commonground")
# The kernel allows 107 bytes for a socket's path on Linux, 103 on macOS.
_LONGEST_SOCKET = 103


@dataclass(frozen=True)
class Places:
    """The folder of one server and what stands in it."""

    home: Path
    state_dir: Path

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def half_made(self) -> Path:
        return self.home / "postgres.part"

    @property
    def configuration(self) -> Path:
        return self.home / "server.conf"

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgres.log"

    @property
    def passwords(self) -> Path:
        return self.home / "passwords.json"

    @property
    def lease(self) -> Path:
        return self.home / "users.lock"

    @property
    def scratch_mark(self) -> Path:
        """Stands in the folder of a server for tests and names its state folder, so that leftovers can be told."""
        return self.home / "scratch-of"

    @property
    def pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    @property
    def socket(self) -> Path:
        """A folder with a path short enough for a socket: inside `home` if that is short, else in the system's
        temporary folder under a name that this state folder always yields."""
        inside = self.home / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= _LONGEST_SOCKET:
            return inside
        short = Path(tempfile.gettempdir())
        if len(os.fsencode(short)) > 60:
            short = Path("/tmp")  # noqa: S108  # ownership and mode of the folder below are checked before use
        return short / f"commonground-{os.geteuid()}-{_digest(self.home)}"

    def prepare(self, account: Account) -> None:
        """Make the folders with the rights they need. The server's account owns only what it must write."""
        if account.lent:
            ROOTS_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
            ROOTS_PLACE.chmod(0o755)
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711 if account.lent else 0o700)
        self.log.parent.mkdir(exist_ok=True)
        account.own(self.log.parent, 0o700)
        self._prepare_socket(account)

    def _prepare_socket(self, account: Account) -> None:
        """A folder in a shared temporary place may have been put there by somebody else: refuse it then."""
        self.socket.mkdir(mode=0o700, exist_ok=True)
        found = self.socket.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.uid}:
            raise ServerError(f"{self.socket} belongs to somebody else. Remove it, or set TMPDIR to another folder.")
        account.own(self.socket, 0o700)


def places_for(state_dir: Path, account: Account) -> Places:
    """Below the state folder; but root's server, which cannot enter a private home, stands under /var/lib."""
    whole = state_dir.resolve()
    return Places(ROOTS_PLACE / _digest(whole) if account.lent else whole / "postgres", whole)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
