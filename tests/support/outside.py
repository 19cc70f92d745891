"""Something told outside the platform, for tests: made over the pages, as people make it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from canaries import WATCH
from casework import Known, add_context
from councils import TestCouncil, World, canary
from local_people import last_token
from web import Browser, Site

Form = dict[str, str | list[str]]
WORRY = "Lifts and money after school"
UNTICKED = "Never to leave: the yard behind"
_CODE = re.compile(r'id="code">([^<]+)<')


@dataclass
class Outside:
    """One disclosure, its author's browser, and what goes two ways: the token by mail, the code on the page."""

    site: Site
    council: TestCouncil
    author: Browser
    href: str
    token: str = ""
    code: str = ""

    @property
    def world(self) -> World:
        return self.site.world

    @property
    def reference(self) -> str:
        return self.href.rpartition("/")[2]

    async def second(self, answer: str = "agree", by: str = "ig_lead") -> int:
        """What somebody says who is asked; the status of the answer."""
        browser = await self.site.signed_in(self.council, by)
        page = await browser.get(f"{self.href}/authorise")
        if page.status_code != 200:
            return page.status_code
        package = re.search(r'name="package" (?:type="hidden" )?value="([^"]+)"', page.text) or re.search(
            r'value="([0-9a-f-]{36})"', page.text
        )
        assert package is not None
        typed: Form = {"package": package.group(1), "answer": answer, "words": "It is the least that they need."}
        return (await browser.submit(f"{self.href}/authorise", typed)).status_code

    async def send(self) -> Outside:
        sent = await self.author.submit(self.href, {}, to=f"{self.href}/send")
        found = _CODE.search(sent.text)
        assert found is not None, sent.text
        self.code, self.token = found.group(1), await last_token(self.world, "collection")
        WATCH.gave_out(self.token, self.council.slug)
        return self

    async def withdraw(self) -> None:
        back = await self.author.submit(f"{self.href}/withdraw", {"words": "It went to the wrong ward."})
        assert back.status_code == 303

    def collecting(self) -> Browser:
        """Somebody else's browser, without any session."""
        return self.site.browser()

    async def open_with(self, browser: Browser, code: str = "", name: str = "Ada Quill") -> int:
        sent = await browser.submit(f"/collect/{self.token}", {"code": code or self.code, "name": name})
        return sent.status_code


def typed(**more: str | list[str]) -> Form:
    said: Form = {
        "version": "1", "person": "Ada Quill", "job": "Named nurse", "email": "a.quill@hospital.example",
        "phone": "020 7946 0143", "lang": "en", "chosen": ["worry"], "f_worry": WORRY, "f_tried": UNTICKED,
        "purpose": "To keep young people safe on the ward.", "basis": "ca2004_s10",
        "necessity": "They treat those who come from there.", "openness": "nobody_in_particular", "expires_days": "7",
    }  # fmt: skip  # a form
    return said | more


async def drafted(site: Site, council: TestCouncil, known: Known | None = None) -> Outside:
    """A draft of the practitioner's, about a context that they lead."""
    about = known or await add_context(site.world, council)
    author = await site.signed_in(council, "practitioner")
    here = f"/contexts/{about.reference}/disclose"
    begun = await author.submit(here, {"organisation": "St Wilfrid’s Hospital", "kind": "border_place"})
    assert begun.status_code == 303, begun.text
    return Outside(site, council, author, begun.headers["location"].removesuffix("/build"))


async def proposed(site: Site, council: TestCouncil, **more: str | list[str]) -> Outside:
    """The draft, put before a second person. What is chosen carries the council's canary."""
    made = await drafted(site, council)
    form = typed(f_worry=f"{WORRY} {canary(council.slug)}") | more
    asked = await made.author.submit(f"{made.href}/build", form | {"go": "propose"})
    if asked.status_code == 422:  # the canary may be a name: the same words again are meant
        again = re.search(r'name="looked"[^>]*value="([^"]+)"', asked.text)
        assert again is not None, asked.text
        looked = {"go": "propose", "looked": again.group(1)}
        asked = await made.author.submit(f"{made.href}/build", form | looked)
    assert asked.status_code == 303, asked.text
    return made


async def sent(site: Site, council: TestCouncil, **more: str | list[str]) -> Outside:
    made = await proposed(site, council, **more)
    assert await made.second() == 303
    return await made.send()
