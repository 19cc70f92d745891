"""What the pages of subject access show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from commonground.platform.ids import number_of
from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.subject_access.names import occurrences
from commonground.tenants.subject_access.queries import Mention, RequestLine, still_visible
from commonground.tenants.subject_access.redaction import suggestions
from commonground.tenants.subject_access.service import names_of
from commonground.tenants.subject_access.types import (
    ASKED_BY_LABELS,
    CLOSED_WHY_LABELS,
    DECISION_LABELS,
    GROUND_LABELS,
    AnswerLanguage,
    AskedBy,
    ClosedWhy,
    Span,
)
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import LANGUAGES, gettext

HERE = "/subject-access"
Part = tuple[str, Literal["", "own", "others"]]


@dataclass(frozen=True, slots=True)
class ListLine:
    name: str
    number: str
    href: str
    received: str
    due: str
    late: bool
    standing: str


@dataclass(frozen=True, slots=True)
class ListView:
    lines: tuple[ListLine, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class MentionLine:
    label: str
    reference: str
    when: str
    href: str
    likely: bool
    standing: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class RequestView:
    """`left`: mentions that nobody has decided about; `whole`: the names, where they were searched for by them alone;
    `twice`: words that are hidden here and stand there."""

    here: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[MentionLine, ...]
    left: int
    searched: bool
    whole: str
    taken: bool
    finished: bool
    closed: bool
    may_extend: bool
    twice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecideView:
    here: str
    back: str
    label: str
    reference: str
    when: str
    likely: bool
    stale: bool
    parts: tuple[Part, ...]
    number: int
    total: int


def list_line(line: RequestLine, today: date) -> ListLine:
    name = f"{line.name} ({gettext('trial')})" if line.trial else line.name
    late = line.finished_at is None and line.due_on < today
    came, due = day(line.received_on), day(line.due_on)
    return ListLine(name, number_of(line.id), f"{HERE}/{line.id}", came, due, late, _now(line))


def _now(line: RequestLine) -> str:
    if line.finished_at is None:
        return gettext("%(number)s to decide") % {"number": line.left} if line.left else gettext("Open")
    said = gettext("Closed without an answer, %(day)s") if line.closed_why else gettext("Answered, %(day)s")
    return said % {"day": day(line.finished_at)}


def request_view(request: AccessRequest, mentions: Sequence[Mention]) -> RequestView:
    here = f"{HERE}/{request.id}"
    facts = [
        (gettext("Request"), number_of(request.id)),
        (gettext("Name"), request.name),
        (gettext("Also called"), ", ".join(request.aliases)),
        (gettext("Who asks"), ASKED_BY_LABELS[AskedBy(request.asked_by)]),
        (gettext("How we know that it is they"), request.identity_words),
        (gettext("Came"), day(request.received_on)),
        (gettext("To be answered by"), day(request.due_on)),
        (gettext("Answered in"), LANGUAGES[request.lang] if request.lang != AnswerLanguage.ENGLISH else ""),
        (gettext("Extended"), request.extension_words),
        (gettext("Searched"), moment(request.searched_at) if request.searched_at else ""),
        (gettext("Taken out"), moment(request.taken_out_at) if request.taken_out_at else ""),
        *_ending(request),
    ]
    return RequestView(
        here=here,
        facts=tuple((term, words) for term, words in facts if words),
        lines=tuple(_mention_line(here, each) for each in mentions),
        left=sum(each.decision is None and bool(each.words) for each in mentions),
        searched=request.searched_at is not None,
        whole="; ".join(names_of(request)) if request.whole_names else "",
        taken=request.taken_out_at is not None,
        finished=request.finished_at is not None,
        closed=request.closed_why is not None,
        may_extend=request.extended_at is None and request.finished_at is None,
        twice=tuple(still_visible(mentions)),
    )


def _ending(request: AccessRequest) -> list[tuple[str, str]]:
    if request.finished_at is None:
        return []
    if request.closed_why is None:
        return [(gettext("Answered"), moment(request.finished_at))]
    return [
        (gettext("Closed without an answer"), moment(request.finished_at)),
        (gettext("Why"), CLOSED_WHY_LABELS[ClosedWhy(request.closed_why)]),
        (gettext("Note"), request.closed_words),
    ]


def _mention_line(here: str, each: Mention) -> MentionLine:
    when = day(each.at) if each.at else ""
    href = f"{here}/decide?mention={each.id}" if each.words else ""
    return MentionLine(each.label, each.reference, when, href, each.likely, _standing(each), each.decision is None)


def _standing(each: Mention) -> str:
    if not each.words:
        return gettext("For somebody named on the record") if each.unseen else gettext("No longer there")
    if each.decision is None:
        return gettext("Changed since: decide again") if each.stale else gettext("To be decided")
    said = DECISION_LABELS[each.decision]
    if each.ground is not None:
        return f"{said}: {GROUND_LABELS[each.ground]}"
    return gettext("Given, %(number)s hidden") % {"number": len(each.hidden)} if each.given else said


def decide_view(request: AccessRequest, mention: Mention, number: int, total: int) -> DecideView:
    here = f"{HERE}/{request.id}"
    return DecideView(
        here=f"{here}/decide",
        back=here,
        label=mention.label,
        reference=mention.reference,
        when=day(mention.at) if mention.at else "",
        likely=mention.likely,
        stale=mention.stale,
        parts=tuple(_parts(mention.words, names_of(request), mention.copied)),
        number=number,
        total=total,
    )


def _parts(words: str, names: Sequence[str], copied: Sequence[Span]) -> list[Part]:
    """The text in pieces: the person's own names, and what is likely somebody else's."""
    marked: list[tuple[int, int, Literal["own", "others"]]] = [
        (each.span.start, each.span.end, "own") for each in occurrences(words, names)
    ]
    marked += [(span.start, span.end, "others") for span in suggestions(words, names, copied)]
    parts: list[Part] = []
    place = 0
    for start, end, kind in sorted(marked):
        if start < place:
            continue
        parts += [(words[place:start], ""), (words[start:end], kind)]
        place = end
    return [part for part in (*parts, (words[place:], "")) if part[0]]
