"""Who the server runs as: PostgreSQL refuses root, so root lends it an account that already exists."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from commonground.infra.postgres.errors import ServerError

# `nobody` comes last: other services may share it.
_LENT_BY_ROOT = ("commonground", "postgres", "nobody")


@dataclass(frozen=True)
class Finished:
    """A command that ended: its exit code and everything it said."""

    code: int
    said: str


@dataclass(frozen=True)
class Account:
    """The user that owns the server's files. `lent` when root starts it for somebody else."""

    uid: int
    gid: int
    lent: bool

    def own(self, path: Path, mode: int) -> None:
        """Give `path` to this account, never following a link somebody may have put there."""
        if self.lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        path.chmod(mode)

    def run(self, command: Sequence[str | Path], *, seconds: float = 120, given: str = "") -> Finished:
        """Run a server program as this account, with an environment that carries none of our secrets.

        Output goes through a file: a pipe would stay open as long as a server started by `pg_ctl` lives."""
        with TemporaryFile("w+") as said, TemporaryFile("w+") as told:
            told.write(given)
            told.seek(0)
            lent = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}
            done = subprocess.run(
                [str(part) for part in command],
                stdin=told,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                umask=0o077,
                timeout=seconds,
                check=False,
                **lent,  # type: ignore[call-overload]  # the stub has no overload for optional credentials
            )
            said.seek(0)
            return Finished(done.returncode, said.read())


def server_account() -> Account:
    """The present user, or an unprivileged account when that is root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), lent=False)
    for name in _LENT_BY_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, lent=True)
    raise ServerError(
        f"PostgreSQL refuses to run as root and none of the accounts {', '.join(_LENT_BY_ROOT)} exists. "
        "Create one with `useradd --system postgres`, or set COMMONGROUND_DATABASE_URL to a server of your own."
    )
