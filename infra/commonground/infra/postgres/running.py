"""What the server's own pid file says, and whether to believe it."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"


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
    folder = lines[4] if len(lines) > 4 else ""
    return PidFile(abs(int(lines[0])), Path(folder), ready=len(lines) > 7 and lines[7].strip() == "ready")


def is_server(pid: int) -> bool:
    """Whether a PostgreSQL process has this number now. After a crash the number may be anybody's."""
    return Path(_command_of(pid)).name.rstrip(":") in {"postgres", "postmaster"}


def answers(folder: Path) -> bool:
    """Whether a server behind the socket in `folder` answers. A killed one may still look alive for a moment.

    Asks for encryption, the one question that takes no password and leaves no line in the log."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.settimeout(5)
        try:
            door.connect(str(folder / SOCKET_NAME))
            door.sendall(struct.pack("!ii", 8, 80877103))
            return door.recv(1) in {b"N", b"S"}
        except OSError:
            return False


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
