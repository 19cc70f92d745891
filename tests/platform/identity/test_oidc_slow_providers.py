"""A provider that is slow or down costs one short wait, not one for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from commonground.platform.identity.oidc import Refusal, SignInRefused
from commonground.platform.identity.oidc.back_channel import BoundedTransport, read_json
from hostile_provider import World

DISCOVERY = "/.well-known/openid-configuration"


class _Drip(httpx2.AsyncByteStream):
    """One byte at a time, each within any limit for a single read, for ever."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)


async def test_an_answer_that_never_ends_is_given_up() -> None:
    inner = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=_Drip()))
    with pytest.raises(SignInRefused) as refused:
        await read_json(BoundedTransport(inner, deadline=0.2), "https://id.larkmere.example/jwks")
    assert refused.value.reason is Refusal.UNREACHABLE


async def test_a_provider_that_is_down_is_not_asked_again_by_everybody_in_line() -> None:
    world = World()
    world.larkmere.responses[DISCOVERY] = lambda _: httpx2.Response(503)
    refusals = await asyncio.gather(*(world.begin() for _ in range(20)), return_exceptions=True)
    assert {refusal.reason for refusal in refusals if isinstance(refusal, SignInRefused)} == {Refusal.BAD_STATUS}
    assert world.larkmere.times_asked(DISCOVERY) == 1
    del world.larkmere.responses[DISCOVERY]
    world.now += 6
    assert (await world.begin()).url.startswith("https://id.larkmere.example/tenant/authorize?")
