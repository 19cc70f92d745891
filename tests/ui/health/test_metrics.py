"""/readyz and /metrics: for machines, and without anything of a council or a person."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from commonground.ui.app import create_app
from councils import World, canary
from told import tell
from web import BASE, Site, settings_for

TOKEN = "t" * 40


def _from(app: Litestar, host: str) -> ASGITransport:
    return ASGITransport(app=app, client=(host, 5000))  # type: ignore[arg-type]  # same protocol


@asynccontextmanager
async def collector(world: World, *, token: str = "", host: str = "127.0.0.1") -> AsyncIterator[AsyncClient]:
    """Somebody at this address, before an application with or without a token."""
    app = create_app(replace(settings_for(world.database), metrics_token=token))
    async with (
        app.lifespan(),
        AsyncClient(transport=_from(app, host), base_url=BASE) as client,
    ):
        yield client


async def test_the_oldest_unsent_mail_is_among_what_readyz_says(site: Site, world: World) -> None:
    await tell(
        world,
        "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at) values"
        " (:council, gen_random_uuid(), :staff, gen_random_uuid(), gen_random_uuid(), true, 'queued',"
        " now() - interval '90 seconds', now())",
        council=world.larkmere.id, staff=world.larkmere.people["screener"].staff_id,
    )  # fmt: skip
    said = (await site.browser().get("/readyz")).text
    assert re.search(r"^mail: oldest unsent waits 9\d s$", said, re.MULTILINE)
    await tell(world, "truncate council.mails")
    assert "mail: oldest unsent waits 0 s" in (await site.browser().get("/readyz")).text


async def test_requests_are_counted_by_route_and_class_and_nothing_else(site: Site, world: World) -> None:
    screener = await site.signed_in(world.larkmere, "screener")
    await screener.get("/referrals/CR-7K3F-29M")
    await screener.get("/larkmere")
    await screener.get(f"/nothing-here-{canary('larkmere')}?q=Jade")
    await screener.get("/account")
    async with collector(world) as client:
        said = (await client.get("/metrics")).text
    for line in (
        'commonground_requests_total{route="/referrals/{reference}",status="4xx"}',
        'commonground_requests_total{route="/account",status="2xx"}',
        'commonground_requests_total{route="/{council}",status="2xx"}',
    ):
        assert line in said, said
    for word in ("larkmere", "hallowdene", "CR-", "Jade", "nothing-here"):
        assert word not in said
    assert 'commonground_waiting{what="mails"} 0.0' in said
    assert 'commonground_waiting{what="facts"} 0.0' in said


@pytest.mark.parametrize(
    ("token", "host", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "203.0.113.9", {}, 404),
        ("", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("", "127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 404),
        ("", "127.0.0.1", {"X-Real-IP": "203.0.113.9"}, 404),
        (TOKEN, "203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, "127.0.0.1", {}, 404),
        (TOKEN, "127.0.0.1", {"Authorization": "Bearer "}, 404),
        (TOKEN, "127.0.0.1", {"Authorization": f"Bearer {TOKEN[:-1]}"}, 404),
        (TOKEN, "127.0.0.1", {"Authorization": f"Basic {TOKEN}"}, 404),
    ],
)
async def test_who_may_collect(world: World, token: str, host: str, headers: dict[str, str], status: int) -> None:
    async with collector(world, token=token, host=host) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == status
