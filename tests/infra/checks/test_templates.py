"""The rules for templates, each seen to fail."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from commonground.infra.checks import templates
from commonground.ui.shell.i18n import ngettext, speaking

GOOD_FORM = '<form method="post" action="/x" autocomplete="off">{{ csrf_input() }}</form>'
HTMX_FORM = '<form method="post" {{ hx(post="/x", target="a > b") }} autocomplete="off">{{ csrf_input() }}</form>'

BROKEN = {
    '<form method="post" autocomplete="off"></form>': "csrf_input",
    '<form method="post">{{ csrf_input() }}</form>': "autocomplete",
    '<form\n  method=POST {{ hx(post="/x", target="a > b") }} autocomplete="off"></form>': "csrf_input",
    f'{HTMX_FORM}<button name="_drop" formaction="/x/draft">': "formaction without hx()",
    '<p><input type="submit" formaction="/x/draft"></p>': "formaction without hx()",
    '<p style="color:red">': "style=",
    '<p class="x" onclick="y()">': "onclick=",
    '<a hx-get="/x">': "with hx()",
    "{{ view.text | safe }}": "safe filter",
    '{{ govukHint({"html": view.text}) }}': "html is not escaped",
    '{{ govukHint({"hint": {"html": view.text ~ "x"}}) }}': "html is not escaped",
    "{{ view.text": "unexpected end",
    "{{ panel(titleHtml=view.text) }}": "titleHtml is not escaped",
}
FINE = (
    GOOD_FORM,
    '<form method="get" action="/x"></form>',
    HTMX_FORM + '<button formaction="/x/draft" {{ hx(post="/x/draft", target="a > b") }}>',
    HTMX_FORM + '<noscript><button formaction="/x/draft"></noscript>',
    GOOD_FORM + '<button formaction="/x/draft">',
    '{{ govukHint({"html": "<b>ours</b>", "text": view.text}) }}',
    '{% set body %}<b>{{ view.text }}</b>{% endset %}{{ govukHint({"html": body}) }}',
    '<a {{ hx(get="/x") }}>',
)


@pytest.mark.parametrize(("source", "fault"), BROKEN.items())
def test_each_rule_is_seen_to_fail(tmp_path: Path, source: str, fault: str) -> None:
    path = tmp_path / "one.html"
    path.write_text(source)
    found = list(templates.faults_of(path))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize("source", FINE)
def test_what_is_fine_passes(tmp_path: Path, source: str) -> None:
    path = tmp_path / "one.html"
    path.write_text(source)
    assert list(templates.faults_of(path)) == []


def test_our_templates_keep_to_the_rules_and_every_public_text_has_welsh() -> None:
    assert templates.check() == []


def test_a_public_text_without_welsh_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "messages.po"
    monkeypatch.setattr(templates, "WELSH", empty)
    assert "Skip to main content" in templates.missing_welsh()
    assert templates.update() > 50
    assert templates.REVIEW in empty.read_text()
    assert "@" not in empty.read_text().partition("\n\n")[0]


def test_updating_twice_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "messages.po"
    copy.write_bytes(templates.WELSH.read_bytes())
    monkeypatch.setattr(templates, "WELSH", copy)
    templates.update()
    once = copy.read_bytes()
    templates.update()
    assert copy.read_bytes() == once


PLURAL = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=5; plural=(n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 0);\\n"

msgid "One name"
msgid_plural "%(num)d names"
msgstr[0] "{}"
msgstr[1] "{}"
msgstr[2] "{}"
msgstr[3] "{}"
msgstr[4] "{}"
"""
GOOD = ("%(num)d enw", "Un enw", "%(num)d enw", "%(num)d enw", "%(num)d enw")


@pytest.mark.parametrize(
    ("forms", "faults"),
    [
        (GOOD, []),
        (("Un enw", *GOOD[2:], "%(num)d enw"), ["Other placeholders in form 0 of 'One name'"]),
        ((*GOOD[:4], ""), ["Not every Welsh plural form of 'One name'"]),
        ((*GOOD[:4], "%(nmu)d enw"), ["Other placeholders in form 4 of 'One name'"]),
        (("",) * 5, []),
    ],
)
def test_each_plural_form_is_there_and_keeps_its_number(forms: tuple[str, ...], faults: list[str]) -> None:
    welsh = read_po(io.BytesIO(PLURAL.format(*forms).encode()), locale="cy")
    assert list(templates.wrong_welsh(welsh)) == faults


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 6, 11])
def test_several_hidden_names_are_not_said_to_be_one(number: int) -> None:
    said = [m for m in templates.catalogue() if "We think one name" in str(m.id)]
    one, several = tuple(said[0].id)
    with speaking("cy"):
        shown = ngettext(one, several, number)
    assert ("un enw" in shown) == (number == 1)
    assert (str(number) in shown % {"num": number}) == (number != 1)
