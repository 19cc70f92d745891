"""What the pages of a council's pathways show: everything already said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commonground.platform.reference import DECISIONS
from commonground.tenants.pathways.rules import CLOCKED
from commonground.tenants.pathways.types import KINDS, Before, Pathway, Pathways
from commonground.tenants.referrals.types import Outcome
from commonground.ui.pathways.forms import STEPS, days_words
from commonground.ui.pathways.words import asks_words, changed_words, kind_words, refers_on_words, who_words
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext

HERE: Final = "/council/pathways"


@dataclass(frozen=True, slots=True)
class PathwayLine:
    code: str
    name: str
    offered: bool
    when: str
    suggested: str
    steps: tuple[str, ...]
    beyond: str
    href: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    when: str
    who: str
    changed: str


@dataclass(frozen=True, slots=True)
class ListView:
    kind: str
    kind_name: str
    tabs: tuple[tuple[str, str, None], ...]
    here: str
    version: int
    own: bool
    lines: tuple[PathwayLine, ...]
    versions: tuple[VersionLine, ...]
    conflict: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class OneView:
    """`stands`: what stands now, beside what was typed over an older version."""

    here: str
    back: str
    kind_name: str
    heading: str
    clocked: bool
    steps: tuple[str, ...] = STEPS
    kept: str = ""
    conflict: str = ""
    stands: tuple[tuple[str, str], ...] = ()
    own: bool = False


def list_view(known: Pathways, versions: Sequence[Before], conflict: str = "", refused: str = "") -> ListView:
    return ListView(
        kind=known.kind,
        kind_name=kind_words(known.kind),
        tabs=tuple((kind_words(kind), f"{HERE}?of={kind}", None) for kind in KINDS),
        here=f"{HERE}?of={known.kind}",
        version=known.version,
        own=known.own,
        lines=tuple(_line(known, each) for each in known.pathways),
        versions=tuple(VersionLine(moment(each.at), each.who, changed_words(each)) for each in versions),
        conflict=conflict,
        refused=refused,
    )


def _line(known: Pathways, each: Pathway) -> PathwayLine:
    return PathwayLine(
        code=each.outcome.value,
        name=DECISIONS.label(each.outcome),
        offered=each.offered,
        when=each.when,
        suggested=asks_words(each) or gettext("Never"),
        steps=_steps(each),
        beyond=refers_on_words(each),
        href=f"{HERE}/one?of={known.kind}&pathway={each.outcome.value}",
    )


def _steps(each: Pathway) -> tuple[str, ...]:
    held = (gettext("Held within %(days)s") % {"days": days_words(each.days)},) if each.days else ()
    said = gettext("%(what)s: %(who)s, %(days)s")
    steps = ({"what": step.what, "who": who_words(step.who), "days": days_words(step.days)} for step in each.steps)
    return (*held, *(said % step for step in steps))


def one_view(known: Pathways, outcome: Outcome, kept: str = "", conflict: str = "") -> OneView:
    return OneView(
        here=f"{HERE}/one",
        back=f"{HERE}?of={known.kind}",
        kind_name=kind_words(known.kind),
        heading=DECISIONS.label(outcome),
        clocked=outcome in CLOCKED,
        kept=kept,
        conflict=conflict,
        stands=stands(known, outcome) if conflict else (),
        own=known.own,
    )


def stands(known: Pathways, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """The pathway as it stands now, for whoever typed over an older one."""
    line = _line(known, known.of(outcome))
    said = (
        (gettext("Offered"), gettext("Yes") if line.offered else gettext("No")),
        (gettext("When to choose it"), line.when),
        (gettext("Suggested for"), line.suggested),
        (gettext("What follows"), "; ".join(line.steps)),
        (gettext("Where it goes"), line.beyond),
    )
    return tuple((term, words) for term, words in said if words)
