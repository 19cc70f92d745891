"""Charts drawn on the server as SVG: they print, need no script, and say the same in words and in a table.

A contact is a half-disc standing on the line of its harm; bigger means more children. Each chart is drawn for a
wide and for a narrow page, so that its text never shrinks. Put a sentence with the finding above it, and draw it
with `contacts_chart` from `shell/charts.html`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from markupsafe import Markup

from commonground.ui.shell.dates import short_day, short_month
from commonground.ui.shell.i18n import gettext

MOST_LANES = 3
"""More series than this can't be told apart; the rest share the last line."""
RADII = (11, 18, 26)
LETTER = 6.7
"""Width of a letter at the charts' 13 pixels, on the safe side."""


@dataclass(frozen=True, slots=True)
class Contact:
    """`size`: 0 for one or two children, 1 for a few, 2 for many; `children` says it in words."""

    day: date
    harm: str
    size: int = 0
    children: str = ""
    this: bool = False
    joined: bool = True
    """False for a contact nearby that belongs to another context: drawn hollow."""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The council's pattern, shaded: so many days back from the chart's end."""

    days: int
    count: int


@dataclass(frozen=True, slots=True)
class ContactsChart:
    """What the template draws."""

    wide: Markup
    narrow: Markup
    small: Markup
    """For a side column: one drawing for all widths."""
    rows: tuple[Contact, ...]
    has_this: bool
    has_unjoined: bool
    colours: tuple[int, ...]
    """The lines, counted from 1, on which the other contacts of the same context stand: each has its colour."""


def contacts_chart(
    contacts: Sequence[Contact], *, since: date, until: date, pattern: Pattern | None = None
) -> ContactsChart:
    """Contacts between `since` and `until`, one line per harm. Raises `ValueError` when that is no span."""
    if until <= since:
        raise ValueError("A chart needs at least a day.")
    shown = tuple(sorted((one for one in contacts if since <= one.day <= until), key=lambda one: (one.this, one.day)))
    drawing = _Drawing(shown, since, until, pattern)
    newest_first = tuple(sorted(shown, key=lambda one: one.day, reverse=True))
    return ContactsChart(
        wide=drawing.svg(720, "cg-wid"),
        narrow=drawing.svg(290, "cg-nar"),
        small=drawing.svg(400, "cg-one"),
        rows=newest_first,
        has_this=any(one.this for one in shown),
        has_unjoined=any(not one.joined for one in shown),
        colours=drawing.colours(),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    contacts: tuple[Contact, ...]
    since: date
    until: date
    pattern: Pattern | None

    def lanes(self) -> list[str]:
        """Harms, this report's first, then by how often they came up here; those beyond the third share a line."""
        weight: Counter[str] = Counter()
        for one in self.contacts:
            weight[one.harm] += 1000 if one.this else 1 if one.joined else 0
        harms = [harm for harm, _ in weight.most_common()]
        return harms if len(harms) <= MOST_LANES else [*harms[: MOST_LANES - 1], gettext("Other harms")]

    def lane_of(self, contact: Contact, lanes: list[str]) -> int:
        return lanes.index(contact.harm) if contact.harm in lanes else len(lanes) - 1

    def colours(self) -> tuple[int, ...]:
        lanes = self.lanes()
        others = {self.lane_of(one, lanes) + 1 for one in self.contacts if one.joined and not one.this}
        return tuple(sorted(others))

    def in_words(self) -> str:
        """What the picture shows, for somebody who does not see it."""
        lanes = self.lanes()
        parts = [
            f"{lane}: " + ", ".join(short_day(one.day) for one in self.contacts if self.lane_of(one, lanes) == number)
            for number, lane in enumerate(lanes)
        ]
        return ". ".join([gettext("Contacts by harm"), *parts]) + "."

    def svg(self, width: int, css: str) -> Markup:
        lanes = self.lanes()
        beside = width >= 600  # room for the labels at the left of the discs
        frame = _Frame.fitting(width, lanes, self, beside=beside)
        parts = [self._band(frame), *(frame.lane(number, name) for number, name in enumerate(lanes))]
        parts += [self._disc(one, self.lane_of(one, lanes), frame) for one in self.contacts]
        parts += self._months(frame)
        return Markup('<svg class="cg-chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
            css, width, frame.height, self.in_words(), Markup().join(parts)
        )

    def _disc(self, contact: Contact, lane: int, frame: _Frame) -> Markup:
        look = "now" if contact.this else f"s s{lane + 1}" if contact.joined else "old"
        radius = RADII[max(0, min(contact.size, len(RADII) - 1))]
        left = round(frame.across(contact.day) - radius)
        return Markup('<path class="{}" d="M{} {}a{} {} 0 0 1 {} 0z"/>').format(
            look, left, frame.line(lane), radius, radius, 2 * radius
        )

    def _band(self, frame: _Frame) -> Markup:
        if self.pattern is None:
            return Markup()
        words = gettext("%(days)s days: %(count)s contacts") % {"days": self.pattern.days, "count": self.pattern.count}
        left = round(frame.across(max(self.since, self.until - timedelta(days=self.pattern.days))))
        right = round(frame.across(self.until))
        return Markup(
            '<rect class="band" x="{}" y="24" width="{}" height="{}"/>'
            '<text class="b" x="{}" y="18" text-anchor="end">{}</text>'
        ).format(left, right - left, frame.bottom - 18, max(right, round(len(words) * LETTER)), words)

    def _months(self, frame: _Frame) -> list[Markup]:
        """The first of each month, leaving out as many as would run into each other."""
        firsts = [first for first in _month_starts(self.since, self.until) if frame.across(first) < frame.right - 16]
        gap = min((frame.across(late) - frame.across(early) for early, late in pairwise(firsts)), default=99.0)
        step = 1 if gap >= 34 else 2 if gap >= 17 else 3
        return [
            Markup('<text class="dim" x="{}" y="{}">{}</text>').format(
                round(frame.across(first)), frame.bottom + 18, short_month(first)
            )
            for first in firsts[::step]
        ]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand in one drawing."""

    start: float
    right: float
    top: int
    pitch: int
    lanes: int
    since: date
    until: date
    beside: bool

    @classmethod
    def fitting(cls, width: int, lanes: list[str], drawing: _Drawing, *, beside: bool) -> _Frame:
        margin = max(RADII)
        longest = max((len(name) for name in lanes), default=0) * LETTER
        start = min(longest, width * 0.4) + margin if beside else 8.0 + margin
        head = 24 if drawing.pattern else 0
        pitch = 52 if beside else 62
        # A label above the line needs room over the discs of the first lane as well.
        top = head + (52 if beside else 62)
        return cls(start, width - margin, top, pitch, len(lanes), drawing.since, drawing.until, beside)

    def across(self, when: date) -> float:
        part = (when - self.since).days / (self.until - self.since).days
        return self.start + part * (self.right - self.start)

    def line(self, lane: int) -> int:
        return self.top + lane * self.pitch

    @property
    def bottom(self) -> int:
        return self.line(max(self.lanes - 1, 0))

    @property
    def height(self) -> int:
        return self.bottom + 30

    def lane(self, number: int, name: str) -> Markup:
        line = self.line(number)
        left, end = (0 if self.beside else 8), round(self.right + max(RADII) / 2)
        above = line - 6 if self.beside else line - 40
        return Markup('<text x="{}" y="{}">{}</text><path class="ax" d="M{} {}H{}"/>').format(
            left, above, name, left, line, end
        )


def _month_starts(since: date, until: date) -> list[date]:
    first = since.replace(day=1)
    starts = []
    while first <= until:
        if first >= since:
            starts.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return starts


STEPS = (24, 38, 52)


def growing(contacts: Sequence[Contact], words: Sequence[str] = ()) -> Markup:
    """The picture beside “start here”: up to four latest contacts, closer together and larger, the last in ochre.

    `words` replace the dates, one for each contact given (“last night”)."""
    named = list(zip(contacts, words or [short_day(one.day) for one in contacts], strict=True))
    latest = sorted(named, key=lambda pair: pair[0].day)[-4:]
    if not latest:
        return Markup()
    span = max((latest[-1][0].day - latest[0][0].day).days, 1)
    placed = [
        (60 + 216 * (one.day - latest[0][0].day).days / span, STEPS[max(0, min(one.size, 2))], text)
        for one, text in latest
    ]
    discs = Markup().join(
        _step(across, radius, last=number == len(placed)) for number, (across, radius, _) in enumerate(placed, start=1)
    )
    said = ", ".join(text for _, _, text in placed)
    return Markup('<svg class="cg-chart" viewBox="0 0 340 110" role="img" aria-label="{}">{}{}</svg>').format(
        gettext("Contacts: %(days)s") % {"days": said}, discs, _step_labels(placed)
    )


def _step(across: float, radius: int, *, last: bool) -> Markup:
    look = "now" if last else "s s1"
    return Markup('<path class="{}" d="M{} 110a{} {} 0 0 1 {} 0z"/>').format(
        look, round(across - radius), radius, radius, 2 * radius
    )


def _step_labels(placed: list[tuple[float, int, str]]) -> Markup:
    """Dates above their discs; one that would run into its neighbour stands higher."""
    labels: list[Markup] = []
    before: tuple[float, int] | None = None
    for number, (across, radius, text) in enumerate(placed):
        height = 102 - radius
        if before and across - before[0] < 64 and abs(height - before[1]) < 15:
            height = before[1] - 16
        before = (across, height)
        look = "b" if number == len(placed) - 1 else "dim"
        labels.append(
            Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                look, round(across), height, text
            )
        )
    return Markup().join(labels)
