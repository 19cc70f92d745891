"""A redacted copy over HTTP: the form of its page as it is sent, and one that is made."""

from __future__ import annotations

import re
from typing import Any, Final

from casework import Told, add_referral
from councils import World
from told import ask
from web import Browser, Site

Form = dict[str, str | list[str]]
WHAT: Final = "Ayesha waits there, and Quibble waits with her."
MASKED: Final = "[name hidden] waits there, and Quibble waits with her."
CHILD: Final = "[child’s name hidden]"


async def screened(world: World, **more: Any) -> Told:
    given = {"state": "screening", "lead": "screener", "what": WHAT, "masked": MASKED, "where": "Alder Park"}
    return await add_referral(world, world.larkmere, **(given | more))


def here(told: Told) -> str:
    return f"/referrals/{told.reference}/redact"


async def form_of(browser: Browser, address: str) -> Form:
    """The page's form as a browser without a script would send it, nothing changed."""
    page = (await browser.get(address)).text
    inside = page.partition('id="copy-form"')[2].partition("</form>")[0]
    areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', inside, re.DOTALL)
    words = dict(re.findall(r'name="(w\d+)" value="([^"]*)"', inside))
    version = re.findall(r'name="version" value="(\d+)"', inside)[0]
    return {name: text.replace("&#10;", "\n") for name, text in areas} | words | {"version": version}


def chosen(form: Form, word: str, do: str) -> Form:
    """Something is done with a word of the list."""
    name = next(name for name, value in form.items() if re.fullmatch(r"w\d+", name) and value == word)
    return {f"c{name[1:]}": do}


async def shown_of(world: World, told: Told) -> dict[str, str]:
    row = await ask(world, "select shown from tenants.reports where referral_id = :id", id=told.id)
    return dict(row.shown)


async def made(site: Site, world: World, **more: Any) -> tuple[Browser, Told]:
    """One copy, in which both are hidden."""
    told, browser = await screened(world, **more), await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    what = str(form["what_said"]).replace("Quibble", CHILD)
    assert (await browser.submit(here(told), form | {"what_said": what})).status_code == 303
    return browser, told
