"""The demonstration's person with an account of Commonground. The password and the authenticator's secret are known to
everybody who can read this, so production has nobody of that name: only the demonstration's seed makes the account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from commonground.platform.access import Role
from commonground.platform.demo.personas import NORTH


@dataclass(frozen=True)
class LocalPerson:
    """Somebody invented who signs in with a password and a code."""

    council: str
    name: str
    email: str
    password: str = field(repr=False)
    secret: str = field(repr=False)
    roles: tuple[Role, ...]
    team: str


LOCAL: Final = LocalPerson(
    council="larkmere",
    name="Wren Adeyemi",
    email="wren.adeyemi@larkmere.example",
    password="harbour violin quarter mist",  # noqa: S106  # the demonstration's, for everybody to use
    secret="LARKMEREDEMONSTRATIONCODEAAAAAAA",  # noqa: S106  # likewise
    roles=(Role.PRACTITIONER,),
    team=NORTH,
)
