"""The rules for templates, each seen to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.infra.checks import templates

GOOD_FORM = '<form method="post" action="/x" autocomplete="off">{{ csrf_input() }}</form>'

BROKEN = {
    '<form method="post" autocomplete="off"></form>': "csrf_input",
    '<form method="post">{{ csrf_input() }}</form>': "autocomplete",
    '<form\n  method=POST {{ hx(post="/x", target="a > b") }} autocomplete="off"></form>': "csrf_input",
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
