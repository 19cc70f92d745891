"""What a page's forms ask, read from its HTML: fields beyond those that a form's example fills in."""

from __future__ import annotations

from html.parser import HTMLParser

from malformed import Question

_UNASKED = {"file", "submit", "button", "image"}


class _Fields(HTMLParser):
    """Of each field its codes; none: free text."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and said.get("value"):
            self.codes.setdefault(self._select, []).append(said["value"])
        if tag == "textarea" or (tag == "input" and kind not in _UNASKED):
            coded = kind in {"radio", "checkbox", "hidden"}
            self.codes.setdefault(name, []).extend([said["value"]] if coded and "value" in said else [])

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select


def asked_on(page: str) -> tuple[Question, ...]:
    """What is hidden on it is asked with its one value, its token left out."""
    fields = _Fields()
    fields.feed(page)
    return tuple(Question(name, tuple(codes)) for name, codes in fields.codes.items() if name not in {"", "_token"})
