"""A random password for every database role, kept in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from commonground.infra.postgres.errors import ServerError

SUPERUSER = "postgres"


class Passwords:
    """Role → password. Every password is written down, durably, before it is told."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def made_for(self, roles: Iterable[str]) -> dict[str, str]:
        """The passwords of `roles`; those without one get one."""
        held = self._read()
        missing = [role for role in roles if role not in held]
        if missing:
            held |= {role: secrets.token_urlsafe(24) for role in missing}
            self._write(held)
        return {role: held[role] for role in roles}

    def of(self, role: str) -> str:
        """The password of a role that must have one. Raises `ServerError`."""
        held = self._read()
        if role not in held:
            raise ServerError(
                f"{self._file} holds no password for {role}. Restore the file; or, to begin anew with an empty "
                f"database, remove {self._file.parent}."
            )
        return held[role]

    def _read(self) -> dict[str, str]:
        return dict(json.loads(self._file.read_text())) if self._file.exists() else {}

    def _write(self, held: dict[str, str]) -> None:
        part = self._file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(held, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        part.rename(self._file)
