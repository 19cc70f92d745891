"""A subject access request over HTTP, as whoever answers for it fills its forms in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from councils import TestCouncil
from web import Browser, Site

NAME = "Branwen Stokes"


def form(name: str = NAME, **changes: str) -> dict[str, str | list[str]]:
    now = datetime.now(UTC)
    typed = {"name": name, "aliases": "Branny" if name == NAME else "", "asked_by": "themselves"}
    typed["identity_words"] = "Passport seen"
    typed |= {f"received_on-{part}": str(getattr(now, part)) for part in ("day", "month", "year")}
    return {**typed, **changes}


async def put_in(site: Site, council: TestCouncil, name: str = NAME) -> tuple[Browser, str]:
    browser = await site.signed_in(council, "ig_lead")
    made = await browser.submit("/subject-access/new", form(name))
    assert made.status_code == 303
    return browser, str(made.headers["location"])


def boxes(page: str) -> list[str]:
    return re.findall(r'name="hide"[^>]*value="(\d+-\d+)"', page)


def unseen(page: str) -> dict[str, str | list[str]]:
    """What goes along with the form: the text, and which words of it were shown."""
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page) for name in ("mention", "seen")}
    return {name: value[1] for name, value in found.items() if value}


async def decide_all(browser: Browser, here: str, **changes: str | list[str]) -> int:
    """As whoever answers takes what is suggested, until nothing is left."""
    number = 0
    while (page := await browser.get(f"{here}/decide")).status_code == 200:
        answer = {**unseen(page.text), "decision": "give", "hide": boxes(page.text), "more": "", "words": ""}
        saved = await browser.submit(f"{here}/decide", {**answer, **changes})
        assert saved.status_code == 303, saved.text
        number += 1
    return number
