"""What the pages of support access show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonground.platform.access import Actor
from commonground.platform.access.features import WORDS, Feature
from commonground.platform.audit import TrailEntry
from commonground.platform.councils.models import Council
from commonground.platform.councils.teams import TeamList
from commonground.platform.councils.types import KIND_FACTS, LEGAL_POWER_LABELS, CouncilKind, LegalPower
from commonground.platform.listed import Listed
from commonground.platform.support.service import Grant, MyGrant, Use
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off

_CUT = lazy("The newest %(most)s times that somebody was let in are shown.")
_OPENED_CUT = lazy("Of what was opened, the newest %(most)s entries are shown. The audit record has the rest.")
SETTINGS, TEAMS = "settings", "teams"
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GrantLine:
    """`went_in` and `opened` are in words, newest first; each with its moment. `earlier`: so often before those."""

    id: UUID
    who: str
    heading: str
    reason: str
    granted: str
    standing: str
    stands: bool
    went_in: tuple[str, ...]
    earlier: int
    opened: tuple[tuple[datetime, str, str], ...]


@dataclass(frozen=True, slots=True)
class CouncilView:
    """`cut` and `opened_cut` say so where there were more grants, and more pages opened."""

    lines: tuple[GrantLine, ...]
    cut: str
    opened_cut: str


@dataclass(frozen=True, slots=True)
class MyLine:
    council: str
    reason: str
    granted: str
    standing: str


@dataclass(frozen=True, slots=True)
class OperatorView:
    lines: tuple[MyLine, ...]
    may_enter: bool


@dataclass(frozen=True, slots=True)
class SettingsView:
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TeamsView:
    teams: Sequence[TeamList]
    role_names: dict[str, str]


def council_view(grants: Listed[Grant], uses: Sequence[Use], opened: Listed[TrailEntry], now: datetime) -> CouncilView:
    lines = tuple(_line(each, uses, opened, now) for each in grants)
    return CouncilView(lines, cut_off(_CUT, grants), cut_off(_OPENED_CUT, opened))


def _line(each: Grant, uses: Sequence[Use], opened: Sequence[TrailEntry], now: datetime) -> GrantLine:
    mine = [use for use in uses if use.grant_id == each.id]
    return GrantLine(
        id=each.id,
        who=each.who,
        heading=gettext("%(who)s, %(moment)s") % {"who": each.who, "moment": moment(each.granted_at)},
        reason=each.reason,
        granted=gettext("%(moment)s, by %(who)s") % {"moment": moment(each.granted_at), "who": each.granted_by},
        standing=_standing(each, now, each.ended_by),
        stands=each.stands(now),
        went_in=tuple(map(_went_in, mine)),
        earlier=mine[0].times - len(mine) if mine else 0,
        opened=tuple((entry.at, moment(entry.at), _opened(entry)) for entry in opened if entry.subject_id == each.id),
    )


def _standing(each: Grant | MyGrant, now: datetime, by: str = "") -> str:
    if each.ended_at is not None:
        words = gettext("Ended %(moment)s by %(who)s") if by else gettext("Ended %(moment)s")
        return words % {"moment": moment(each.ended_at), "who": by}
    words = gettext("Until %(moment)s") if each.until > now else gettext("Over since %(moment)s")
    return words % {"moment": moment(each.until)}


def _went_in(use: Use) -> str:
    facts = {"moment": moment(use.entered_at), "why": use.why, "left": moment(use.left_at) if use.left_at else ""}
    words = gettext("%(moment)s, until %(left)s: %(why)s") if use.left_at else gettext("%(moment)s: %(why)s")
    return words % facts


def _opened(entry: TrailEntry) -> str:
    if entry.action.endswith(":leave"):
        return gettext("Left")
    return {SETTINGS: gettext("Settings"), TEAMS: gettext("Teams and people")}.get(
        entry.subject_kind or "", entry.subject_kind or ""
    )


def operator_view(grants: Sequence[MyGrant], now: datetime) -> OperatorView:
    lines = tuple(MyLine(each.council, each.reason, moment(each.granted_at), _standing(each, now)) for each in grants)
    return OperatorView(lines, any(each.stands(now) for each in grants))


def settings_view(council: Council, actor: Actor) -> SettingsView:
    """What is set, as far as it is no secret and no case."""
    known = {power.value for power in LegalPower}
    powers = [LEGAL_POWER_LABELS[LegalPower(code)] if code in known else code for code in council.legal_powers]
    features = {feature.value: WORDS[feature][0] for feature in Feature}
    without = [features.get(code, code) for code in council.switched_off]
    nothing = "–"
    return SettingsView(
        (
            (gettext("Name"), council.name),
            (gettext("Name in Welsh"), council.name_cy or nothing),
            (gettext("Short name"), actor.council_slug),
            (gettext("Kind"), KIND_FACTS[CouncilKind(council.kind)].label),
            (gettext("Nation"), council.nation.replace("_", " ").title()),
            (gettext("Legal powers"), ", ".join(powers) or nothing),
            (gettext("Areas"), ", ".join(council.areas) or nothing),
            (gettext("Languages"), ", ".join(council.languages) or nothing),
            (gettext("Front door"), council.front_door_phone),
            (gettext("Out of hours"), council.out_of_hours_phone),
            (gettext("Reads what comes in"), f"{council.reads_from:%H:%M}–{council.reads_until:%H:%M}"),
            (gettext("Days closed besides weekends"), str(len(council.closures))),
            (gettext("Does without"), ", ".join(without) or nothing),
            (gettext("Report form"), _form(council)),
        )
    )


def _form(council: Council) -> str:
    if council.opened_at is None:
        return gettext("Closed")
    return gettext("Open since %(moment)s") % {"moment": moment(council.opened_at)}
