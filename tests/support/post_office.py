"""A mail server in the test's own loop: it keeps what it is given, and answers as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session

from commonground.platform.settings import Settings
from councils import World
from web import settings_for

OK = "250 Taken"


@dataclass(frozen=True)
class Delivered:
    """One message as the server took it."""

    to: tuple[str, ...]
    content: bytes

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)

    @property
    def key(self) -> UUID:
        """What its Message-ID is made of."""
        return UUID(str(self.parsed["Message-ID"]).strip("<>").partition("@")[0])


@dataclass
class PostOffice:
    """`to_rcpt` and `to_data` answer for a recipient and for a whole message."""

    port: int = 0
    taken: list[Delivered] = field(default_factory=list)
    to_rcpt: Callable[[str], str] = lambda _: OK
    to_data: Callable[[Envelope], str] = lambda _: OK
    connections: int = 0
    open: set[asyncio.Transport] = field(default_factory=set)

    def settings(self, world: World) -> Settings:
        known = settings_for(world.database)
        return Settings(
            **{**vars(known), "smtp_url": f"smtp://127.0.0.1:{self.port}", "mail_from": "no-reply@cg.example"}
        )

    @property
    def recipients(self) -> list[str]:
        return sorted(to for each in self.taken for to in each.to)

    def hang_up(self) -> None:
        """As a server does with lines that were idle too long."""
        for transport in self.open:
            transport.close()
        self.open.clear()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_rcpt(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        answer = self.to_data(envelope)
        if answer.startswith("2"):
            self.taken.append(Delivered(tuple(envelope.rcpt_tos), bytes(envelope.original_content or b"")))
        return answer


class _Door(SMTP):
    office: PostOffice

    def connection_made(self, transport: Any) -> None:
        self.office.connections += 1
        self.office.open.add(transport)
        super().connection_made(transport)


@asynccontextmanager
async def post_office(port: int = 0) -> AsyncIterator[PostOffice]:
    """A server that is running."""
    office, loop = PostOffice(), asyncio.get_running_loop()

    def door() -> _Door:
        made = _Door(office, hostname="localhost", loop=loop)
        made.office = office
        return made

    server = await loop.create_server(door, "127.0.0.1", port)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        office.hang_up()
        await server.wait_closed()
