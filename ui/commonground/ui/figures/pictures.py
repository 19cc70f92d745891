"""Bars drawn on the server: they print, need no script, and each has its figure beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from commonground.ui.figures.words import figure

_LINE: Final = 17
_LETTER: Final = 6.9
_BOLD_LETTER: Final = 8.2
_WIDE: Final = 600
_BESIDE: Final = 300
"""How far to the right bars begin where there is room for their words beside them."""
_SERIES: Final = ("s1", "s2")
Bar = tuple[str, int | None]
Group = tuple[str, tuple[Bar, ...]]


def bars(rows: Sequence[Bar], width: int, css: str, said: str) -> Markup:
    """One bar to a row, its words above it where the page is narrow; what is held back has a figure and no bar."""
    longest = max((count or 0 for _, count in rows), default=0)
    parts: list[Markup] = []
    height = 0
    for words, count in rows:
        piece, taken = _bar(words, count, (count or 0) / max(longest, 1), width, height)
        parts.append(piece)
        height += taken
    return _svg(parts, width, height, css, said)


def grouped(groups: Sequence[Group], width: int, css: str, said: str) -> Markup:
    """Two bars to a row, one under the other, each in its own colour and with its words behind its figure: one is told
    from the other without colours too."""
    each_bar = [bar for _, pair in groups for bar in pair]
    longest = max((count or 0 for _, count in each_bar), default=0)
    start, above = (_BESIDE, 0) if width >= _WIDE else (0, _LINE)
    behind = max((len(f"{figure(count)} {what}") for what, count in each_bar), default=0) * _BOLD_LETTER
    room = width - start - behind - 10
    parts: list[Markup] = []
    height = 0
    for words, each in groups:
        parts.append(Markup('<text x="0" y="{}">{}</text>').format(height + 14, words))
        for number, (series, (what, count)) in enumerate(zip(_SERIES, each, strict=True)):
            length = round((count or 0) / max(longest, 1) * room)
            parts.append(_drawn(start, height + above + number * _LINE, length, series, f"{figure(count)} {what}"))
        height += above + len(each) * _LINE + 11
    return _svg(parts, width, height, css, said)


def _svg(parts: Sequence[Markup], width: int, height: int, css: str, said: str) -> Markup:
    return Markup('<svg class="cg-chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        css, width, height + 4, said, Markup().join(parts)
    )


def _drawn(start: int, top: int, length: int, series: str, value: str) -> Markup:
    """A bar with its value behind it; nothing has no bar."""
    bar = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="14"/>').format(series, start, top + 3, length)
    text = Markup('<text class="b" x="{}" y="{}">{}</text>').format(
        start + length + (8 if length else 0), top + 15, value
    )
    return Markup().join((bar if length else Markup(), text))


def _bar(words: str, count: int | None, share: float, width: int, top: int) -> tuple[Markup, int]:
    beside = width >= _WIDE
    start = _BESIDE if beside else 0
    lines = textwrap.wrap(words, int((start - 12 if beside else width) / _LETTER)) or [""]
    above = 0 if beside else len(lines) * _LINE
    taken = max(len(lines) * _LINE, _LINE) + 9 if beside else above + _LINE + 11
    text = Markup().join(
        Markup('<text x="0" y="{}">{}</text>').format(top + 14 + number * _LINE, line)
        for number, line in enumerate(lines)
    )
    length = round(share * (width - start - 60))
    return Markup().join((text, _drawn(start, top + above, length, _SERIES[0], figure(count)))), taken
