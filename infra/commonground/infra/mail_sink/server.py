"""The SMTP side of the mail sink. The page's side is `commonground.platform.mail.sink`."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from commonground.platform.mail.sink import keep_message, refuse_production, sink_folder
from commonground.platform.settings import Settings

_LARGEST = 10 * 1024 * 1024


def sink_port(settings: Settings) -> int:
    """Two above the pages: one above is the identity provider."""
    return int(settings.port) + 2


def serve(settings: Settings) -> None:
    """Receive until SIGTERM or SIGINT. Raises `SettingsError` in production."""
    refuse_production(settings)
    asyncio.run(_serve(sink_port(settings), sink_folder(settings)))


class Keeper:
    """aiosmtpd's handler: says yes once the message is on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002  # aiosmtpd's
        keep_message(self._folder, envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content or b"")
        return "250 Kept, not sent"


async def _serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=_LARGEST, hostname="localhost", loop=loop), "127.0.0.1", port
    )
    async with server:
        await stop.wait()
