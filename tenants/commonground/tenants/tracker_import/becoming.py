"""What each row becomes: a referral, its own words and the first line of its history. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from commonground.platform.calendar import LONDON
from commonground.platform.ids import uuid7
from commonground.platform.reference import NOT_SAID
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.intake.masking import mask_place
from commonground.tenants.referrals.types import NoReplyReason, ReferralState, Route, Verb
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.entries import Entry
from commonground.tenants.tracker_import.known_again import Planned
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.tenants.tracker_import.remarks import FedBack
from commonground.tenants.tracker_import.words import UNDECIDED

Values = dict[str, Any]
_MIDDAY: Final = time(12)
_NO_REPLY: Final = {
    FedBack.YES: NoReplyReason.TOLD_ALREADY.value,
    FedBack.NOT_NEEDED: NoReplyReason.ASKED_FOR_NONE.value,
}
"""For the others nobody knows, and nobody guesses."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings in which import, when; the team that reads what comes in, and by when it decides on what is open."""

    council: UUID
    staff: UUID
    key: UUID
    now: datetime
    team: UUID
    due: datetime


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for three tables, in the same order."""

    referrals: list[Values]
    words: list[Values]
    events: list[Values]

    def in_turn(self) -> Rows:
        """In an order that is the same in every file: of two that hold the same rows the second waits for the first,
        and neither for the other."""
        turns = sorted(range(len(self.words)), key=lambda place: self.words[place]["fingerprint"])
        return Rows(*([table[place] for place in turns] for table in (self.referrals, self.words, self.events)))


def rows_of(planned: Sequence[Planned], references: Sequence[str], by: Bringing) -> Rows:
    """One referral, in our own reference, to each row."""
    places = _Places()
    referrals = [
        _referral(each.entry, reference, by, places) for each, reference in zip(planned, references, strict=True)
    ]
    made = list(zip(planned, referrals, strict=True))
    return Rows(
        referrals,
        [_words(each, referral, by, places) for each, referral in made],
        [_event(referral, by) for referral in referrals],
    )


class _Places:
    """Places as masking leaves them, each looked at once: the same few stand in thousands of rows."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}

    def shown(self, words: str) -> str:
        if words not in self._shown:
            self._shown[words] = mask_place(words).shown
        return self._shown[words]


def title_of(entry: Entry, places: _Places | None = None) -> str:
    """What may stand in the tracker before anybody has read it: of a group, nothing of its own words; nor of what the
    sheet does not say is a place, and which may be children's names."""
    if entry.kind is SubjectKind.GROUP:
        return f"A group, row {entry.row} of the earlier tracker"
    if entry.venue is None:
        return f"Row {entry.row} of the earlier tracker"
    return " ".join((places or _Places()).shown(entry.subject).split())


def _referral(entry: Entry, reference: str, by: Bringing, places: _Places) -> Values:
    received = _moment(entry.received.day, by.now) if entry.received else by.now
    decided = entry.decision != UNDECIDED
    return {
        "tenant_id": by.council,
        "id": uuid7(),
        "reference": reference,
        "route": Route.TRACKER.value,
        "source": entry.source or NOT_SAID,
        "subject_kind": entry.kind.value,
        "title": title_of(entry, places),
        "harms": list(entry.harms),
        "children": entry.children,
        "state": (ReferralState.DECIDED if decided else ReferralState.NEW).value,
        "received_at": received,
        "decision_due_at": by.due,
        "team_id": by.team,
        "changed_at": by.now,
        **(_decision(entry, received, by.now) if decided else _OPEN),
    }


_OPEN: Final[Values] = {"outcome": None, "rationale": "", "decided_at": None, "no_reply_reason": None}


def _decision(entry: Entry, received: datetime, now: datetime) -> Values:
    """As the sheet has it: nobody here decided it. Its own words stay with the row."""
    return {
        "outcome": entry.decision,
        "rationale": f"As it stood in the earlier tracker, row {entry.row}.",
        "decided_at": max(received, _moment(entry.decided.day, now)) if entry.decided else None,
        "no_reply_reason": _NO_REPLY.get(entry.fed_back),
    }


def _moment(day: date, now: datetime) -> datetime:
    """A sheet knows days: midday, or now where that is still to come."""
    return min(datetime.combine(day, _MIDDAY, LONDON), now)


def _words(planned: Planned, referral: Values, by: Bringing, places: _Places) -> Values:
    entry = planned.entry
    values: Values = {
        "tenant_id": by.council,
        "id": uuid7(),
        "referral_id": referral["id"],
        "import_id": by.key,
        "row_number": entry.row,
        "external_reference": entry.reference,
        "fingerprint": planned.fingerprint,
        "lang": "en",
        "subject": entry.kind.value,
        "where_said": entry.subject,
        "address": entry.address,
        "postcode": entry.postcode,
        "venue": entry.venue,
        "online_handle": "",
        "group_size": None,
        "ages": [],
        "danger": None,
        "what_said": entry.concern,
        "when_said": "",
        "how_often": None,
        "helps_said": "",
        "comments": entry.comments,
        "referrer": entry.referrer,
        "children_references": entry.children_references,
        "tracker_words": "\n".join(other_cells(entry)),
        "sent_at": referral["received_at"],
    }
    return values | {
        "shown": _shown(entry, places),
        "names_masked": sum(bool(values[each]) for each in ImportedRow.free),
    }


def _shown(entry: Entry, places: _Places) -> dict[str, str]:
    """Where it is, unless that may say who; nothing else until somebody has cleared it."""
    if entry.kind is SubjectKind.GROUP or entry.venue is None:
        return {}
    return {"where_said": places.shown(entry.subject), "address": places.shown(entry.address)}


OTHER_CELLS: Final[Mapping[Field, str]] = MappingProxyType(
    {
        Field.SOURCE: "Source",
        Field.CHILDREN: "Young people",
        Field.WORKER: "Worker",
        Field.DECISION: "Decision",
        Field.RECEIVED: "Came",
        Field.KIND: "Type",
        Field.HARMS: "Harm",
        Field.DECIDED: "Day of decision",
        Field.FED_BACK: "Fed back",
    }
)
"""What their own words are kept under, of cells that are codes here."""


def other_cells(entry: Entry) -> list[str]:
    """One line to each cell that says something."""
    said = {
        Field.SOURCE: entry.source_words,
        Field.CHILDREN: entry.children_words,
        Field.WORKER: entry.worker,
        Field.DECISION: entry.decision_words,
        **dict(entry.own_words),
    }
    return [f"{name}: {said[field]}" for field, name in OTHER_CELLS.items() if said.get(field)]


def _event(referral: Values, by: Bringing) -> Values:
    return {
        "tenant_id": by.council,
        "id": uuid7(),
        "referral_id": referral["id"],
        "at": by.now,
        "staff_id": by.staff,
        "verb": Verb.RECEIVE.value,
        "from_state": None,
        "to_state": referral["state"],
        "words": "",
    }
