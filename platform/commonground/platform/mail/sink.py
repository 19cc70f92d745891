"""The demonstration's caught mail: files in the state folder, newest first.

Only demonstrations have one. In production every function that takes settings refuses, so that no page can ever show
somebody's real mail."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from commonground.platform.settings import PREFIX, Settings, SettingsError

# Enough for a demonstration; a load test would otherwise fill the disk.
KEPT = 5_000
_ID = re.compile(r"^[0-9]{16}-[0-9a-f]{8}$")


@dataclass(frozen=True)
class CaughtMessage:
    """One message as it arrived. `recipients` are the envelope's: hidden copies are among them."""

    id: str
    arrived_at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str


def refuse_production(settings: Settings) -> None:
    """Raises `SettingsError` unless this is a demonstration."""
    if not settings.is_demo:
        raise SettingsError(f"The mail sink is for demonstrations only: {PREFIX}MODE is {settings.mode!r}.")


def sink_folder(settings: Settings) -> Path:
    refuse_production(settings)
    return Path(settings.state_dir) / "mail"


def list_messages(settings: Settings, limit: int = 50) -> list[CaughtMessage]:
    """The newest messages, newest first."""
    folder = sink_folder(settings)
    read = (read_message(settings, name) for name in sorted(_ids(folder), reverse=True)[:limit])
    return [message for message in read if message]


def read_message(settings: Settings, message_id: str) -> CaughtMessage | None:
    """One message, or None for an id that names none; an id is never taken as a path."""
    if not _ID.match(message_id):
        return None
    try:
        stored = (sink_folder(settings) / f"{message_id}.eml").read_bytes()
    except FileNotFoundError:
        return None
    envelope, _, content = stored.partition(b"\n\n")
    sender, *recipients = envelope.decode().splitlines()
    parsed = message_from_bytes(content, policy=default)
    return CaughtMessage(
        id=message_id,
        arrived_at=datetime.fromtimestamp(int(message_id[:16]) / 1e6, tz=UTC),
        sender=sender,
        recipients=tuple(recipients),
        subject=str(parsed.get("Subject", "")),
        text=_text(parsed),
    )


def keep_message(folder: Path, sender: str, recipients: Sequence[str], content: bytes) -> str:
    """Store one message whole or not at all; its id. The oldest go when there are too many."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    message_id = f"{time.time_ns() // 1000:016d}-{os.urandom(4).hex()}"
    part = folder / f"{message_id}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        # Lines of the envelope cannot hold a line break: SMTP's own commands end at one.
        out.write("\n".join([sender, *recipients]).encode() + b"\n\n" + content)
    part.rename(folder / f"{message_id}.eml")
    if message_id.endswith("00"):  # now and then: about once in 256 messages
        for old in sorted(_ids(folder))[:-KEPT]:
            (folder / f"{old}.eml").unlink(missing_ok=True)
    return message_id


def _ids(folder: Path) -> list[str]:
    return [file.stem for file in folder.glob("*.eml") if _ID.match(file.stem)]


def _text(parsed: EmailMessage) -> str:
    """What the reader sees: the plain text, else the HTML as it is (a page must escape both)."""
    body = parsed.get_body(preferencelist=("plain", "html"))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""
