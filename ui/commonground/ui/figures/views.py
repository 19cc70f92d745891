"""What the page of figures shows: each division as a sentence, a picture and a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from commonground.platform.access import Actor
from commonground.tenants.figures.service import own_teams
from commonground.tenants.figures.suppression import Split
from commonground.tenants.figures.types import Counted, Figures, Place, Quarter, Whose, quarters
from commonground.ui.figures.pictures import bars, grouped
from commonground.ui.figures.words import HEADINGS, NOTES, codes_of, figure, quarter_words
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext

PATH: Final = "/figures"
CAME_IN: Final = (Counted.MONTH, Counted.SOURCE, Counted.KIND, Counted.HARM, Counted.TEAM, Counted.REPEAT)
SAID: Final = (Counted.HEARD,)
DECIDED: Final = tuple(counted for counted in Counted if counted not in (*CAME_IN, *SAID))


@dataclass(frozen=True, slots=True)
class SectionView:
    id: str
    heading: str
    sentence: str
    note: str
    wide: Markup
    narrow: Markup
    rows: tuple[tuple[str, str], ...]
    none: str
    """Of which there was none."""


@dataclass(frozen=True, slots=True)
class FiguresView:
    here: str
    tabs: tuple[tuple[str, str, None], ...]
    ours: bool
    teams: str
    team: str
    team_choices: tuple[tuple[str, str], ...]
    quarter: str
    chosen: str
    choices: tuple[tuple[str, str], ...]
    volumes: tuple[tuple[str, str, str], ...]
    volume_sentence: str
    volume_wide: Markup
    volume_narrow: Markup
    parts: tuple[tuple[str, tuple[SectionView, ...]], ...]
    places: tuple[Place, ...]
    file_href: str
    taken: str


def figures_view(figures: Figures, actor: Actor, now: datetime) -> FiguresView:
    ours = figures.whose is Whose.OURS
    offered = quarters(now)[0 if ours else 1 :]
    quarter = quarter_words(figures.quarter)
    return FiguresView(
        here=address(figures.whose, figures.quarter, team=figures.team),
        tabs=_tabs(actor, figures),
        ours=ours,
        teams=figures.teams.get(figures.team) or ", ".join(sorted(figures.teams.values())),
        team=figures.team,
        team_choices=_team_choices(figures) if ours else (),
        quarter=quarter,
        chosen=figures.quarter.code,
        choices=tuple((each.code, _choice(each, now)) for each in offered),
        volumes=tuple((quarter_words(v.quarter), figure(v.received), figure(v.decided)) for v in figures.volumes),
        volume_sentence=_volume_sentence(figures, quarter),
        volume_wide=_volume_picture(figures, 720, "cg-wid cg-bars"),
        volume_narrow=_volume_picture(figures, 290, "cg-nar"),
        parts=(
            (gettext("What came in"), _sections(figures, CAME_IN)),
            (gettext("What was decided"), _sections(figures, DECIDED)),
            *([(gettext("What those who told us say"), _sections(figures, SAID))] if not ours else ()),
        ),
        places=figures.places,
        file_href=address(figures.whose, figures.quarter, f"{PATH}/figures.csv", figures.team),
        taken=moment(now),
    )


def address(whose: Whose, quarter: Quarter, path: str = PATH, team: str = "") -> str:
    asked = {"of": whose.value, "quarter": quarter.code} | ({"team": team} if team else {})
    return f"{path}?{urlencode(asked)}"


def _team_choices(figures: Figures) -> tuple[tuple[str, str], ...]:
    """None where there is nothing to choose between."""
    named = sorted(figures.teams.items(), key=lambda team: team[1])
    return (("", gettext("All of them")), *named) if len(named) > 1 else ()


def rows_of(figures: Figures, counted: Counted) -> list[tuple[str, int | None]]:
    """Every code’s words and figure, zero included; none where the division is not shown. A code that nobody can choose
    any more is said as it is."""
    parts = figures.splits[counted].parts
    if parts is None:
        return []
    words = codes_of(counted, figures)
    gone = {code: code for code in parts if code not in words}
    return [(said, parts.get(code, 0)) for code, said in (words | gone).items()]


def _sections(figures: Figures, which: tuple[Counted, ...]) -> tuple[SectionView, ...]:
    return tuple(section(figures, counted) for counted in which if counted in figures.splits)


def section(figures: Figures, counted: Counted) -> SectionView:
    rows = rows_of(figures, counted)
    there = [row for row in rows if row[1] != 0]
    heading = str(HEADINGS[counted])
    sentence = _sentence(figures.splits[counted], there)
    said = f"{heading}: " + ", ".join(f"{words} {figure(count)}" for words, count in there)
    return SectionView(
        id=f"f-{counted.value}",
        heading=heading,
        sentence=sentence,
        note=str(NOTES.get(counted, "")),
        wide=bars(there, 720, "cg-wid cg-bars", said) if there else Markup(),
        narrow=bars(there, 290, "cg-nar", said) if there else Markup(),
        rows=tuple((words, figure(count)) for words, count in rows) if there else (),
        none=", ".join(words for words, count in rows if count == 0) if there else "",
    )


def _sentence(split: Split, there: list[tuple[str, int | None]]) -> str:
    if split.parts is None:
        return gettext("Too few to divide without telling of single reports.")
    if not there:
        return gettext("None.")
    known = [(count, words) for words, count in there if count is not None]
    if not known:
        return gettext("Each part is held back, so that no small one can be worked out.")
    most, words = max(known)
    if any(count is None for _, count in there):
        return gettext("Of those shown, the most: %(words)s, %(most)s.") % {"words": words, "most": f"{most:,}"}
    said = {"words": words, "most": f"{most:,}", "total": figure(split.total)}
    return gettext("The most: %(words)s, %(most)s of %(total)s.") % said


def _volume_sentence(figures: Figures, quarter: str) -> str:
    this = next((volume for volume in figures.volumes if volume.quarter == figures.quarter), None)
    if this is None:
        return ""
    said = {"quarter": quarter, "received": figure(this.received), "decided": figure(this.decided)}
    return gettext("%(quarter)s: %(received)s came in, %(decided)s were decided.") % said


def _volume_picture(figures: Figures, width: int, css: str) -> Markup:
    """None where nothing came in and nothing was decided."""
    came, decided = gettext("came in"), gettext("decided")
    each = [(quarter_words(v.quarter), ((came, v.received), (decided, v.decided))) for v in figures.volumes]
    if not any(count != 0 for _, pair in each for _, count in pair):
        return Markup()
    said = "; ".join(f"{words}: " + ", ".join(f"{figure(n)} {what}" for what, n in pair) for words, pair in each)
    return grouped(each, width, css, f"{gettext('Quarter by quarter')}: {said}")


def _tabs(actor: Actor, figures: Figures) -> tuple[tuple[str, str, None], ...]:
    if not own_teams(actor):
        return ()
    ours = (gettext("Your teams"), address(Whose.OURS, figures.quarter, team=figures.team), None)
    return (ours, (gettext("The rest of the council"), address(Whose.OTHERS, figures.quarter), None))


def _choice(quarter: Quarter, now: datetime) -> str:
    words = quarter_words(quarter)
    return gettext("%(quarter)s, so far") % {"quarter": words} if quarter == quarters(now)[0] else words
