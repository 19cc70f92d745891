"""Every page and state that a resident can meet: accessible, valid, within 320 pixels, nothing refused by the policy.

`PAGES=whole` looks at every state in two brands, both languages and two widths, always with axe; otherwise at four of
these eight, two of them with axe."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from councils import World
from live import LiveSite, in_a_thread, visiting
from told import tell
from vendor import axe_source, vnu_check
from walk import Walk

pytestmark = pytest.mark.browser
WHOLE = os.environ.get("PAGES") == "whole"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
BRANDS, LANGUAGES, WIDTHS = ("larkmere", "hallowdene"), ("en", "cy"), (320, 1280)
EVERY = [(slug, lang, width) for slug in BRANDS for lang in LANGUAGES for width in WIDTHS]
WITH_AXE = EVERY if WHOLE else [("larkmere", "en", 320), ("hallowdene", "cy", 1280)]
WITHOUT = [] if WHOLE else [("larkmere", "cy", 320), ("hallowdene", "en", 1280)]
JUSTIFIED = {"hidden-content": "axe always asks a person to look at what is hidden"}
"""Rules that axe cannot decide by itself, with the reason why that is well here."""
# What is well stays in the page: it is most of the answer, and nobody reads it.
_AXE = """async tags => {
  const { violations, incomplete } = await axe.run({ runOnly: tags, resultTypes: ['violations', 'incomplete'] });
  return { violations, incomplete };
}"""


# Long: one walk through the whole report, page after page.
def every_state(walk: Walk, lang: str) -> None:
    """Come to each page and state once; `walk.look` sees them."""
    page = walk.page
    walk.go(f"/{walk.slug}?lang={lang}", "council")
    for name in ("privacy", "accessibility", "contact"):
        walk.go(f"/{walk.slug}/{name}", name)
    for name in ("one-child", "support", "sent"):
        walk.go(f"{walk.here}/{name}", name)
    walk.go(walk.here, "start")
    walk.go(f"{walk.here}/kind", "kind")
    walk.press(state="kind, nothing chosen")
    for kind in ("group", "school", "online", "unsure", "place"):
        walk.go(f"{walk.here}/kind")
        walk.kind(kind)
        walk.look(f"where, {kind}")
    walk.press(state="where, empty")
    walk.where()
    walk.look("what")
    walk.press(state="what, empty")
    page.locator("details summary").click()
    walk.what(danger="yes")
    walk.look("danger")
    walk.click("main form .govuk-button")
    walk.look("you")
    page.check("input[name=contact][value=email]")
    walk.look("you, by e-mail")
    walk.press(state="you, no address")
    walk.you()
    walk.look("check")
    walk.go(walk.here, "start, begun")
    walk.go(f"{walk.here}/check")
    code = walk.send()
    walk.look("sent, with the code")
    page.reload()
    walk.look("sent, shown before")
    walk.go(f"{walk.here}/return", "code")
    walk.press("code-form", "code, empty")
    walk.open(code)
    walk.look("reply")
    walk.press("news-form", "reply, empty")
    walk.go(f"{walk.here}/withdraw", "withdraw")
    walk.press("withdraw-form", "withdrawn")
    walk.click("form[action$=forget] .govuk-button")
    walk.look("forgotten")
    walk.go(f"{walk.here}/nowhere", "not found")


def fits(page: Page, width: int, state: str) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{state}: {wide} pixels wide"
    assert page.locator("h1").count() == 1, state
    assert page.title().strip(), state


def faults(found: dict[str, Any], state: str) -> list[str]:
    unsure = [rule for rule in found["incomplete"] if rule["id"] not in JUSTIFIED]
    return [
        json.dumps([state, rule["id"], [node["html"][:200] for node in rule["nodes"]]])
        for rule in [*found["violations"], *unsure]
    ]


@pytest.fixture(autouse=True)
def uncounted(world: World) -> None:
    in_a_thread(tell(world, "delete from identity.throttles"))


@pytest.mark.parametrize(("slug", "lang", "width"), [*WITH_AXE, *WITHOUT])
def test_every_state_is_well(
    chromium: Browser, live: LiveSite, tmp_path: Path, slug: str, lang: str, width: int
) -> None:
    problems: list[str] = []
    files: list[Path] = []
    with visiting(chromium, live, width=width) as page:
        look = _looking(page, width, lang, tmp_path, files, problems, axe=(slug, lang, width) in WITH_AXE)
        every_state(Walk(page, slug, look), lang)
    assert len(files) > 30
    assert problems == []
    assert [str(problem) for problem in vnu_check(files)] == []


def _is_page(response: Response) -> bool:
    return response.request.resource_type == "document" and not 300 <= response.status < 400


def _looking(
    page: Page, width: int, lang: str, folder: Path, files: list[Path], problems: list[str], *, axe: bool
) -> Callable[[str], None]:
    documents: list[Response] = []
    page.on("response", lambda one: documents.append(one) if _is_page(one) else None)

    def look(state: str) -> None:
        page.wait_for_load_state()
        fits(page, width, state)
        assert page.get_attribute("html", "lang") == lang, state
        file = folder / f"{len(files)}-{state.replace(' ', '-').replace(',', '')}.html"
        file.write_bytes(documents[-1].body())
        files.append(file)
        if axe:
            page.evaluate("scrollTo(0, 0)")  # “Exit this page” comes along and stands over what was scrolled under it
            page.evaluate(axe_source())
            problems.extend(faults(page.evaluate(_AXE, TAGS), state))

    return look
