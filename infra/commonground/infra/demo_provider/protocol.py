"""What the client asks of the provider directly: discovery, keys, tokens, who it is."""

from __future__ import annotations

from litestar import MediaType, Request, Response, get, post, route
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_401_UNAUTHORIZED

from commonground.infra.demo_provider.issuer import AddressedIssuer
from commonground.infra.demo_provider.requests import ProtocolError, check_client_secret, single_valued
from commonground.infra.demo_provider.tokens import LIVES, person_claims

ProviderRequest = Request[None, None, State]


@get("/{council:str}/.well-known/openid-configuration", sync_to_thread=False)
def discovery(issuer: AddressedIssuer) -> dict[str, object]:
    return issuer.discovery()


@get("/{council:str}/jwks.json", sync_to_thread=False)
def keys(issuer: AddressedIssuer) -> dict[str, object]:
    return issuer.signer.published()


@post("/{council:str}/token", status_code=HTTP_200_OK)
async def token(request: ProviderRequest, issuer: AddressedIssuer) -> dict[str, object]:
    """Authenticates the client, then exchanges the code, once."""
    form = single_valued((name, str(value)) for name, value in (await request.form()).multi_items())
    check_client_secret(request.headers.get("authorization", ""), form, issuer.registration)
    if form.get("grant_type") != "authorization_code":
        raise ProtocolError("unsupported_grant_type")
    redeemed = issuer.grants.redeem(
        form.get("code", ""),
        council=issuer.employer.code,
        redirect_uri=form.get("redirect_uri", ""),
        verifier=form.get("code_verifier", ""),
    )
    if redeemed is None:
        raise ProtocolError("invalid_grant")
    grant, access_token = redeemed
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": LIVES,
        "scope": "openid profile email",
        "id_token": issuer.signer.id_token(grant, access_token, int(issuer.now())),
    }


@route("/{council:str}/userinfo", http_method=["GET", "POST"], status_code=HTTP_200_OK, sync_to_thread=False)
def userinfo(request: ProviderRequest, issuer: AddressedIssuer) -> dict[str, object]:
    scheme, _, access_token = request.headers.get("authorization", "").partition(" ")
    persona = issuer.grants.holder(access_token, issuer.employer.code) if scheme.lower() == "bearer" else None
    if persona is None:
        raise ProtocolError("invalid_token")
    return person_claims(persona)


def tell_client(_: ProviderRequest, error: ProtocolError) -> Response[dict[str, str]]:
    """A client's mistake, in the words of the protocol."""
    unknown = error.code in {"invalid_client", "invalid_token"}
    scheme = "Bearer" if error.code == "invalid_token" else "Basic"
    return Response(
        {"error": error.code},
        status_code=HTTP_401_UNAUTHORIZED if unknown else HTTP_400_BAD_REQUEST,
        media_type=MediaType.JSON,
        headers={"www-authenticate": scheme} if unknown else {},
    )
