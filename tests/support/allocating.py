"""A council's rules on whom a referral is proposed for, as its administrator sets them."""

from __future__ import annotations

import re
from typing import Final

from councils import World
from decisions import Form
from web import Browser, Site

HERE: Final = "/council/allocation"
RULE: Final = f"{HERE}/rule"


def team_ids(world: World) -> tuple[str, str]:
    return str(world.larkmere.teams["specialist"]), str(world.larkmere.teams["locality"])


def rule_form(team: str, **changes: str | list[str]) -> Form:
    form: Form = {"version": "0", "number": "0", "areas": "", "under": "", "person": "nobody", "team_id": team}
    return form | changes


async def set_rules(site: Site, world: World, *rules: Form) -> Browser:
    """These and no others."""
    admin = await site.signed_in(world.larkmere, "admin")
    while (page := (await admin.get(HERE)).text) and "1.out" in page:
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        await admin.submit(HERE, {"version": version, "move": "1.out"})
    for rule in rules:
        version = re.findall(r'name="version" value="(\d+)"', (await admin.get(RULE)).text)[0]
        assert (await admin.submit(RULE, rule | {"version": version})).status_code == 303
    return admin
