"""Two tabs of one browser share a draft. Neither writes over the other without a word."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from httpx import Response

from councils import World
from resident import Form, Resident
from web import Site

CHANGED = "These answers were changed in another tab"


@dataclass
class Tab:
    """One page, open in one tab, with what is hidden in its form."""

    resident: Resident
    page: str
    hidden: dict[str, str | list[str]]

    @classmethod
    async def opened(cls, resident: Resident, page: str) -> Tab:
        return cls(resident, page, hidden((await resident.get(page)).text))

    async def sends(self, form: Form) -> Response:
        answered = await self.resident.post(self.page, {**self.hidden, **form})
        self.hidden = hidden(answered.text) or self.hidden
        return answered

    async def keeps(self, form: Form) -> int:
        return (await self.resident.post("keep", {"page": self.page, **self.hidden, **form})).status_code


def hidden(page: str) -> dict[str, str | list[str]]:
    return dict(re.findall(r'type="hidden" name="(_mark|_about)" value="([^"]*)"', page))


async def test_the_later_of_two_texts_is_told_of_the_earlier(resident: Resident) -> None:
    await resident.fill_in("kind")
    one, other = [await Tab.opened(resident, "where") for _ in range(2)]
    assert (await one.sends({"where": "The bandstand"})).status_code == 303
    told = await other.sends({"where": "The underpass", "address": "Mill Lane"})
    assert told.status_code == 409
    assert CHANGED in told.text
    assert "The bandstand" in told.text
    assert 'value="The underpass"' in told.text
    assert 'value="Mill Lane"' in told.text
    assert 'value="The bandstand"' in (await resident.get("where")).text, "nothing was written over"


async def test_pressed_once_more_this_tab_s_answers_are_kept(resident: Resident) -> None:
    await resident.fill_in("kind")
    one, other = [await Tab.opened(resident, "where") for _ in range(2)]
    await one.sends({"where": "The bandstand"})
    await other.sends({"where": "The underpass"})
    assert (await other.sends({"where": "The underpass"})).status_code == 303
    assert 'value="The underpass"' in (await resident.get("where")).text
    assert (await one.sends({"where": "The bandstand, again"})).status_code == 409, "now this one is the later"


async def test_or_the_other_s_answers_are_used(resident: Resident) -> None:
    await resident.fill_in("kind")
    one, other = [await Tab.opened(resident, "where") for _ in range(2)]
    await one.sends({"where": "The bandstand"})
    told = await other.sends({"where": "The underpass"})
    led = re.search(r'id="use-other" href="([^"]*)"', told.text)
    assert led is not None
    assert 'value="The bandstand"' in (await resident.browser.get(led[1])).text


async def test_a_place_in_one_tab_and_an_app_in_the_other(resident: Resident) -> None:
    """The whole of it: what it is about belongs to the words about where."""
    one, other = [await Tab.opened(resident, "kind") for _ in range(2)]
    await one.sends({"subject": "place"})
    one = await Tab.opened(resident, "where")
    told = await other.sends({"subject": "online"})
    assert CHANGED in told.text
    assert (await other.sends({"subject": "online"})).status_code == 303
    other = await Tab.opened(resident, "where")
    await other.sends({"where": "A chat called Night Riders", "online_handle": "nr"})
    told = await one.sends({"where": "The bandstand", "postcode": "LK4 2AA"})
    assert told.status_code == 409
    for said in ("Somewhere online", "A chat called Night Riders", "nr", 'value="The bandstand"', 'value="LK4 2AA"'):
        assert said in told.text, said
    assert (await one.sends({"where": "The bandstand", "postcode": "LK4 2AA"})).status_code == 303
    assert 'value="place" checked' in (await resident.get("kind")).text
    assert 'value="LK4 2AA"' in (await resident.get("where")).text


async def test_what_was_changed_about_it_alone_is_told_too(resident: Resident) -> None:
    await resident.fill_in("kind")
    one = await Tab.opened(resident, "where")
    other = await Tab.opened(resident, "kind")
    assert (await other.sends({"subject": "school"})).status_code == 303
    told = await one.sends({"where": "The bandstand"})
    assert told.status_code == 409
    assert "A school" in told.text


async def test_a_page_that_keeps_itself_is_no_other_tab(resident: Resident) -> None:
    await resident.fill_in("kind")
    one = await Tab.opened(resident, "where")
    for words in ("The", "The band", "The bandstand"):
        assert await one.keeps({"where": words}) == 204
    assert (await one.sends({"where": "The bandstand"})).status_code == 303
    assert (await one.sends({"where": "The bandstand!"})).status_code == 303, "pressed twice"


async def test_autosave_writes_over_nobody(resident: Resident) -> None:
    await resident.fill_in("kind")
    one, other = [await Tab.opened(resident, "where") for _ in range(2)]
    await one.sends({"where": "The bandstand"})
    assert await other.keeps({"where": "The und"}) == 409
    assert 'value="The bandstand"' in (await resident.get("where")).text


async def test_the_same_answers_twice_are_no_clash(resident: Resident) -> None:
    await resident.fill_in("kind")
    one, other = [await Tab.opened(resident, "where") for _ in range(2)]
    for tab in (one, other):
        assert (await tab.sends({"where": "The bandstand"})).status_code == 303


async def test_different_pages_in_two_tabs_are_no_clash(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    one, other = await Tab.opened(resident, "where"), await Tab.opened(resident, "what")
    assert (await other.sends(resident.answers["what"])).status_code == 303
    assert (await one.sends({"where": "The underpass"})).status_code == 303


async def test_whoever_goes_back_and_changes_an_answer_is_told_nothing(resident: Resident) -> None:
    await resident.fill_in("kind")
    for words in ("The bandstand", "The underpass", ""):
        tab = await Tab.opened(resident, "where")
        assert CHANGED not in (await tab.sends({"where": words})).text
    refused = await resident.get("where?again=1")
    assert refused.status_code == 422
    again = Tab(resident, "where", hidden(refused.text))
    assert (await again.sends({"where": "The bandstand"})).status_code == 303


async def test_a_page_that_was_refused_at_once_is_no_other_tab(resident: Resident) -> None:
    await resident.fill_in("kind")
    tab = await Tab.opened(resident, "where")
    assert (await tab.sends({"where": "turned \u202eround"})).status_code == 422
    assert (await tab.sends({"where": "turned round"})).status_code == 303


async def test_the_language_is_not_switched_over_another_s_answers(resident: Resident) -> None:
    await resident.fill_in("kind")
    one, other = [await Tab.opened(resident, "where") for _ in range(2)]
    await one.sends({"where": "The bandstand"})
    assert (await other.sends({"where": "The underpass", "_lang": "cy"})).status_code == 409
    switched = await other.sends({"where": "The underpass", "_lang": "cy"})
    assert switched.headers["location"] == resident.path("where?lang=cy")


async def test_a_draft_that_was_deleted_meanwhile_clashes_with_nothing(resident: Resident) -> None:
    await resident.fill_in("kind")
    await (await Tab.opened(resident, "where")).sends({"where": "The bandstand"})
    tab = await Tab.opened(resident, "where")
    await resident.post("delete", {})
    answered = await tab.sends({"where": "The underpass"})
    assert answered.headers["location"] == resident.path("what"), "what it was about came along"


@pytest.mark.parametrize(
    "mark", ["", "x", "a" * 8, "a" * 8 + ".b", "." * 3, "a" * 8 + "." * 9, "é" * 8 + "..", "\ud800"]
)
async def test_a_mark_of_somebody_else_s_making_is_none(resident: Resident, mark: str) -> None:
    await resident.fill_in("kind", "where")
    answered = await resident.post(
        "where", {"_mark": mark.encode("utf-8", "replace").decode(), "where": "The underpass"}
    )
    assert answered.status_code == 303
    answered = await resident.post("where", {"_mark": "a" * 8 + "..", "_about": "castle", "where": "The underpass"})
    assert answered.status_code == 303


async def test_the_neighbour_s_draft_is_another_one(site: Site, world: World) -> None:
    browser = site.browser()
    here, there = Resident(browser, world.larkmere), Resident(browser, world.hallowdene)
    for resident in (here, there):
        await resident.fill_in("kind")
    one, other = await Tab.opened(here, "where"), await Tab.opened(there, "where")
    await one.sends({"where": "The bandstand"})
    assert (await other.sends({"where": "The underpass"})).status_code == 303


@pytest.mark.usefixtures("hurried")
async def test_marks_are_no_part_of_what_is_sent(resident: Resident) -> None:
    for page in ("kind", "where", "what", "you"):
        assert (await (await Tab.opened(resident, page)).sends(resident.answers[page])).status_code == 303
    assert "_by_" not in (await resident.get("check")).text
    assert await resident.send()
