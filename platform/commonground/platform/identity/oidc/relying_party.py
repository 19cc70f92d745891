"""Signing people in at their council's own identity provider: authorization code, PKCE, state and nonce."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

import httpx2

from commonground.platform.identity.oidc.addresses import checked_address
from commonground.platform.identity.oidc.back_channel import (
    BoundedTransport,
    exchange_code,
    log_safe,
    oauth_client,
    read_json,
    real_transport,
)
from commonground.platform.identity.oidc.claims import read_email, read_groups, read_name, read_session, read_subject
from commonground.platform.identity.oidc.discovery import Metadata
from commonground.platform.identity.oidc.documents import Documents
from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.id_token import Expected, check_fresh, checked_claims, read_header
from commonground.platform.identity.oidc.types import Attempt, Begun, Identified, JsonObject, Provider

_LONGEST_CODE = 4096
_LONGEST_TOKEN = 16 * 1024
# What people meet when they change their mind or are not allowed; all else in `error` is the provider's trouble.
_DECLINED = {"access_denied", "login_required", "interaction_required", "consent_required"}


class RelyingParty:
    """One for each process, made when it starts: it keeps providers' documents and open connections.

    `plain_loopback` is for the demo and tests alone: it lets providers on this machine do without TLS."""

    def __init__(
        self,
        *,
        plain_loopback: bool = False,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._transport = BoundedTransport(transport or real_transport())
        self._documents = Documents(self._transport, now, plain_loopback=plain_loopback)
        self._plain_loopback = plain_loopback
        self._now = now

    async def close(self) -> None:
        await self._transport.close()

    async def begin(
        self, provider: Provider, redirect_uri: str, *, login_hint: str | None = None, afresh: bool = False
    ) -> Begun:
        """An attempt to keep, and the address to send the person to. `afresh`: the provider is asked to let nobody pass
        who is signed in there already. Raises `SignInRefused`."""
        metadata = await self._metadata(provider)
        attempt = Attempt(
            council=provider.council,
            redirect_uri=redirect_uri,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            code_verifier=secrets.token_urlsafe(64),
            fresh_since=int(self._now()) if afresh else None,
        )
        hint = {"login_hint": login_hint} if login_hint else {}
        hint |= {"prompt": "login", "max_age": "0"} if afresh else {}
        async with oauth_client(provider, self._transport) as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=attempt.state,
                code_verifier=attempt.code_verifier,
                redirect_uri=redirect_uri,
                nonce=attempt.nonce,
                **hint,
            )
        return Begun(**vars(attempt), url=url)

    async def complete(self, provider: Provider, attempt: Attempt, query: Iterable[tuple[str, str]]) -> Identified:
        """Who came back with `query`, every parameter as often as it was sent. Raises `SignInRefused`.

        The attempt must be the one begun in this browser, taken out of storage so that it cannot be used again."""
        if attempt.council != provider.council:
            raise SignInRefused(Refusal.ANOTHER_COUNCIL)
        answer = _single(query)
        _check_state(answer, attempt)
        metadata = await self._metadata(provider)
        _check_response_issuer(answer, metadata)
        code = _code(answer)
        tokens = await self._exchange(provider, metadata, attempt, code)
        access_token, id_token = _token(tokens, "access_token"), _token(tokens, "id_token")
        if str(tokens.get("token_type")).lower() != "bearer":
            raise SignInRefused(Refusal.TOKEN_ANSWER_INVALID, "token_type")
        header = read_header(id_token, metadata.algorithms_for(provider))
        key = await self._documents.signing_key(metadata, header)
        expected = Expected(provider.issuer, provider.client_id, attempt.nonce, access_token, int(self._now()))
        claims = checked_claims(id_token, header, key, expected)
        check_fresh(claims, attempt.fresh_since, expected.now)
        return await self._identified(provider, metadata, claims, access_token, id_token)

    async def logout_url(
        self, provider: Provider, return_to: str, *, id_token: str | None = None, state: str | None = None
    ) -> str | None:
        """Where to send somebody to end the provider's own session too; None where it offers no such page.

        Ends nothing here: end our session first. Raises `SignInRefused`."""
        metadata = await self._metadata(provider)
        if metadata.end_session_endpoint is None:
            return None
        parameters = {"client_id": provider.client_id, "post_logout_redirect_uri": return_to}
        parameters |= {"id_token_hint": id_token} if id_token else {}
        parameters |= {"state": state} if state else {}
        joint = "&" if "?" in metadata.end_session_endpoint else "?"
        return metadata.end_session_endpoint + joint + urlencode(parameters)

    async def _metadata(self, provider: Provider) -> Metadata:
        checked_address(provider.issuer, plain_loopback=self._plain_loopback)
        return await self._documents.metadata(provider.issuer)

    async def _exchange(self, provider: Provider, metadata: Metadata, attempt: Attempt, code: str) -> JsonObject:
        authentication = metadata.authentication_for(provider)
        async with oauth_client(provider, self._transport, authentication) as client:
            return await exchange_code(
                client,
                metadata.token_endpoint,
                code=code,
                redirect_uri=attempt.redirect_uri,
                code_verifier=attempt.code_verifier,
            )

    async def _identified(
        self, provider: Provider, metadata: Metadata, claims: JsonObject, access_token: str, id_token: str
    ) -> Identified:
        subject = read_subject(claims)
        name, groups = read_name(claims), read_groups(claims, provider.groups_claim)
        email = read_email(claims)
        if metadata.userinfo_endpoint is not None and (not name or groups is None):
            more = await read_json(self._transport, metadata.userinfo_endpoint, bearer=access_token)
            if more.get("sub") != subject:
                # The one thing that ties this answer to the token: without it, it may be about anybody.
                raise SignInRefused(Refusal.USERINFO_SUBJECT)
            name = name or read_name(more)
            groups = read_groups(more, provider.groups_claim) if groups is None else groups
            email = email or read_email(more)
        return Identified(
            council=provider.council,
            issuer=provider.issuer,
            subject=subject,
            name=name,
            groups=groups,
            session=read_session(claims),
            id_token=id_token,
            email=email,
        )


def _single(query: Iterable[tuple[str, str]]) -> dict[str, str]:
    answer: dict[str, str] = {}
    for name, value in query:
        if name in answer:
            raise SignInRefused(Refusal.REPEATED_PARAMETER)
        answer[name] = value
    return answer


def _check_state(answer: dict[str, str], attempt: Attempt) -> None:
    state = answer.get("state")
    if not state:
        raise SignInRefused(Refusal.STATE_MISSING)
    if not hmac.compare_digest(state.encode(errors="surrogatepass"), attempt.state.encode()):
        raise SignInRefused(Refusal.STATE_MISMATCH)


def _check_response_issuer(answer: dict[str, str], metadata: Metadata) -> None:
    """RFC 9207: who answered. Checked for errors too, so that another provider cannot even say no."""
    issuer = answer.get("iss")
    if issuer is None and metadata.names_itself:
        raise SignInRefused(Refusal.RESPONSE_ISSUER_MISSING)
    if issuer is not None and issuer != metadata.issuer:
        raise SignInRefused(Refusal.RESPONSE_ISSUER_WRONG)


def _code(answer: dict[str, str]) -> str:
    if "error" in answer:
        declined = answer["error"] in _DECLINED
        raise SignInRefused(Refusal.DECLINED if declined else Refusal.PROVIDER_ERROR, log_safe(answer["error"]))
    code = answer.get("code", "")
    if not code or len(code) > _LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise SignInRefused(Refusal.CODE_MISSING)
    return code


def _token(tokens: JsonObject, name: str) -> str:
    token = tokens.get(name)
    if not isinstance(token, str) or not 0 < len(token) <= _LONGEST_TOKEN:
        raise SignInRefused(Refusal.TOKEN_ANSWER_INVALID, name)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SignInRefused(Refusal.TOKEN_ANSWER_INVALID, name)
    return token
