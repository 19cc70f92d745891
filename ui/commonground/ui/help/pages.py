"""`/help`, `/accessibility`, `/privacy`"""

from __future__ import annotations

from dataclasses import dataclass

from litestar import get

from commonground.platform.access import Action
from commonground.platform.postcodes import attribution
from commonground.ui.declare import Door, declare
from commonground.ui.shell.page import Page

_OPEN = declare(Action.OPEN_PUBLIC_PAGE, Door.NONE)


@dataclass(frozen=True, slots=True)
class HelpView:
    """`attribution`: whose data is used here, in the words that they ask for."""

    attribution: str


@get("/help", opt=_OPEN)
async def help_page() -> Page:
    return Page("help/help.html", HelpView(attribution()))


@get("/accessibility", opt=_OPEN)
async def accessibility() -> Page:
    return Page("help/accessibility.html")


@get("/privacy", opt=_OPEN)
async def privacy() -> Page:
    return Page("help/privacy.html")


HANDLERS = [help_page, accessibility, privacy]
