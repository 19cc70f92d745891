"""What these pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from sqlalchemy import func, select

from commonground.platform.access import ROLES, Role
from commonground.platform.councils.models import Council
from commonground.platform.councils.types import is_short_name
from commonground.platform.identity.local import factors
from commonground.platform.identity.local.arriving import Enrolment, OpenInvitation
from commonground.platform.work import Work
from commonground.ui.local_sign_in.picture import picture_of
from commonground.ui.shell.dates import moment


@dataclass(frozen=True, slots=True)
class Here:
    """The council at whose address this is."""

    slug: str
    name: str
    return_to: str = ""

    @property
    def base(self) -> str:
        return f"/sign-in/{self.slug}"


@dataclass(frozen=True, slots=True)
class CodeView:
    here: Here
    act: str

    @property
    def return_to(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class NewPasswordView:
    here: Here
    email: str


@dataclass(frozen=True, slots=True)
class InvitedView:
    here: Here
    email: str
    name: str
    roles: list[str]
    invited_by: str
    until: str
    known: bool


@dataclass(frozen=True, slots=True)
class AuthenticatorView:
    """`secret` in groups of four, for typing it in."""

    action: str
    secret: list[str]
    picture: Markup
    email: str


@dataclass(frozen=True, slots=True)
class CodesView:
    """Recovery codes, the only time that they are shown. `onward`: where to go from there."""

    codes: list[str]
    onward: str

    @property
    def as_text(self) -> str:
        return "\n".join(self.codes)


_KNOWN: Final = {role.value: ROLES[role].name for role in Role}


async def here_of(work: Work, slug: str, return_to: str = "") -> Here | None:
    """None for a council that nobody knows, and for one in which nobody has an account of ours."""
    query = select(Council.name).where(Council.slug == slug, func.identity.has_local(Council.id))
    name = await work.shared.scalar(query) if is_short_name(slug) else None
    return None if name is None else Here(slug, name, return_to)


async def any_here(work: Work, slug: str) -> Here | None:
    """The council, whoever signs in there: whom it invites is the first, perhaps."""
    known = select(Council.name).where(Council.slug == slug)
    name = await work.shared.scalar(known) if is_short_name(slug) else None
    return None if name is None else Here(slug, name)


def invited_view(here: Here, invitation: OpenInvitation) -> InvitedView:
    roles = [_KNOWN[code] for code in invitation.roles if code in _KNOWN]
    return InvitedView(
        here,
        invitation.email,
        invitation.name,
        roles,
        invitation.invited_by,
        moment(invitation.expires_at),
        invitation.known,
    )


def authenticator_view(action: str, secret: str, email: str) -> AuthenticatorView:
    return AuthenticatorView(action, factors.in_fours(secret), picture_of(factors.address_of(secret, email)), email)


def enrolling_view(here: Here, enrolment: Enrolment) -> AuthenticatorView:
    return authenticator_view(f"{here.base}/authenticator", enrolment.secret, enrolment.email)
