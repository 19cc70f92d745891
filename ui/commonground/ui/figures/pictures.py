"""Bars drawn on the server: they print, need no script, and each has its figure beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from commonground.ui.figures.words import figure

_LINE: Final = 17
_LETTER: Final = 6.9
Bar = tuple[str, int | None]


def bars(rows: Sequence[Bar], width: int, css: str, said: str) -> Markup:
    """One bar to a row, its words above it where the page is narrow; what is held back has a figure and no bar."""
    longest = max((count or 0 for _, count in rows), default=0)
    parts: list[Markup] = []
    height = 0
    for words, count in rows:
        piece, taken = _bar(words, count, (count or 0) / max(longest, 1), width, height)
        parts.append(piece)
        height += taken
    return Markup('<svg class="cg-chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        css, width, height + 4, said, Markup().join(parts)
    )


def _bar(words: str, count: int | None, share: float, width: int, top: int) -> tuple[Markup, int]:
    beside = width >= 600
    start = 300 if beside else 0
    lines = textwrap.wrap(words, int((start - 12 if beside else width) / _LETTER)) or [""]
    above = 0 if beside else len(lines) * _LINE
    taken = max(len(lines) * _LINE, _LINE) + 9 if beside else above + _LINE + 11
    text = Markup().join(
        Markup('<text x="0" y="{}">{}</text>').format(top + 14 + number * _LINE, line)
        for number, line in enumerate(lines)
    )
    length = round(share * (width - start - 60))
    bar = Markup('<rect class="s1" x="{}" y="{}" width="{}" height="14"/>').format(start, top + above + 3, length)
    value = Markup('<text class="b" x="{}" y="{}">{}</text>').format(
        start + length + (8 if length else 0), top + above + 15, figure(count)
    )
    return Markup().join((text, bar if length else Markup(), value)), taken
