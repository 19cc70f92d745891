"""Which side may do what to an offer, and where it stands at this moment. No database.

The same table as `crossing.next_state` (`database/sql/068_crossings.sql`), which decides; a test compares both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from commonground.platform.crossings.types import PENDING, Act, OfferView, Side, State, Verb

_S: Final = State
_TAKES: Final = frozenset({Verb.WORK_JOINTLY, Verb.HAND_OVER})
"""What somebody accepts. A notice (inform) is opened by acknowledging it."""
_ALL: Final = frozenset(Verb)
_INFORM: Final = frozenset({Verb.INFORM})
_JOINTLY: Final = frozenset({Verb.WORK_JOINTLY})
_OVER: Final = frozenset({Verb.HAND_OVER})
_Moves = Mapping[Act, tuple[tuple[State, State, frozenset[Verb]], ...]]


def _stays(*states: State, of: frozenset[Verb] = _ALL) -> tuple[tuple[State, State, frozenset[Verb]], ...]:
    return tuple((state, state, of) for state in states)


_SENDER: Final[_Moves] = {
    Act.WITHDRAW: (
        (_S.SENT, _S.WITHDRAWN, _ALL),
        (_S.ACKNOWLEDGED, _S.WITHDRAWN, _TAKES),
        (_S.QUERIED, _S.WITHDRAWN, _ALL),
    ),
    Act.SUPPLEMENT: (
        *_stays(_S.SENT, _S.ACKNOWLEDGED, _S.ACCEPTED, _S.CONFERENCE_HELD),
        (_S.QUERIED, _S.ACKNOWLEDGED, _ALL),
    ),
    Act.ESCALATE: (
        *_stays(_S.SENT, _S.QUERIED, _S.ACCEPTED, _S.CONFERENCE_HELD, _S.DECLINED),
        *_stays(_S.ACKNOWLEDGED, of=_TAKES),
    ),
    Act.SAY: (*_stays(_S.ACKNOWLEDGED, of=_INFORM), *_stays(_S.ACCEPTED, _S.CONFERENCE_HELD, _S.MOVED)),
    Act.ASK_PURGE: (
        *_stays(_S.ACKNOWLEDGED, of=_INFORM),
        *_stays(_S.ACCEPTED, _S.CONFERENCE_HELD, _S.MOVED, _S.CLOSED),
    ),
    Act.CLOSE: (
        (_S.ACKNOWLEDGED, _S.CLOSED, _INFORM),
        (_S.ACCEPTED, _S.CLOSED, _ALL),
        (_S.CONFERENCE_HELD, _S.CLOSED, _ALL),
        (_S.MOVED, _S.CLOSED, _ALL),
        (_S.DECLINED, _S.CLOSED, _ALL),
    ),
}
_RECEIVER: Final[_Moves] = {
    Act.ACKNOWLEDGE: ((_S.SENT, _S.ACKNOWLEDGED, _ALL),),
    Act.QUERY: ((_S.SENT, _S.QUERIED, _TAKES), (_S.ACKNOWLEDGED, _S.QUERIED, _TAKES)),
    Act.ACCEPT: (
        (_S.SENT, _S.ACCEPTED, _TAKES),
        (_S.ACKNOWLEDGED, _S.ACCEPTED, _TAKES),
        (_S.QUERIED, _S.ACCEPTED, _ALL),
    ),
    Act.DECLINE: (
        (_S.SENT, _S.DECLINED, _ALL),
        (_S.ACKNOWLEDGED, _S.DECLINED, _TAKES),
        (_S.QUERIED, _S.DECLINED, _ALL),
        (_S.ACCEPTED, _S.DECLINED, _ALL),
        (_S.CONFERENCE_HELD, _S.DECLINED, _ALL),
    ),
    Act.SAY: _stays(_S.ACKNOWLEDGED, _S.QUERIED, _S.ACCEPTED, _S.CONFERENCE_HELD, _S.MOVED),
    Act.ASK_MORE: _stays(_S.ACCEPTED),
    Act.COMPLETE: _stays(_S.ACCEPTED),
    Act.HOLD_CONFERENCE: ((_S.ACCEPTED, _S.CONFERENCE_HELD, _OVER),),
    Act.TAKE_RESPONSIBILITY: ((_S.CONFERENCE_HELD, _S.MOVED, _OVER),),
    Act.ANSWER_PURGE: (
        *_stays(_S.ACKNOWLEDGED, of=_INFORM),
        *_stays(_S.ACCEPTED, _S.CONFERENCE_HELD, _S.MOVED, _S.CLOSED),
    ),
    Act.CLOSE: (
        (_S.ACKNOWLEDGED, _S.CLOSED, _INFORM),
        (_S.ACCEPTED, _S.CLOSED, _JOINTLY),
        (_S.MOVED, _S.CLOSED, _ALL),
    ),
}
_CLOCK: Final[_Moves] = {
    Act.EXPIRE: (
        (_S.SENT, _S.EXPIRED, _ALL),
        (_S.ACKNOWLEDGED, _S.EXPIRED, _TAKES),
        (_S.QUERIED, _S.EXPIRED, _ALL),
    )
}
MOVES: Final[Mapping[Side, _Moves]] = MappingProxyType(
    {Side.SENDER: _SENDER, Side.RECEIVER: _RECEIVER, Side.CLOCK: _CLOCK}
)


NEWS_GOES: Final = frozenset(before for before, _, _ in _SENDER[Act.SUPPLEMENT])
"""States in which the sender can send later news, as far as the state alone says."""


def next_state(verb: Verb, state: State, side: Side, act: Act) -> State | None:
    """Where it stands afterwards; None where this side may not do this now."""
    moves = MOVES[side].get(act, ())
    return next((after for before, after, of in moves if before is state and verb in of), None)


def acts_of(verb: Verb, standing: State, side: Side, *, purged: bool = False) -> frozenset[Act]:
    """All that this side may do now. What has expired or stopped can be taken back or declined, and nothing else.
    `purged`: the receiver has deleted their copy on request, and gets no more of it."""
    if standing is State.STOPPED:
        return frozenset({Act.WITHDRAW} if side is Side.SENDER else {Act.DECLINE})
    found = frozenset(act for act in Act if next_state(verb, standing, side, act) is not None)
    return found - {Act.SUPPLEMENT, Act.ASK_PURGE} if purged else found


def news_goes(offer: OfferView) -> bool:
    """Whether this side can send later news as it stands now."""
    return Act.SUPPLEMENT in acts_of(offer.verb, offer.standing, offer.side, purged=bool(offer.purged))


def standing(verb: Verb, state: State, *, expires_at: datetime, now: datetime, agreed: bool) -> State:
    """Where it stands at this moment: what nobody accepted by its day has expired, and what was offered under an
    agreement that is over has stopped (`agreed` false), whatever the row says still."""
    if state not in PENDING or (verb is Verb.INFORM and state is State.ACKNOWLEDGED):
        return state
    if expires_at <= now:
        return State.EXPIRED
    return state if agreed else State.STOPPED
