"""What is ticked in the list goes along from page to page: references and versions in the address, and no word of
anybody. The buttons that turn the page send the ticks, with a script and without."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from litestar.datastructures import MultiDict

from commonground.tenants.referrals.several import MOST, Pick, picked
from commonground.ui.tracker import address


def kept_in(query: MultiDict[str]) -> dict[str, Pick]:
    """What the address carries, by reference; so many as can be done at once."""
    return {pick.reference: pick for pick in picked(query.getall("pick", []))[:MOST]}


def page_at(href: str) -> str:
    """The page of the list that a button leads to; as little trusted as any address."""
    return address.write(address.read(MultiDict(parse_qsl(href.partition("?")[2]))))


def carrying(href: str, picks: Sequence[Pick]) -> str:
    """The address of a page of the list, with what is ticked."""
    asked = urlencode([("pick", pick.sent) for pick in picks])
    return f"{href}{'&' if '?' in href else '?'}{asked}" if asked else href


def elsewhere(kept: Mapping[str, Pick], shown: Collection[str]) -> tuple[str, ...]:
    """What is ticked on other pages, as the form sends it."""
    return tuple(pick.sent for reference, pick in kept.items() if reference not in shown)
