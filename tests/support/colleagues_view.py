"""Everything that a colleague can reach, found from the declared routes, to be compared before and after something that
they may not know of."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import pytest

from commonground.ui.declare import Door, Effect, declared_routes
from pages import masked, text_of
from queries import nameless, parameters_of, staff_pages
from route_sweep import token_of
from viewer import Links
from ways import fill
from web import Browser, Site

_MOMENT = re.compile(
    r'datetime="[^"]*"|\b\d{1,2}(?::\d\d)?[ap]m\b|\b(?:midday|midnight)\b'
    r'|<input[^>]*name="(?:opened|looked|version|key|tab)"[^>]*>'
)
# What grows with each look, whatever else there is: these are searched for the mark, and not compared.
GROWS = ("/audit", "/account/record")
_OPTIONS = re.compile(r'<select[^>]* name="(?P<name>\w+)"[^>]*>(?P<options>.*?)</select>', re.DOTALL)
_VALUE = re.compile(r'<option value="([^"]+)"')
MOST_OPTIONS = 5
SAVED = 303


@dataclass(frozen=True)
class Look:
    """One request, and what came back without what differs each time."""

    status: int
    body: str
    raw: str


Wanted = Callable[[str], Sequence[str]]
"""What is asked for in one place: a page's parameter, or a form's field."""


def everywhere(*words: str) -> Wanted:
    return lambda _place: words


def by_turns(words: Sequence[str], turn: int) -> Wanted:
    """One of them in each place, always the same; as many people with a `turn` of their own ask for all."""
    return lambda place: (words[(zlib.crc32(place.encode()) + turn) % len(words)],)


def _still(body: str) -> str:
    return _MOMENT.sub("…", masked(body))


async def saved_at_any_version(browser: Browser, site: Site, ids: dict[str, str]) -> frozenset[str]:
    """The forms that are saved whatever others did meanwhile, such as a note's. To be asked before one compares."""
    token = await token_of(browser.client, "/account")
    addresses = dict(late_forms(site, ids, everywhere("x")))
    tried = {address: await browser.post(address, {"_token": token, **form}) for address, form in addresses.items()}
    return frozenset(address for address, answer in tried.items() if answer.status_code == SAVED)


async def looks(
    browser: Browser,
    site: Site,
    ids: dict[str, str],
    wanted: Wanted,
    *,
    but: frozenset[str],
    patch: pytest.MonkeyPatch,
) -> dict[str, Look]:
    """Each page with each of its parameters asked for what is `wanted`, and each form that is not saved. `but`: those
    that are. What is not opened for their role at all, or names nothing, is asked for once."""
    seen: dict[str, Look] = {}
    for path, typed in staff_pages(site, ids):
        page = seen[path] = await look(browser, path)
        if page.status == HTTPStatus.FORBIDDEN:
            continue
        seen[f"{path} as a part"] = await look(browser, path, htmx=True)
        parameters = sorted(await parameters_of(browser, path, typed, patch) - {"lang"})
        page_of = nameless(path, ids)
        asked = [f"{path}?{name}={value}" for name in parameters for value in wanted(f"{page_of} {name}")]
        for address in dict.fromkeys([*asked, *_ways_on(path, page.raw)]):
            seen[address] = await look(browser, address)
    token = await token_of(browser.client, "/account")
    shut = set(but)
    for address, form in late_forms(site, ids, wanted):
        if address in shut:
            continue
        answer = await browser.post(address, {"_token": token, **form})
        if answer.status_code == HTTPStatus.FORBIDDEN or (
            answer.status_code == HTTPStatus.NOT_FOUND and "/x" in address
        ):
            shut.add(address)
        seen[f"POST {address} {sorted(form.items())}"] = Look(answer.status_code, _still(answer.text), answer.text)
    return seen


def _ways_on(path: str, page: str) -> Iterator[str]:
    """What the page itself offers: its own links, and what its drop-downs narrow it to."""
    yield from (link for link in Links.of(page).hrefs if link.startswith(f"{path}?"))
    for found in _OPTIONS.finditer(page):
        for value in _VALUE.findall(found["options"])[:MOST_OPTIONS]:
            yield f"{path}?{found['name']}={value}"


async def look(browser: Browser, address: str, *, htmx: bool = False) -> Look:
    """One page, or the part of it that a script asks for."""
    answer = await browser.get(address, htmx=htmx)
    whole = f"{text_of(answer)} {answer.headers.get('location', '')}"
    return Look(answer.status_code, _still(whole), whole)


Form = Mapping[str, str | list[str]]


def late_forms(site: Site, ids: dict[str, str], wanted: Wanted) -> Iterator[tuple[str, dict[str, str | list[str]]]]:
    """Forms about a record that somebody else was quicker with, so that none is saved; each field asks for `wanted`."""
    for route, _, declared in declared_routes(site.app):
        body = dict(declared.body()) if declared.body else {}
        if declared.door is not Door.STAFF or declared.effect is not Effect.CHANGE or "version" not in body:
            continue
        address = fill(route.path, [ids.get(declared.ids[name], "x") for name in route.path_parameters])
        for field in body:
            for value in wanted(f"{route.path} {field}") if field != "version" else ():
                yield address, body | {"version": "0", field: value}


def compared(before: Mapping[str, Look], after: Mapping[str, Look]) -> list[str]:
    """The requests that were answered otherwise."""
    return [
        address
        for address, look in before.items()
        if not address.startswith(GROWS) and (look.status, look.body) != (after[address].status, after[address].body)
    ]
