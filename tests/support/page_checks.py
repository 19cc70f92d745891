"""What must hold of every page in a browser: nothing refused by its policy, no barrier, nothing sticking out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, ViewportSize

from vendor import axe_source
from viewer import Sight

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
FIRST_ROW = "main tbody tr, main .cg-list > li, main .cg-log > li"
FIRST_ROW_ABOVE = 600

# What axe cannot decide and a person did, by rule; see `Glance.unclear`.
DECIDED: Mapping[str, str] = {
    "hidden-content": "Reported wherever anything is folded away; what is inside is looked at by other pages open.",
}

_AXE = """async tags => {
  const found = await axe.run({ runOnly: tags, resultTypes: ['violations', 'incomplete'] });
  const short = results => results.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 200))]);
  return [short(found.violations), short(found.incomplete)];
}"""
# Each element that can have focus is given it, as the Tab key would: it must be drawn differently, stand in the
# window and not be covered.
_FOCUS = """() => {
  const drawn = one => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineWidth, s.outlineColor,
    s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth].join(' '); };
  const around = (label, part) => { const s = getComputedStyle(label, part);
    return [s.boxShadow, s.outlineStyle, s.borderWidth].join(' '); };
  const look = one => drawn(one) + (one.labels && one.labels[0]
    ? around(one.labels[0], '::before') + around(one.labels[0], '::after') : '');
  const wrong = [];
  const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
  for (const one of [...all].slice(0, 150)) {
    const box = one.getBoundingClientRect();
    if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true }) || !box.width) continue;
    document.activeElement.blur();
    const before = look(one);
    one.focus({ focusVisible: true });
    if (document.activeElement !== one) { wrong.push(['takes no focus', one.outerHTML.slice(0, 120)]); continue; }
    if (look(one) === before) wrong.push(['shows no focus', one.outerHTML.slice(0, 120)]);
    one.scrollIntoView({ block: 'nearest' });
    const now = one.getClientRects()[0];
    const over = document.elementFromPoint(now.x + Math.min(now.width, innerWidth - now.x) / 2, now.y + now.height / 2);
    if (!over || !(one.contains(over) || over.contains(one) || [...(one.labels || [])].some(l => l.contains(over))))
      wrong.push(['is covered when focused', one.outerHTML.slice(0, 120)]);
  }
  document.activeElement.blur();
  scrollTo(0, 0);
  return wrong;
}"""
# As WCAG 1.4.12 asks: nothing may be lost when somebody spaces text out. (A sheet made by script passes the policy.)
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important }'
    + ' * { word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return document.documentElement.scrollWidth;
}"""


@dataclass
class Glance:
    """What was found wrong with one page. `unclear` is what axe could not decide and nobody has yet."""

    sight: Sight
    width: int
    faults: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    title: str = ""

    @property
    def problems(self) -> list[str]:
        all_of_it = (*self.faults, *self.violations, *self.unclear, *self.said)
        return [f"{self.sight.name} at {self.width}: {each}" for each in all_of_it]


@contextmanager
def eyes(
    browser: Browser, sight: Sight, base_url: str, size: ViewportSize, *, scripts: bool = True
) -> Iterator[BrowserContext]:
    """A browser of whoever had the sight, at this width."""
    with_eyes = browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce")
    cookies = [{"name": name, "value": value, "url": base_url} for name, value in sight.cookies.items()]
    with_eyes.add_cookies(cookies)  # type: ignore[arg-type]  # a list of dictionaries, typed closer
    try:
        yield with_eyes
    finally:
        with_eyes.close()


def look_at(page: Page, sight: Sight, base_url: str) -> Glance:
    """Go there and see what is wrong."""
    size = page.viewport_size
    assert size
    glance = Glance(sight, size["width"])
    with _listening(page, base_url, glance):
        arrive(page, sight, base_url)
        _judge_frame(page, glance)
        _ask_axe(page, glance)
        glance.faults += [f"{what}: {element}" for what, element in page.evaluate(_FOCUS)]
        if size["width"] == NARROW["width"] and page.evaluate(_SPACED) > size["width"]:
            glance.faults.append("sticks out when text is spaced out")
    return glance


def arrive(page: Page, sight: Sight, base_url: str) -> Response:
    """Open the page; where it is the answer to a form, send that form as the page's own address would be."""
    address = base_url + sight.address

    def send(route: Route) -> None:
        if not route.request.is_navigation_request():
            route.fallback()
            return
        headers = {**route.request.headers, "content-type": "application/x-www-form-urlencoded"}
        route.continue_(method="POST", post_data=sight.form, headers=headers)

    if sight.form:
        page.route(address, send)
    try:
        answer = page.goto(address, wait_until="load")
    finally:
        if sight.form:
            page.unroute(address, send)
    assert answer
    return answer


def first_row(page: Page) -> float | None:
    """How far down the first row of a list stands; None where there is no list."""
    rows = page.locator(FIRST_ROW)
    box = rows.first.bounding_box() if rows.count() else None
    return box["y"] if box else None


@contextmanager
def _listening(page: Page, base_url: str, glance: Glance) -> Iterator[None]:
    """Whatever the page complains of, and whatever it asks of anybody but us."""
    where = re.escape(base_url + glance.sight.address)

    def console(message: Any) -> None:
        own_refusal = glance.sight.status >= 400 and re.match(where, message.location.get("url", ""))
        if message.type in ("error", "warning") and not own_refusal:
            glance.said.append(f"said {message.text}")

    def request(asked: Any) -> None:
        if not asked.url.startswith((base_url, "data:", "blob:")):
            glance.said.append(f"asked {asked.url}")

    def error(raised: Any) -> None:
        glance.said.append(f"broke: {raised}")

    listeners: list[tuple[Any, Any]] = [("console", console), ("request", request), ("pageerror", error)]
    for event, listener in listeners:
        page.on(event, listener)
    try:
        yield
    finally:
        for event, listener in listeners:
            page.remove_listener(event, listener)


def _judge_frame(page: Page, glance: Glance) -> None:
    glance.title = page.title()
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    if wide > glance.width:
        glance.faults.append(f"is {wide} wide")
    headings = page.locator("h1").count()
    if headings != 1:
        glance.faults.append(f"has {headings} h1")
    if not glance.title.strip():
        glance.faults.append("has no title")
    if "Undefined" in page.inner_text("body") or "None" in page.locator("dd").all_inner_texts():
        glance.faults.append("shows a value that is none")


def _ask_axe(page: Page, glance: Glance) -> None:
    page.evaluate(axe_source())
    violations, incomplete = page.evaluate(_AXE, TAGS)
    glance.violations += [f"axe {rule}: {nodes}" for rule, nodes in violations]
    glance.unclear += [f"axe is not sure, {rule}: {nodes}" for rule, nodes in incomplete if rule not in DECIDED]
