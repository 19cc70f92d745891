"""The Jinja macros against the design system's own examples: when these differ, the versions do not fit together."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from importlib.metadata import version
from typing import Any

from commonground.ui.shell.forms.widgets import component
from npm import installed

SPACE = re.compile(r"\s+")


class Flat(HTMLParser):
    """Markup without what does not matter: white space, the order of attributes, how characters are written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, sorted((name, SPACE.sub(" ", value or "").strip()) for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(SPACE.sub(" ", html.unescape(data)).strip())


def flat(markup: str) -> list[object]:
    parser = Flat()
    parser.feed(markup)
    return parser.parts


def examples() -> list[tuple[str, dict[str, Any]]]:
    folder = installed("govuk") / "govuk-frontend/dist/govuk/components"
    return [
        (path.parent.name, example)
        for path in sorted(folder.glob("*/fixtures.json"))
        for example in json.loads(path.read_text())["fixtures"]
    ]


def test_every_example_of_the_design_system_comes_out_the_same() -> None:
    different = [
        f"{name}: {example['name']}"
        for name, example in examples()
        if flat(component(name, example["options"])) != flat(example["html"])
    ]
    assert len(examples()) > 600
    assert different == []


def test_the_macros_are_the_version_that_was_compared() -> None:
    assert version("govuk-frontend-jinja") == "4.1.0"
