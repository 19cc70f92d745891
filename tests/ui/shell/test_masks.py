"""Masks are read in the language of the page, whatever language the report was written in."""

from __future__ import annotations

import pytest

from commonground.tenants.intake.masking import TOKENS, Hidden
from commonground.ui.shell.engine import environment
from commonground.ui.shell.i18n import speaking
from commonground.ui.shell.masks import mask_meaning, read_masks


@pytest.mark.parametrize("hidden", Hidden)
@pytest.mark.parametrize("page", ["en", "cy"])
@pytest.mark.parametrize("report", ["en", "cy"])
def test_every_mask_is_in_the_language_of_the_page(hidden: Hidden, page: str, report: str) -> None:
    with speaking(page):
        template = environment().from_string("<p title='{{ text }}'>{{ text }}</p>")
        token = TOKENS[page][hidden].replace("'", "&#39;")
        assert template.render(text=f"A {TOKENS[report][hidden]} b") == f"<p title='A {token} b'>A {token} b</p>"


def test_what_is_no_mask_stays_and_is_escaped_once() -> None:
    for text in ("[sic] & <b>", "[enw]", "", "[name hidden"):
        assert read_masks(text) == text
    assert environment().from_string("{{ text }}").render(text="[sic] & <b>") == "[sic] &amp; &lt;b&gt;"


def test_whoever_hears_the_page_is_told_what_the_brackets_are() -> None:
    said = mask_meaning("[enw wedi’i guddio] yno")
    assert "govuk-visually-hidden" in said
    assert "hidden because it may tell who somebody is" in said
    assert mask_meaning("The park [sic]") == ""
