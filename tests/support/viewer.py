"""Somebody who asks for pages over HTTP, and what each of them then looks like: a sight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx

from commonground.ui.shell.notices import COOKIE
from pages import masked
from web import token_in

_WORD = re.compile(r"\W+")
Form = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Sight:
    """One page as one person sees it. With `form` it is the answer to that form. `route` is as declared."""

    name: str
    route: str
    address: str
    cookies: Mapping[str, str]
    status: int
    html: str
    brand: str = ""
    form: str = ""


@dataclass
class Viewer:
    """Somebody with a browser: asks for pages and remembers which of them were new."""

    name: str
    client: httpx.Client
    brand: str
    seen: set[str] = field(default_factory=set)
    token: str = ""

    def look(self, route: str, address: str, form: Form | None = None) -> Sight | None:
        """The page at an address, or the answer to a form; None for what is no page or was seen before."""
        body = urlencode({"_token": self.token, **form}, doseq=True) if form is not None else ""
        # As they were before: a page may take away what it shows once.
        cookies = dict(self.client.cookies)
        answer = self._send(address, body) if form is not None else self.client.get(address)
        if form is not None and answer.headers.get("location", "").partition("?")[0] == address:
            # What is to be put right is shown at the form's own address, so that going back and forth works.
            address, body = answer.headers["location"], ""
            cookies = dict(self.client.cookies)
            answer = self.client.get(address)
        if COOKIE in answer.cookies and answer.is_redirect:
            self.client.get(answer.headers["location"])  # where a browser is led: what it is told stands there
        if "<html" not in answer.text or masked(answer.text) in self.seen:
            return None
        self.seen.add(masked(answer.text))
        name = _WORD.sub(
            "-", f"{self.name}-{address}{'-sent' * (form is not None)}-{answer.status_code}-{len(self.seen)}"
        )
        return Sight(name, route, address, cookies, answer.status_code, answer.text, self.brand, body)

    def post(self, address: str, form: Form) -> httpx.Response:
        """Send a form of a page that this viewer has before them."""
        return self._send(address, urlencode({"_token": self.token, **form}, doseq=True))

    def take_token(self, page: str) -> None:
        self.token = token_in(self.client.get(page).text)

    def _send(self, address: str, body: str) -> httpx.Response:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self.client.post(address, content=body.encode(), headers=headers)


class Links(HTMLParser):
    """Links of a page, and its forms that ask for something by address."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.searches: list[tuple[str, str]] = []
        self._action = ""

    @classmethod
    def of(cls, html: str) -> Links:
        found = cls()
        found.feed(html)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.hrefs.append(given.get("href", ""))
        elif tag == "form":
            self._action = given.get("action", "") if given.get("method", "get") == "get" else ""
        elif tag == "input" and self._action and given.get("type", "text") in ("text", "search"):
            self.searches.append((self._action, given.get("name", "")))
