"""What people see of the provider: who they could be, and that they are signed out."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from litestar import MediaType, Request, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException
from litestar.response import Redirect, Template
from litestar.status_codes import HTTP_303_SEE_OTHER

from commonground.infra.demo_provider.grants import Grant
from commonground.infra.demo_provider.issuer import AddressedIssuer, Issuer
from commonground.infra.demo_provider.requests import (
    AuthorizationRequest,
    ProtocolError,
    answer_address,
    check_client,
    read_authorization,
    single_valued,
)
from commonground.platform.access import ROLES
from commonground.platform.demo.personas import EMPLOYERS, Persona, find_persona, personas_of

PageRequest = Request[None, None, State]


@dataclass(frozen=True)
class RoleSection:
    """The people of one role, under the role's own sentence."""

    name: str
    sentence: str
    personas: tuple[Persona, ...]


@get("/", sync_to_thread=False)
def index() -> Template:
    return Template("index.html", context={"employers": EMPLOYERS, "personas_of": personas_of})


@get("/{council:str}/council.css", media_type="text/css", sync_to_thread=False)
def council_colour(issuer: AddressedIssuer) -> str:
    return f":root{{--council:{issuer.employer.colour}}}\n"


@get("/{council:str}/authorize", sync_to_thread=False)
def choose(request: PageRequest, issuer: AddressedIssuer) -> Template | Redirect:
    """The people of this council; `login_hint` goes straight on as one of them."""
    values = single_valued(request.query_params.multi_items())
    check_client(values, issuer.registration)
    try:
        wanted = read_authorization(values)
    except ProtocolError as error:
        return _back(issuer, values.get("state", ""), {"error": error.code})
    hinted = find_persona(issuer.employer.code, wanted.login_hint)
    if hinted is not None:
        return _sign_in(issuer, wanted, hinted)
    sections = role_sections(issuer.employer.code)
    return Template("choose.html", context={"employer": issuer.employer, "sections": sections})


@post("/{council:str}/authorize")
async def sign_in_as(request: PageRequest, issuer: AddressedIssuer) -> Redirect:
    """The button that was pressed, in a form that still carries the client's request in its address."""
    values = single_valued(request.query_params.multi_items())
    check_client(values, issuer.registration)
    form = await request.form()
    try:
        wanted = read_authorization(values)
    except ProtocolError as error:
        return _back(issuer, values.get("state", ""), {"error": error.code})
    persona = find_persona(issuer.employer.code, str(form.get("subject", "")))
    if persona is None:
        return _back(issuer, wanted.state, {"error": "access_denied"})
    return _sign_in(issuer, wanted, persona)


@get("/{council:str}/end-session", sync_to_thread=False)
def end_session(request: PageRequest, issuer: AddressedIssuer) -> Template | Redirect:
    """The demonstration keeps nobody signed in, so there is nothing to end: only the way back."""
    values = single_valued(request.query_params.multi_items())
    agreed, hint = issuer.registration, values.get("id_token_hint")
    if hint is not None and not issuer.signer.signed(hint):
        raise ClientException("This was not signed here.")
    known = hint is not None or values.get("client_id") == agreed.client_id
    if known and values.get("post_logout_redirect_uri") == agreed.signed_out_address:
        state = {"state": values["state"]} if "state" in values else {}
        return Redirect(_with(agreed.signed_out_address, state), status_code=HTTP_303_SEE_OTHER)
    return Template("signed_out.html", context={"employer": issuer.employer})


def role_sections(council: str) -> tuple[RoleSection, ...]:
    """In the order of the table of roles; a role that nobody has is left out."""
    people = personas_of(council)
    sections = (
        RoleSection(card.name, card.sentence, tuple(one for one in people if one.roles[0] == role))
        for role, card in ROLES.items()
    )
    return tuple(section for section in sections if section.personas)


def show_mistake(_: PageRequest, error: HTTPException) -> Template:
    """A page, since somebody is looking at a browser."""
    sentence = error.detail if error.status_code < 500 else "Something went wrong here."
    return Template(
        "mistake.html", context={"sentence": sentence}, status_code=error.status_code, media_type=MediaType.HTML
    )


def _sign_in(issuer: Issuer, wanted: AuthorizationRequest, persona: Persona) -> Redirect:
    grant = Grant(
        council=issuer.employer.code,
        persona=persona,
        redirect_uri=issuer.registration.return_address,
        challenge=wanted.challenge,
        nonce=wanted.nonce,
        signed_in_at=int(issuer.now()),
    )
    return _back(issuer, wanted.state, {"code": issuer.grants.issue_code(grant)})


def _back(issuer: Issuer, state: str, answer: dict[str, str]) -> Redirect:
    return Redirect(answer_address(issuer.registration, state, answer), status_code=HTTP_303_SEE_OTHER)


def _with(address: str, parameters: dict[str, str]) -> str:
    return f"{address}?{urlencode(parameters)}" if parameters else address
