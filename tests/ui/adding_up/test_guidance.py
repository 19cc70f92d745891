"""What a council wants to hear of: set by itself, for itself, and never over what somebody else has saved."""

from __future__ import annotations

import pytest

from commonground.ui.adding_up.forms import example
from web import Site

HERE = "/council/adding-up"
FORM: dict[str, str | list[str]] = {**example()}


async def test_a_council_begins_with_our_suggestion_and_sets_its_own(site: Site) -> None:
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    admin = await site.signed_in(larkmere, "admin")
    page = (await admin.get(HERE)).text
    assert '<option value="3" selected>' in page
    assert "Left empty, it says: Something small" in page
    typed = FORM | {"often_count": "5", "new_harm": "no", "targeted": "Ours to say"}
    page = (await admin.submit(HERE, typed, follow=True)).text
    assert "It counts from the next contact" in page
    assert '<option value="5" selected>' in page
    assert "Ours to say" in page
    theirs = (await (await site.signed_in(hallowdene, "admin")).get(HERE)).text
    assert '<option value="3" selected>' in theirs
    assert "Ours to say" not in theirs


async def test_the_second_of_two_sees_what_the_first_has_saved(site: Site) -> None:
    admin = await site.signed_in(site.world.hallowdene, "admin")
    await admin.submit(HERE, FORM | {"universal": "The first"})
    answer = await admin.submit(HERE, FORM | {"universal": "The second", "often_count": "8"})
    assert answer.status_code == 409
    assert "Saved now: “The first”" in answer.text
    assert "Saved now: “3”" in answer.text
    assert "The second" in answer.text


@pytest.mark.parametrize(
    ("field", "value"), [("often_count", "1"), ("often_days", "29"), ("rising_days", "x"), ("new_harm", ""),
                         ("targeted", "a" * 601)]
)  # fmt: skip  # one line
async def test_what_is_not_offered_is_refused_beside_its_question(site: Site, field: str, value: str) -> None:
    admin = await site.signed_in(site.world.larkmere, "admin")
    answer = await admin.submit(HERE, FORM | {"version": "1", field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


@pytest.mark.parametrize("person", ["screener", "practitioner", "manager"])
async def test_nobody_else_sets_it(site: Site, person: str) -> None:
    assert (await (await site.signed_in(site.world.larkmere, person)).get(HERE)).status_code == 403
