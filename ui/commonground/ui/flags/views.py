"""What is shown of warning flags: at the head of a record, and on a page of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.tenants.flags.types import TOLD_LABELS, Flag
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True)
class FlagHead:
    """The words at the head of a record; empty where none stands. `href` leads to what they are about, for whoever may
    read that."""

    words: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag in full. `standing` says whether it stands, was taken off or ended by itself."""

    words: str
    standing: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FlagsView:
    title: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    current: tuple[FlagLine, ...]
    past: tuple[FlagLine, ...]
    may: bool


def head_of(flags: Sequence[Flag], href: str) -> FlagHead:
    return FlagHead(tuple(dict.fromkeys(flag.words for flag in flags)), f"{href}/flags" if href else "")


def line_of(flag: Flag) -> FlagLine:
    return FlagLine(flag.words, _standing(flag), tuple(_facts(flag)))


def _standing(flag: Flag) -> str:
    if flag.ended_at is not None:
        said = {"who": flag.ended_by, "day": day(flag.ended_at)}
        return gettext("Taken off by %(who)s, %(day)s") % said
    until = {"day": day(flag.expires_at)}
    return (gettext("Until %(day)s") if flag.is_current else gettext("Ended by itself, %(day)s")) % until


def _facts(flag: Flag) -> list[tuple[str, str]]:
    facts = [
        (gettext("What happened, and what to do"), flag.reason),
        (gettext("Where it comes from"), flag.evidence),
        (gettext("Fairness"), f"{TOLD_LABELS[flag.told]}. {flag.fairness}"),
        (gettext("Contested"), flag.contested),
        (gettext("Put on it by"), f"{flag.raised_by}, {day(flag.raised_at)}"),
    ]
    if flag.reviewed_at is not None:
        facts.append((gettext("Last reviewed"), f"{flag.reviewed_by}, {day(flag.reviewed_at)}. {flag.review_words}"))
    facts.append((gettext("Why it came off"), flag.end_words))
    return [(term, words) for term, words in facts if words]
