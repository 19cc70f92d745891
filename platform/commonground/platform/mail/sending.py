"""Sending mail over the configured server. A message is a reference, a time and a link, safe in any inbox.

In a demonstration the server is the local sink, and nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from commonground.platform.settings import PREFIX, Settings, SettingsError

_PLAIN_PORT, _TLS_PORT = 25, 465
_PATIENCE = 20.0


@dataclass(frozen=True)
class Letter:
    """One message to one person, in plain text."""

    to: str
    subject: str
    text: str
    id: str = ""
    """What the Message-ID is made of: whoever gets the same message twice can tell."""


async def send(settings: Settings, letters: Sequence[Letter]) -> None:
    """Hand the letters to the server, over one connection. Raises `SettingsError` and aiosmtplib's errors."""
    async with server_of(settings) as server:
        for letter in letters:
            await server.send_message(_message(settings, letter))


def server_of(settings: Settings) -> aiosmtplib.SMTP:
    """The configured server, not connected yet. Raises `SettingsError`."""
    parts = urlsplit(settings.smtp_url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingsError(f"{PREFIX}SMTP_URL must be smtp://… or smtps://…")
    tls = parts.scheme == "smtps"
    return aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (_TLS_PORT if tls else _PLAIN_PORT),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=tls,
        timeout=_PATIENCE,
    )


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject
    if letter.id:
        message["Message-ID"] = f"<{letter.id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
