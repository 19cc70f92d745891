"""What must hold of every page in a browser: nothing refused by its policy, no barrier, nothing sticking out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Response, Route, ViewportSize

from patience import sign_of_life
from vendor import axe_source
from viewer import Sight

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
FIRST_ROW = "main tbody tr, main .cg-list > li, main .cg-log > li"
FIRST_ROW_ABOVE = 600
# Lists whose views and filters fold away when narrow. One that is filtered shows its filters.
LISTS = frozenset({"/tracker", "/contexts", "/audit", "/notifications"})

# What axe cannot decide and a person did, by rule and by a pattern of the elements; see `Glance.unclear`.
DECIDED: Mapping[tuple[str, str], str] = {
    ("hidden-content", ""): "Reported wherever anything is folded away; other pages show what is inside.",
    (
        "color-contrast",
        "<text ",
    ): "Charts are pictures to axe. Their words are the page's own black, or its soft grey of "
    "7.4:1 and more, on nothing but white and stone.",
    ("color-contrast", r'<\w+ class="[^"]*\bcg-typed\b'): "Where typed line breaks are kept, a space may hang over the "
    "end of a line, and axe takes what is under it for a cover. The words have the page's own colours.",
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
# Asked at once: each question of its own goes through three processes and back.
_FRAME = """() => ({
  title: document.title,
  wide: document.documentElement.scrollWidth,
  headings: document.querySelectorAll('h1').length,
  words: document.body.innerText,
  values: [...document.querySelectorAll('dd')].map(one => one.innerText),
})"""
# As WCAG 1.4.12 asks: nothing may be lost when somebody spaces text out. (A sheet made by script passes the policy.)
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important }'
    + ' * { word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return document.documentElement.scrollWidth;
}"""
# Once scripts may run again, a browser would hide what it drew for those without.
_UNWRAP = "() => document.querySelectorAll('noscript').forEach(one => one.replaceWith(...one.childNodes))"


@dataclass
class Glance:
    """What was found wrong with one page. `unclear` is what axe could not decide and nobody has yet."""

    sight: Sight
    scripts: bool = True
    faults: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    title: str = ""

    @property
    def problems(self) -> list[str]:
        all_of_it = (*self.faults, *self.violations, *self.unclear, *self.said)
        where = f"{self.sight.name}{'' if self.scripts else ' without scripts'}"
        return [f"{where}: {each}" for each in all_of_it]


@dataclass
class Eyes:
    """One browser, lent to whoever has a sight. `private` are words that no title may hold: titles stay in the
    browser's history."""

    profile: BrowserContext
    page: Page
    base_url: str
    private: Sequence[str] = ()
    album: Path | None = None
    """Where a picture of each page at both widths is to be kept, if anywhere."""

    def look_at(
        self, sight: Sight, closely: Sequence[ViewportSize] = (WIDE, NARROW), *, scripts: bool = True
    ) -> Glance:
        """What is wrong with it: its frame at both widths, everything else at the widths to be looked at `closely`."""
        sign_of_life()
        glance = Glance(sight, scripts)
        first, second = (NARROW, WIDE) if closely[0] == NARROW else (WIDE, NARROW)
        self._put_on(sight, first)
        with self._scripts(scripts), _listening(self.page, self.base_url, glance):
            self._check_answer(arrive(self.page, sight, self.base_url), glance)
        for size in (first, second):
            self._resize(size)
            _judge_frame(self.page, glance, size["width"])
            if self.album and scripts:
                self.page.screenshot(path=self.album / f"{sight.name[:150]}-{size['width']}.png", full_page=True)
            if size in closely:
                _ask_axe(self.page, glance, size["width"])
                if scripts:
                    _check_focus(self.page, glance, size["width"])
        if NARROW in closely:
            self._check_spacing(glance)
        if any(word and word in glance.title for word in self.private):
            glance.faults.append(f"has a private title: {glance.title}")
        return glance

    def _put_on(self, sight: Sight, size: ViewportSize) -> None:
        self.page.goto("about:blank")
        self.profile.clear_cookies()
        cookies = [{"name": name, "value": value, "url": self.base_url} for name, value in sight.cookies.items()]
        self.profile.add_cookies(cookies)  # type: ignore[arg-type]  # a list of dictionaries, typed closer
        self._resize(size)

    def _resize(self, size: ViewportSize) -> None:
        """Waits until the page is drawn anew, so it is left out where there is nothing to wait for."""
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)

    @contextmanager
    def _scripts(self, wanted: bool) -> Iterator[None]:
        """Without scripts the page is read without; only the checks afterwards run some."""
        if wanted:
            yield
            return
        session: CDPSession = self.profile.new_cdp_session(self.page)
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            yield
        finally:
            session.send("Emulation.setScriptExecutionDisabled", {"value": False})
            session.detach()
        self.page.evaluate(_UNWRAP)

    def _check_answer(self, answer: Response, glance: Glance) -> None:
        if answer.status != glance.sight.status:
            glance.faults.append(f"answered {answer.status} in the browser")

    def _check_spacing(self, glance: Glance) -> None:
        self._resize(NARROW)
        if self.page.evaluate(_SPACED) > NARROW["width"]:
            glance.faults.append("sticks out when text is spaced out")


@contextmanager
def eyes(browser: Browser, base_url: str, private: Sequence[str] = (), album: Path | None = None) -> Iterator[Eyes]:
    """Eyes that see for as long as the block lasts."""
    profile = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    try:
        yield Eyes(profile, profile.new_page(), base_url, private, album)
    finally:
        profile.close()


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


def _judge_frame(page: Page, glance: Glance, width: int) -> None:
    found = page.evaluate(_FRAME)
    glance.title = found["title"]
    if found["wide"] > width:
        glance.faults.append(f"is {found['wide']} wide at {width}")
    if found["headings"] != 1:
        glance.faults.append(f"has {found['headings']} h1")
    if not glance.title.strip():
        glance.faults.append("has no title")
    if "Undefined" in found["words"] or "None" in found["values"]:
        glance.faults.append("shows a value that is none")
    below = first_row(page) if width == NARROW["width"] and glance.sight.address in LISTS else None
    if below is not None and below > FIRST_ROW_ABOVE:
        glance.faults.append(f"begins its list at {below:.0f}")


def _ask_axe(page: Page, glance: Glance, width: int) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(axe_source())
    violations, incomplete = page.evaluate(_AXE, TAGS)
    glance.violations += [f"axe at {width}, {rule}: {nodes}" for rule, nodes in violations]
    for rule, nodes in incomplete:
        open_ones = [node for node in nodes if not _is_decided(rule, node)]
        if open_ones:
            glance.unclear.append(f"axe is not sure at {width}, {rule}: {open_ones}")


def _is_decided(rule: str, node: str) -> bool:
    return any(rule == decided and re.match(pattern, node) for decided, pattern in DECIDED)


def _check_focus(page: Page, glance: Glance, width: int) -> None:
    glance.faults += [f"{what} at {width}: {element}" for what, element in page.evaluate(_FOCUS)]
