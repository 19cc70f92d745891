"""What a person reads when everything runs."""

from __future__ import annotations

from commonground.platform.demo.local import LOCAL
from commonground.platform.demo.personas import EMPLOYERS, PERSONAS, Persona
from commonground.platform.settings import Settings


def welcome(settings: Settings) -> str:
    """The address; in a demonstration, whom to sign in as and where a resident reports."""
    lines = ["", f"Commonground is at {settings.base_url}"]
    if settings.is_demo:
        lines += ["", "Sign in there as one of these invented people; no password is asked:"]
        for employer in EMPLOYERS:
            lines += ["", f"  {employer.name}"]
            lines += [_line(persona) for persona in PERSONAS if persona.council == employer.code]
        lines += [
            "",
            f"{LOCAL.name} signs in without the council's provider, at {settings.base_url}/sign-in/{LOCAL.council}:",
        ]
        lines += [
            f"    {LOCAL.email}, password: {LOCAL.password}",
            f"    the code of the moment: {settings.base_url}/demo/code",
        ]
        lines += ["", f"A resident reports without an account at {settings.base_url}/{EMPLOYERS[0].code}/report"]
    return "\n".join([*lines, "", "Ctrl-C stops everything; what was written stays.", ""])


def _line(persona: Persona) -> str:
    return f"    {persona.name:<18} {persona.place()}"
