"""Providers' discovery documents and keys, kept for an hour in this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from commonground.platform.identity.oidc.back_channel import BoundedTransport, read_json
from commonground.platform.identity.oidc.discovery import Metadata, discovery_address, read_metadata
from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.id_token import Header
from commonground.platform.identity.oidc.keys import PublishedKey, SigningKey, choose_key, read_keys

FRESH = 60 * 60
# A key we do not know may be a new one. Asking for each such token would let a stranger make us call.
REFRESH_PAUSE = 60
# While a provider is down, those who wait in line get the same answer instead of a timeout each.
FAILURE_PAUSE = 5

T = TypeVar("T")


class _Shelf(Generic[T]):
    """Things read from afar, by address: one reader at a time, kept, and not asked for again just after a failure."""

    def __init__(self, read: Callable[[str], Awaitable[T]], now: Callable[[], float]) -> None:
        self._read = read
        self._now = now
        self._kept: dict[str, tuple[T, float]] = {}
        self._failed: dict[str, tuple[Refusal, float]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, address: str, *, oldest: float) -> T:
        async with self._locks[address]:
            if address in self._kept and self._now() - self._kept[address][1] <= oldest:
                return self._kept[address][0]
            return await self._read_again(address)

    async def _read_again(self, address: str) -> T:
        failed = self._failed.get(address)
        if failed is not None and self._now() - failed[1] < FAILURE_PAUSE:
            raise SignInRefused(failed[0], "so it was a moment ago")
        try:
            value = await self._read(address)
        except SignInRefused as refusal:
            self._failed[address] = (refusal.reason, self._now())
            raise
        self._failed.pop(address, None)
        self._kept[address] = (value, self._now())
        return value


class Documents:
    """What providers publish. Keys are found through the issuer's own document alone, so that one provider's keys
    never check another's token."""

    def __init__(self, transport: BoundedTransport, now: Callable[[], float], *, plain_loopback: bool) -> None:
        self._transport = transport
        self._plain_loopback = plain_loopback
        self._metadata = _Shelf(self._read_metadata, now)
        self._keys = _Shelf(self._read_keys, now)

    async def metadata(self, issuer: str) -> Metadata:
        """Raises `SignInRefused`."""
        return await self._metadata.get(issuer, oldest=FRESH)

    async def signing_key(self, metadata: Metadata, header: Header) -> SigningKey:
        """The issuer's key for a token with this header; a key that is new to us is asked for once a minute at most.

        Raises `SignInRefused`."""
        for oldest in (FRESH, REFRESH_PAUSE):
            keys = await self._keys.get(metadata.jwks_uri, oldest=oldest)
            key = choose_key(keys, header.algorithm, header.kid)
            if key is not None:
                return key
        raise SignInRefused(Refusal.KEY_UNKNOWN)

    async def _read_metadata(self, issuer: str) -> Metadata:
        document = await read_json(self._transport, discovery_address(issuer))
        return read_metadata(document, issuer, plain_loopback=self._plain_loopback)

    async def _read_keys(self, address: str) -> tuple[PublishedKey, ...]:
        return read_keys(await read_json(self._transport, address))
