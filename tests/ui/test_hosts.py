"""Only requests that name this site are let in, once and by a name of its own."""

from __future__ import annotations

import pytest
from litestar.types import Receive, Scope, Send

from commonground.platform.settings import Mode, Settings
from commonground.ui.hosts import OwnHost, own_names

HERE = {b"localhost", b"127.0.0.1", b"localhost:8000", b"127.0.0.1:8000"}


def settings(base_url: str, *, demo: bool) -> Settings:
    return Settings(base_url=base_url, mode=Mode.DEMO if demo else Mode.PRODUCTION)


def test_the_address_that_people_type_is_ours_and_in_the_demo_this_machine_too() -> None:
    typed = {b"safe.larkmere.example:8443", b"safe.larkmere.example"}
    assert own_names(settings("https://Safe.Larkmere.example:8443", demo=False)) == typed
    assert own_names(settings("http://demo.example", demo=True)) == {b"demo.example", *HERE}


@pytest.mark.parametrize(
    ("hosts", "let_in"),
    [
        ([b"cg.example"], True),
        ([b"CG.example"], True),
        ([b"evil.example"], False),
        ([], False),
        ([b"cg.example", b"cg.example"], False),
        ([b"cg.example", b"evil.example"], False),
        ([b"evil.example", b"cg.example"], False),
        ([b"localhost"], False),
    ],
)
async def test_one_host_and_ours(hosts: list[bytes], let_in: bool) -> None:
    reached: list[str] = []
    statuses: list[int] = []

    async def site(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        if "status" in message:
            statuses.append(message["status"])

    headers = [(b"accept", b"*/*"), *((b"Host", host) for host in hosts)]
    scope: dict[str, object] = {"type": "http", "path": "/x", "method": "GET", "headers": headers}
    await OwnHost(site, settings("https://cg.example", demo=False))(scope, None, send)  # type: ignore[arg-type]  # as much of a scope as is looked at
    assert (reached, statuses) == ((["/x"], []) if let_in else ([], [400]))
