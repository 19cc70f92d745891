"""What every page needs besides its own view: the council, the person, the way about, the language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar.connection import ASGIConnection

AnyConnection = ASGIConnection[Any, Any, Any, Any]
KEY = "shell"


@dataclass(frozen=True, slots=True)
class CouncilView:
    """A council as its pages show it. `name` is already in the page's language."""

    slug: str
    name: str
    colour: str
    logo: str = ""
    """Address of the logo (same origin), or empty: then the name stands alone."""
    front_door_phone: str = ""
    out_of_hours_phone: str = ""
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class PersonView:
    """The one signed in, as the header names them: “Amara Nwosu, front door”."""

    name: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    href: str

    def leads_to(self, path: str) -> bool:
        return path == self.href or path.startswith(self.href.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class Shell:
    """Frame of one response. The edge fills it before the handler runs; templates only read it."""

    council: CouncilView | None = None
    person: PersonView | None = None
    unread: int = 0
    nav: tuple[NavItem, ...] = ()
    path: str = "/"
    query: str = ""
    lang: str = "en"
    csp_nonce: str = ""
    demo: bool = False
    support_until: datetime | None = None
    """Until when a council lets this person in for support; each page says so."""
    can: Callable[..., bool] = field(default=lambda *_: False)
    """`can(Action.X, record)` in templates; the edge binds it to the actor."""

    @property
    def is_staff(self) -> bool:
        return self.person is not None


# Long: a line to each item.
def main_nav(
    *,
    team: bool = False,
    council: bool = False,
    audit: bool = False,
    break_glass: bool = False,
    who: bool = False,
    retention: str = "",
    subject_access: bool = False,
    partners: bool = False,
    sharing: bool = False,
    figures: bool = False,
    directory: bool = False,
    agreements: bool = False,
    handoffs: bool = False,
    joint: bool = False,
) -> tuple[NavItem, ...]:
    """The main navigation: four items for everybody, the rest for those who may. `retention` is
    where that begins for this person."""
    optional = (
        (handoffs, NavItem("Handoffs", "/handoffs")),
        (figures, NavItem("Figures", "/figures")),
        (directory, NavItem("Directory", "/directory")),
        (agreements, NavItem("Agreements", "/agreements")),
        (partners, NavItem("Partners", "/partners")),
        (sharing, NavItem("To agree", "/sharing")),
        (joint, NavItem("Joint concerns", "/joint")),
        (team, NavItem("Team", "/team")),
        (council, NavItem("Council", "/council")),
        (audit, NavItem("Audit record", "/audit")),
        (break_glass, NavItem("Break-glass", "/break-glass/review")),
        (who, NavItem("Who could see", "/who")),
        (bool(retention), NavItem("Retention", retention)),
        (subject_access, NavItem("Subject access", "/subject-access")),
    )
    always = (
        NavItem("My work", "/my-work"),
        NavItem("Tracker", "/tracker"),
        NavItem("Contexts", "/contexts"),
        NavItem("Refer", "/refer"),
    )
    return always + tuple(item for allowed, item in optional if allowed)


def put_shell(connection: AnyConnection, shell: Shell) -> None:
    """Make `shell` the frame of this connection's response."""
    connection.scope["state"][KEY] = shell


def shell_of(connection: AnyConnection) -> Shell:
    """The frame that was put, or a bare one (an address nobody knows, a failure before sign-in was looked up)."""
    shell = connection.scope["state"].get(KEY)
    return shell if isinstance(shell, Shell) else Shell()
