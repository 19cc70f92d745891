"""Calls from our server to a provider's: short, bounded, never redirected."""

from __future__ import annotations

import asyncio
import base64
import json
from urllib.parse import quote_plus

import httpx2
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]  # has no types
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]  # has no types

from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.types import JsonObject, Provider

MOST_BYTES = 256 * 1024
DEADLINE = 10.0
_TIMEOUT = httpx2.Timeout(5.0, connect=3.0)
_LIMITS = httpx2.Limits(max_connections=20, max_keepalive_connections=5)


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Reads at most `MOST_BYTES` within the deadline and refuses every redirect.

    One for the whole process: its connections and TLS settings are shared, while each sign-in gets a client of its
    own, so that no cookie or token outlives it."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, deadline: float = DEADLINE) -> None:
        self._inner = inner
        self._deadline = deadline

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        # A compressed answer could unpack to any size after we had counted it.
        request.headers["accept-encoding"] = "identity"
        try:
            async with asyncio.timeout(self._deadline):
                return await self._answer(request)
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SignInRefused(Refusal.UNREACHABLE, type(error).__name__) from error

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        try:
            if 300 <= response.status_code < 400:
                raise SignInRefused(Refusal.REDIRECTED, str(response.status_code))
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise SignInRefused(Refusal.NOT_JSON, "compressed, though we asked for plain text")
            body = await _bounded(response)
        finally:
            await response.aclose()
        kept = {"content-type": response.headers.get("content-type", "")}
        return httpx2.Response(response.status_code, headers=kept, content=body, request=request)

    async def aclose(self) -> None:
        """Does nothing: clients come and go, the connections stay. See `close`."""

    async def close(self) -> None:
        await self._inner.aclose()


async def _bounded(response: httpx2.Response) -> bytes:
    body = bytearray()
    stream = response.stream
    if not isinstance(stream, httpx2.AsyncByteStream):
        raise TypeError("an asynchronous transport answered with a synchronous stream")
    async for part in stream:
        body += part
        if len(body) > MOST_BYTES:
            raise SignInRefused(Refusal.TOO_LARGE)
    return bytes(body)


def real_transport() -> httpx2.AsyncBaseTransport:
    """TLS checked against the machine's certificates; proxies of the environment are not used."""
    return httpx2.AsyncHTTPTransport(limits=_LIMITS, trust_env=False)


async def read_json(transport: BoundedTransport, address: str, bearer: str | None = None) -> JsonObject:
    """The JSON object at `address`. Raises `SignInRefused`."""
    headers = {"accept": "application/json"}
    if bearer is not None:
        headers["authorization"] = f"Bearer {bearer}"
    async with httpx2.AsyncClient(transport=transport, timeout=_TIMEOUT, trust_env=False) as client:
        response = await client.get(address, headers=headers)
    if response.status_code != 200:
        raise SignInRefused(Refusal.BAD_STATUS, str(response.status_code))
    return parse_object(response)


def parse_object(response: httpx2.Response) -> JsonObject:
    """The body as a JSON object, of whatever depth somebody dared to send. Raises `SignInRefused`."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise SignInRefused(Refusal.NOT_JSON, "another media type")
    try:
        document = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise SignInRefused(Refusal.NOT_JSON, type(error).__name__) from error
    if not isinstance(document, dict):
        raise SignInRefused(Refusal.NOT_JSON, "not an object")
    return document


def oauth_client(provider: Provider, transport: BoundedTransport, authentication: str = "none") -> AsyncOAuth2Client:
    """Authlib's client for one sign-in at `provider`; close it after use."""
    client = AsyncOAuth2Client(
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        scope=" ".join(provider.scopes),
        code_challenge_method="S256",
        token_endpoint_auth_method=authentication,
        transport=transport,
        timeout=_TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )
    client.register_client_auth_method(("client_secret_basic", _encoded_basic))
    client.register_compliance_hook("access_token_response", _look_before_parsing)
    return client


def _encoded_basic(
    client: AsyncOAuth2Client, _method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """Authlib joins id and secret as they are; RFC 6749 section 2.3.1 wants each form-encoded first, and a secret
    with a colon or a percent sign fails without."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret or '')}"
    headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return uri, headers, body


def _look_before_parsing(response: httpx2.Response) -> httpx2.Response:
    """Authlib would raise errors of five kinds for what this names once."""
    if response.status_code >= 500:
        raise SignInRefused(Refusal.BAD_STATUS, str(response.status_code))
    document = parse_object(response)
    if "error" in document:
        raise _token_error(document["error"])
    if response.status_code != 200:
        raise SignInRefused(Refusal.BAD_STATUS, str(response.status_code))
    return response


def _token_error(given: object) -> SignInRefused:
    code = log_safe(given)
    if code == "invalid_grant":
        return SignInRefused(Refusal.CODE_REFUSED)
    if code in {"invalid_client", "unauthorized_client"}:
        return SignInRefused(Refusal.CLIENT_REFUSED, code)
    return SignInRefused(Refusal.PROVIDER_ERROR, code)


def log_safe(code: object) -> str:
    """An error code of a stranger's, short and of harmless letters, for `SignInRefused.detail`."""
    text = code if isinstance(code, str) else ""
    return "".join(letter for letter in text[:60] if letter.isascii() and (letter.isalnum() or letter in "_-"))


async def exchange_code(
    client: AsyncOAuth2Client, token_endpoint: str, *, code: str, redirect_uri: str, code_verifier: str
) -> JsonObject:
    """The token endpoint's answer for `code`. Raises `SignInRefused`."""
    try:
        answer = await client.fetch_token(
            token_endpoint,
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
        )
    except (OAuthError, ValueError, TypeError, OverflowError) as error:
        # An `expires_in` that is no number, an error in a shape of its own.
        raise SignInRefused(Refusal.TOKEN_ANSWER_INVALID, type(error).__name__) from error
    return dict(answer)
