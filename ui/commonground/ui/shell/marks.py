"""Small pieces that stand in every row: state tags, clocks, contact heaps. Made once per value, then reused."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from markupsafe import Markup, escape

from commonground.ui.shell.i18n import language, lazy, ngettext

TAG_COLOURS = {
    "new": "blue",
    "screening": "teal",
    "active": "teal",
    "waiting": "grey",
    "draft": "grey",
    "needs_lead": "orange",
    "escalated": "red",
    "decided": "green",
    "accepted": "green",
    "restricted": "purple",
    "withdrawn": "grey",
    "closed": "grey",
}
"""State → colour. Colour a tag only if somebody should look; no yellow, which is focus."""

STATE_LABELS = {
    "new": lazy("New"),
    "screening": lazy("Screening"),
    "active": lazy("Active"),
    "waiting": lazy("Waiting for reply"),
    "draft": lazy("Draft"),
    "needs_lead": lazy("Needs a lead"),
    "escalated": lazy("Escalated"),
    "decided": lazy("Decided"),
    "accepted": lazy("Accepted"),
    "restricted": lazy("Restricted"),
    "withdrawn": lazy("Withdrawn"),
    "closed": lazy("Closed"),
}

DOT = 8
"""Radius of one contact in a heap; each overlaps the one before it by half."""
MOST_DRAWN = 6


def tag(state: str, label: str = "") -> Markup:
    """The state tag of a record; `label` replaces our usual word for the state."""
    return _tag(str(state), label or str(STATE_LABELS.get(str(state), state)))


@lru_cache(maxsize=512)
def _tag(state: str, label: str) -> Markup:
    colour = TAG_COLOURS.get(state, "grey")
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>').format(colour, label)


class DueClock(Protocol):
    """A deadline in words, as `platform.calendar` makes it. `tone`: overdue, today, soon, paused or none."""

    @property
    def word(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def tone(self) -> str: ...


ROW_CLASSES = {"overdue": "cg-over", "today": "cg-today"}


def clock(due: DueClock) -> Markup:
    """When something is due: the word, then the detail. Its row takes `row_class(due)` as well."""
    return clock_words(due.word, due.detail, late=due.tone == "overdue")


def row_class(due: DueClock) -> str:
    """The class that puts a coloured edge on a row that is late or due today."""
    return ROW_CLASSES.get(due.tone, "")


@lru_cache(maxsize=4096)
def clock_words(word: str, detail: str = "", *, late: bool = False) -> Markup:
    """A clock in words of one's own: “Decide by 4pm today”, “1 working day, council’s policy”."""
    second = Markup(" <small>{}</small>").format(detail) if detail else ""
    return Markup('<span class="cg-clock{}"><b>{}</b>{}</span>').format(" cg-over" if late else "", word, second)


def heap(count: int, *, now: bool = False) -> Markup:
    """Number of contacts with its half-discs; `now` paints the last one ochre (the pattern is met)."""
    return _heap(count, now, language())


@lru_cache(maxsize=256)
def _heap(count: int, now: bool, lang: str) -> Markup:  # noqa: ARG001  # part of the cache's key
    number = Markup("<b>{}</b>").format(count) if now else escape(count)
    noun = ngettext("contact", "contacts", count)
    words = Markup('{}<span class="govuk-visually-hidden"> {}</span>').format(number, noun)
    return words + _half_discs(min(count, MOST_DRAWN), now) if count > 1 else words


def _half_discs(count: int, now: bool) -> Markup:
    discs = Markup().join(
        Markup('<path class="{}" fill-opacity="{}" d="M{} 10a8 8 0 0 1 16 0z"/>').format(
            *(("now", "1") if now and place == count - 1 else ("s1", "0.6")), 1 + place * DOT
        )
        for place in range(count)
    )
    width = 10 + count * DOT
    return Markup('<svg class="cg-heap" viewBox="0 0 {} 10" aria-hidden="true" focusable="false">{}</svg>').format(
        width, discs
    )


MARKS = {"tag": tag, "clock": clock, "clock_words": clock_words, "row_class": row_class, "heap": heap}
