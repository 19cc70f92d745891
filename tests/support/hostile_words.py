"""Words as somebody types them who wants them to run, and what a page would show if any did."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlparse

from playwright.sync_api import Dialog, Page

RAN: Final = "executed"
_SUM: Final = "62710561"
MEANT: Final = (
    "<script>document.title='executed';fetch('/executed')</script>",
    "<img src=/executed onerror=\"document.title='executed'\">",
    '"><svg onload="document.title=\'executed\'"><desc>',
    "' onfocus='fetch(`/executed`)' autofocus tabindex=0 x='",
    "javascript:document.title='executed'",
    "</textarea></title><script src=/executed></script>",
    "{{ 7919*7919 }} {% include 'executed' %} ${7919*7919} #{7919*7919}",
    "<a href=\"javascript:fetch('/executed')\">look</a>",
    "<svg><script href=/executed></script><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc=\"<script>fetch('/executed')</script>\"></iframe>",
    "<div hx-get='/executed' hx-trigger='load' hx-on:load='alert(1)'>x</div>",
    "<style>@import '/executed';</style><link rel=stylesheet href=/executed>",
    "<meta http-equiv=refresh content='0;url=/executed'><base href=/executed/>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;alert(1)&#60;/script&#62;",
)
"""Each sets the title to one word, opens a box or asks for one address, if it runs; a template would work out a sum."""
_HIDDEN: Final = ("@import", "[contact hidden]")
"""Until somebody with the right looks, what may be a way to reach somebody is not shown; a rule of style looks so."""
_LIVE: Final = """() => [...document.querySelectorAll('*')].filter(each => [...each.attributes].some(one =>
  /^on/i.test(one.name) || /^\\s*javascript:/i.test(one.value) && /(href|src|action|srcdoc)$/i.test(one.name)
  || one.name === 'srcdoc' || /^\\/executed/.test(one.value))).map(each => each.outerHTML.slice(0, 200))"""


def hostile_words(number: int, most: int = 190) -> str:
    """The one of this number; after one round each has a second behind it, where there is room. Never two alike."""
    chance, first = random.Random(number), MEANT[number % len(MEANT)]
    both = f"q{number} {first} {chance.choice(MEANT)}"
    return both if number >= len(MEANT) and len(both) <= most else f"q{number} {first}"


@dataclass
class Watch:
    """Over the pages of one browser profile."""

    page: Page
    ran: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.context.on("request", lambda request: self._asked(request.url))
        self.page.context.on("dialog", self._box)

    def _asked(self, url: str) -> None:
        if urlparse(url).path.startswith(f"/{RAN}"):
            self.ran.append(f"asked for {url}")

    def _box(self, dialog: Dialog) -> None:
        self.ran.append(f"opened a box: {dialog.message}")
        dialog.dismiss()

    def look(self, words: str = "", name: str = "") -> None:
        """At the page that is open, which shows these words as words. `name`: which kind of page it is."""
        self.page.wait_for_load_state()
        self.page.wait_for_timeout(50)
        where = self.page.url
        text = self.page.evaluate("document.body.textContent")
        assert any(_plain(each) in _plain(text) for each in (words, words.replace(*_HIDDEN))), (
            f"{where} does not show {words}: {text[:3000]}"
        )
        self.ran += [f"{where}: the title says so"] if self.page.title() == RAN else []
        self.ran += [f"{where}: {element}" for element in self.page.evaluate(_LIVE)]
        self.ran += [f"{where}: a template worked out a sum"] if _SUM in text else []
        self.shown |= {name} if name else set()


def _plain(text: str) -> str:
    return " ".join(text.split())
