"""What the server's own pid file says, and whether to believe it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PidFile:
    """The lines of `postmaster.pid` that matter here."""

    pid: int
    socket: Path
    ready: bool


def read_pid_file(path: Path) -> PidFile | None:
    """None when there is none, or when the server has only begun to write it."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].lstrip("-").isdigit():
        return None
    socket = lines[4] if len(lines) > 4 else ""
    return PidFile(abs(int(lines[0])), Path(socket), ready=len(lines) > 7 and lines[7].strip() == "ready")


def is_server(pid: int) -> bool:
    """Whether a PostgreSQL process has this number now. After a crash the number may be anybody's."""
    return Path(_command_of(pid)).name.rstrip(":") in {"postgres", "postmaster"}


def _command_of(pid: int) -> str:
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]).split(" ")[0]
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
    told = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return told.stdout.strip()


def forget_stale(pid_file: Path, socket_folder: Path) -> None:
    """Remove lock files whose process is gone or is not a server.

    The server trusts any living process with that number, and would refuse to start after a restart of the machine."""
    for file in (pid_file, *socket_folder.glob(".s.PGSQL.*.lock")):
        found = read_pid_file(file)
        if found and not is_server(found.pid):
            file.unlink(missing_ok=True)
