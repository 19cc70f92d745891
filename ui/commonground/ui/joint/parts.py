"""Parts of a joint concern as pages show them: whose each is, what it says, who sees it, and what is left of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.files.kinds import SORTS
from commonground.platform.joint.rules import slots
from commonground.platform.joint.types import Guest, Part, PartFile, PartKind, PartState
from commonground.platform.reference import AGE_BANDS, AGENCIES, CHILD_BANDS, HARMS, SEVERITIES
from commonground.tenants.joint.load import Joint
from commonground.ui.attachments.views import size_words
from commonground.ui.referrals.views import Act
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import LazyText, gettext, lazy

PART_LABELS: Final[Mapping[PartKind, LazyText]] = {
    PartKind.TEXT: lazy("What we know"),
    PartKind.PLACE: lazy("Places"),
    PartKind.TIME_PATTERN: lazy("Times"),
    PartKind.HARM: lazy("Harms"),
    PartKind.WEIGHTING: lazy("How much it weighs"),
    PartKind.COUNT: lazy("How many young people"),
    PartKind.DOCUMENT: lazy("Documents, and whom to ask for them"),
    PartKind.ACTION: lazy("Actions"),
    PartKind.MEETING: lazy("Meetings"),
    PartKind.MINUTES: lazy("Minutes"),
    PartKind.MESSAGE: lazy("Between coordinators"),
}
GONE: Final[Mapping[PartState, LazyText]] = {
    PartState.WITHDRAWN: lazy("Taken back on %(day)s. No word of it is left; what is left is the proof of that."),
    PartState.EXPIRED: lazy("Its time was over on %(day)s. No word of it is left; what is left is the proof of that."),
    PartState.LEFT: lazy("Its council left on %(day)s and took it along. What is left is the proof of that."),
}


@dataclass(frozen=True, slots=True)
class PartView:
    """`links`: what the reader may do with it. `gone`: that no word of it is left. `file`: what goes along with it."""

    id: str
    council: str
    by: str
    at: str
    words: str
    facts: tuple[tuple[str, str], ...]
    seen_by: str
    gone: str
    digest: str
    links: tuple[Act, ...]
    file: Act | None = None


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    heading: str
    parts: tuple[PartView, ...]


def file_link(file: PartFile | None, part: str) -> Act | None:
    """“PDF, 1.2 MB”: what it was called is its owner's alone. `part`: the part's address."""
    return Act(f"{gettext(SORTS[file.kind].words)}, {size_words(file.size)}", f"{part}/file") if file else None


def names_of(joint: Joint, guests: Sequence[Guest]) -> dict[UUID, str]:
    found = {each.council_id: each.council for each in joint.round.parties}
    return found | {each.id: each.label for each in guests}


def seen_by(part: Part, joint: Joint, names: Mapping[UUID, str]) -> str:
    """“Larkmere, Hallowdene, Open Door Youth”: exactly who, at this moment. `names`: of partners, those who are in."""
    mine = part.council_id == joint.council
    see = {each.council_id for each in joint.round.working if each.stands and (each.sees or not mine)}
    seen = [each for each in part.seen_by if each == part.council_id or each in see]
    return ", ".join(names[each] for each in (*seen, *part.guests) if each in names)


def said(part_kind: PartKind, codes: Collection[str]) -> list[tuple[str, str]]:
    """What the codes of a part say."""
    if part_kind is PartKind.HARM:
        return [(gettext("Harms"), ", ".join(HARMS.label(code) for code in codes if code in HARMS))]
    if part_kind is PartKind.WEIGHTING:
        return [(gettext("Weight"), ", ".join(SEVERITIES.label(code) for code in codes if code in SEVERITIES))]
    facts: dict[str, list[str]] = {}
    for code in codes:
        what, _, value = code.partition(":")
        if what == "band" and value in CHILD_BANDS:
            facts.setdefault(gettext("Young people"), []).append(CHILD_BANDS.label(value))
        elif what == "age" and value in AGE_BANDS:
            facts.setdefault(gettext("Ages"), []).append(AGE_BANDS.label(value))
        elif what == "slots" and value.isdigit():
            facts.setdefault(gettext("Told apart as"), []).extend(slots(int(value)))
        elif what == "people":
            facts.setdefault(gettext("People there"), []).append(value)
        elif code in AGENCIES:
            facts.setdefault(gettext("Agencies there"), []).append(AGENCIES.label(code))
    return [(term, ", ".join(words)) for term, words in facts.items()]


def part_facts(part: Part, names: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    facts = said(part.kind, part.codes)
    if part.due_on is not None:
        facts.append((gettext("Day") if part.kind is PartKind.MEETING else gettext("Due"), day(part.due_on)))
    if part.kind is PartKind.ACTION:
        council = names.get(part.doer_id or part.council_id, "")
        facts.append((gettext("Who does it"), ", ".join(words for words in (part.doer, council) if words)))
    if part.done_at is not None:
        facts.append((gettext("Done"), ". ".join(filter(None, (day(part.done_at), part.came_of)))))
    if part.state is PartState.STANDS:
        facts.append((gettext("Kept until"), day(part.keep_until)))
    return tuple(facts)


def part_view(part: Part, joint: Joint, names: Mapping[UUID, str], base: str, *, works: bool, live: bool) -> PartView:
    here = f"{base}/parts/{part.id}"
    mine = part.council_id == joint.council
    links = []
    if works and part.state is PartState.STANDS:
        if mine:
            links.append(Act(gettext("Take it back"), f"{here}/withdraw"))
        if mine and live:
            links.append(Act(gettext("Change who sees it"), f"{here}/show"))
        if (
            live
            and part.kind is PartKind.ACTION
            and part.done_at is None
            and joint.council in (part.council_id, part.doer_id)
        ):
            links.append(Act(gettext("Say what came of it"), f"{here}/done"))
        if live and mine and part.kind is PartKind.MEETING:
            links.append(Act(gettext("Write the minutes"), f"{here}/minutes"))
    gone = str(GONE[part.state]) % {"day": day(part.over_at)} if part.state in GONE and part.over_at else ""
    return PartView(
        id=str(part.id),
        council=f"{part.guest} ({part.council})" if part.guest else part.council,
        by=part.by_name,
        at=moment(part.at),
        words=part.words,
        facts=part_facts(part, names) if not gone else (),
        seen_by=seen_by(part, joint, names),
        gone=" ".join(words for words in (gone, part.over_words) if words),
        digest=part.digest[:16] if gone else "",
        links=tuple(links),
        file=file_link(part.file, here),
    )
