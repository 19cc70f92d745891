"""One open line to the mail server, kept for a while and opened again when it has gone stale."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

import aiosmtplib

from commonground.platform.mail.sending import server_of
from commonground.platform.settings import Settings

KEPT = 20.0
"""Seconds that an idle line stays open: servers close theirs after a minute or more."""
TAKEN = 250
_SHUTTING_DOWN = 421
_NO_SUCH_MAILBOX = 553
# While connecting, also a server that does not want us: a password of ours that is wrong is no fault of a mail's.
_GONE = (
    aiosmtplib.SMTPServerDisconnected,
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPTimeoutError,
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPHeloError,
    OSError,
)


class ServerAwayError(OSError):
    """The mail server can't be reached or does not let us in: no mail's own fault."""


class Line:
    """Not for two at once: each lane has its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: aiosmtplib.SMTP | None = None
        self._used = 0.0

    async def hand_over(self, sender: str, recipients: Sequence[str], letter: bytes) -> Mapping[str, int]:
        """The server's answer for each recipient. Raises `ServerAwayError`.

        A line that was open already may have been closed at the other end: then once more over a new one. When it broke
        after the letter was out and before the answer came, the server gets it twice, with the same Message-ID."""
        was_open = self._server is not None
        try:
            return await self._over_open_line(sender, recipients, letter)
        except _GONE as gone:
            await self.close()
            if not was_open:
                raise ServerAwayError(type(gone).__name__) from gone
        try:
            return await self._over_open_line(sender, recipients, letter)
        except _GONE as gone:
            await self.close()
            raise ServerAwayError(type(gone).__name__) from gone

    async def close_idle(self) -> None:
        if time.monotonic() - self._used > KEPT:
            await self.close()

    async def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=2)
            server.close()

    async def _over_open_line(self, sender: str, recipients: Sequence[str], letter: bytes) -> Mapping[str, int]:
        server = self._server or await self._opened()
        self._server, self._used = server, time.monotonic()
        try:
            refused, _ = await server.sendmail(sender, list(recipients), letter)
        except aiosmtplib.SMTPRecipientsRefused as each:
            return {one.recipient: one.code for one in each.recipients}
        except aiosmtplib.SMTPResponseException as whole:
            if whole.code == _SHUTTING_DOWN:
                await self.close()
            return dict.fromkeys(recipients, whole.code)
        except (aiosmtplib.SMTPNotSupported, ValueError):
            return dict.fromkeys(recipients, _NO_SUCH_MAILBOX)
        return {recipient: refused[recipient].code if recipient in refused else TAKEN for recipient in recipients}

    async def _opened(self) -> aiosmtplib.SMTP:
        server = server_of(self._settings)
        try:
            await server.connect()
        except BaseException:
            server.close()
            raise
        return server
