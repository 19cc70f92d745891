"""Form posts that no browser would send, to every form that the staff of a council have: none is answered by an error
of ours. Each new route with a form is tried by itself; what a partner fills in goes another way to the rows, and is
sent by a partner too.

`MALFORMED_STAFF_POSTS=10000 pytest tests/isolation/test_malformed_forms.py` is the long form of it, `MALFORMED_SEED`
another stream."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from asked_on import asked_on
from commonground.platform.access import ROLES, Role
from commonground.ui.declare import Declared, Door, Effect, declared_routes
from councils import World, make_world
from figures import Figure
from malformed import Post, Question, malformed, worded
from page_rows import seed_for_pages, standing_for
from postgres import Database
from referrer import refer
from route_sweep import ID_KINDS, SHUT, fill, token_of
from seeding import Seeded
from told import ask
from web import Browser, Site, running_site

POSTS = int(os.environ.get("MALFORMED_STAFF_POSTS", "600"))
SEED = int(os.environ.get("MALFORMED_SEED", "20261129"))
PARTNERS = POSTS // 4
PEOPLE = ("manager", "screener", "ig_lead", "admin", "practitioner", "partner")
"""In the order in which they knock at a form; between them they may fill in nearly all."""


@dataclass
class Scene:
    world: World
    own: Seeded


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    async def build() -> Scene:
        world = await make_world(database)
        return Scene(world, (await seed_for_pages(world))["larkmere"])

    return asyncio.run(build())


def _forms(site: Site) -> list[tuple[str, Declared]]:
    """Path and declaration of every form of the staff."""
    return [
        (route.path, declared)
        for route, handler, declared in declared_routes(site.app)
        if "POST" in handler.http_methods  # type: ignore[attr-defined]  # HTTP handlers have them
        and declared.door is Door.STAFF
        and declared.effect is not Effect.SESSION
    ]


def _questions(declared: Declared) -> tuple[Question, ...]:
    """What the form asks, with its example’s answers as the codes that it knows."""
    body = declared.body() if declared.body else {}
    known = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in body.items()}
    return tuple(Question(name, codes) for name, codes in known.items()) or (Question("version", ("1",)),)


def _own(scene: Scene, declared: Declared) -> dict[str, str]:
    tables = {name: ID_KINDS[kind] for name, kind in declared.ids.items()}
    return {name: str(scene.own.rows[at[0]][at[1]]) if at else "larkmere" for name, at in tables.items()}


async def _signed_in(site: Site, scene: Scene, person: str) -> tuple[Browser, str]:
    browser = site.browser()
    browser.client.cookies.set("cg_session", await scene.world.token(scene.world.larkmere, person))
    return browser, await token_of(browser.client, "/account")


async def _post(browser: Browser, path: str, sent: Post) -> tuple[int, str]:
    headers = dict(sent.headers) | ({"Content-Type": sent.content_type} if sent.content_type is not None else {})
    answer = await browser.client.post(path, content=sent.body, headers=headers)
    return answer.status_code, answer.text


async def _attempts(
    site: Site, scene: Scene, address: str, declared: Declared, seed: int, number: int
) -> AsyncIterator[tuple[int, str]]:
    """Status, and what was sent and answered. Whoever is let in goes on; a form may end what its writer may do."""
    people, (browser, token) = list(PEOPLE), await _signed_in(site, scene, PEOPLE[0])
    posts = malformed(seed, _questions(declared), token)
    for _ in range(number):
        while True:
            sent = next(posts)
            status, text = await _post(browser, address, sent)
            yield status, f"{status} {sent.what}\n{sent.body[:400]!r}\n{text[:1500]}"
            if status not in SHUT or len(people) == 1:
                break
            people.pop(0)
            browser, token = await _signed_in(site, scene, people[0])
            posts = malformed(seed, _questions(declared), token)


@pytest.mark.slow
async def test_no_malformed_post_breaks_a_form_of_the_staff(scene: Scene, figure: Figure) -> None:
    statuses: Counter[int] = Counter()
    broken: list[str] = []
    reached: set[str] = set()
    async with running_site(scene.world) as site:
        forms = _forms(site)
        for number, (path, declared) in enumerate(forms):
            each = POSTS // len(forms) + (number < POSTS % len(forms))
            address = fill(path, _own(scene, declared))
            async with standing_for(scene.world, path):
                async for status, said in _attempts(site, scene, address, declared, SEED + number, each):
                    statuses[status] += 1
                    reached |= {path} if status not in SHUT else set()
                    broken += [f"{path}: {said}"] if status >= 500 else []
    figure("malformed staff posts", statuses.total())
    figure("malformed staff posts answered by 5xx", len(broken))
    figure("staff forms reached by malformed posts", len(reached))
    assert "\n".join(broken[:10]) == ""
    # The others stand before a record in a state of its own, which nobody’s seeded rows are in.
    assert len(reached) > 0.65 * len(forms), sorted({path for path, _ in forms} - reached)


def _partners_forms(site: Site) -> list[tuple[str, Declared]]:
    """Those that a partner fills in; the way in to the front door as often as four of the others."""
    known = [form for form in _forms(site) if ROLES[Role.PARTNER].reach(form[1].action) is not None]
    return known + [form for form in known if form[0] == "/refer"] * 3


async def _sent_by_partner(
    browser: Browser, address: str, declared: Declared, token: str, seed: int, number: int
) -> AsyncIterator[tuple[Post, int, str]]:
    """By turns in order but for its words, and not even that."""
    strange, chance = malformed(seed, _questions(declared), token), random.Random(seed)
    always = frozenset(declared.body() if declared.body else ())
    for turn in range(number):
        page = await browser.get(address) if turn % 2 else None
        asked = asked_on(page.text) if page and page.status_code == 200 else _questions(declared)
        sent = worded(chance, asked, token, always) if turn % 2 else next(strange)
        status, text = await _post(browser, address, sent)
        yield sent, status, text


@pytest.mark.slow
async def test_no_malformed_post_of_a_partner_breaks_a_form(scene: Scene, figure: Figure) -> None:
    statuses: Counter[int] = Counter()
    broken: list[str] = []
    counted = "select count(*) from tenants.statements where staff_id = :id"
    async with running_site(scene.world) as site:
        browser, token = await _signed_in(site, scene, "partner")
        theirs = {"reference": await refer(browser)}
        forms = _partners_forms(site)
        for number, (path, declared) in enumerate(forms):
            each = PARTNERS // len(forms) + (number < PARTNERS % len(forms))
            address = fill(path, _own(scene, declared) | theirs)
            async for sent, status, text in _sent_by_partner(browser, address, declared, token, SEED + number, each):
                statuses[status] += 1
                broken += [f"{path}: {status} {sent.body[:400]!r}\n{text[:1500]}"] if status >= 500 else []
        kept = await ask(scene.world, counted, id=scene.world.larkmere.people["partner"].staff_id)
    figure("malformed partner posts", statuses.total())
    figure("malformed partner posts answered by 5xx", len(broken))
    figure("malformed partner posts that became a referral", kept.count - 1)
    assert "\n".join(broken[:10]) == ""
    assert kept.count > 1, f"none got as far as the rows: {statuses}"
