"""When a partner may be invited, who must agree, and what becomes of an invitation. No database, no web."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.access.sharing import needs_second, standing_access
from commonground.platform.calendar import LONDON
from commonground.platform.councils.types import LegalPower
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.disclosures.types import Told
from commonground.tenants.sharing.errors import InvitationIncompleteError, InvitationOverError, OwnProposalError
from commonground.tenants.sharing.types import (
    LONGEST_DAYS,
    POLICE_DAYS,
    PURPOSE_LIMIT,
    REASON_LIMIT,
    Basis,
    InvitationInput,
    PartnerFacts,
    State,
    Verb,
)

_MOVES: Final[Mapping[tuple[State, Verb], State]] = MappingProxyType(
    {
        (State.PROPOSED, Verb.AUTHORISE): State.ACTIVE,
        (State.PROPOSED, Verb.REFUSE): State.REFUSED,
        (State.PROPOSED, Verb.WITHDRAW): State.WITHDRAWN,
        (State.ACTIVE, Verb.END): State.ENDED,
    }
)
_UNDER: Final[Mapping[Basis, LegalPower]] = MappingProxyType(
    {
        Basis.CA1989_S47: LegalPower.CHILDREN_ACT_1989_S47,
        Basis.CA1989_S17: LegalPower.CHILDREN_ACT_1989_S17,
        Basis.CA1989_S27: LegalPower.CHILDREN_ACT_1989_S27,
        Basis.CA2004_S10: LegalPower.CHILDREN_ACT_2004_S10,
        Basis.CA2004_S11: LegalPower.CHILDREN_ACT_2004_S11,
        Basis.SSWA2014_P7: LegalPower.SSWBA_2014_PART_7,
    }
)
SECOND: Final = frozenset({Verb.AUTHORISE, Verb.REFUSE})
"""What the second person does, and nobody for themselves."""


def state_at(kept: State, until: datetime, now: datetime) -> State:
    """The state of this moment: what waits or stands ends by itself on its day."""
    over = kept in (State.PROPOSED, State.ACTIVE) and until <= now
    return State.EXPIRED if over else kept


def first_state(*, names: bool, close: bool, flagged: bool) -> State:
    """A flag is in words: nobody but a person can tell whether it means this partner. So a second one looks, each time;
    what was agreed before the flag was put stays agreed."""
    return State.PROPOSED if flagged or needs_second(names=names, close=close) else State.ACTIVE


def move(state: State, verb: Verb) -> State:
    """What the verb makes of it. Raises `InvitationOverError` where there is no such way."""
    after = _MOVES.get((state, verb))
    if after is None:
        raise InvitationOverError
    return after


def check_second(sponsor_id: UUID, second_id: UUID) -> None:
    """Raises `OwnProposalError`."""
    if sponsor_id == second_id:
        raise OwnProposalError


def end_of(now: datetime, days: int) -> datetime:
    """The end of the last day on which it stands, as people live by it."""
    last = now.astimezone(LONDON).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), LONDON)


def last_day(until: datetime) -> date:
    """The last day on which it stands, of an end that `end_of` made: the moment itself is of the day after."""
    return (until.astimezone(LONDON) - timedelta(microseconds=1)).date()


def bases_under(powers: Collection[str]) -> frozenset[Basis]:
    """On what a body with these legal powers can share: its own law, and what the UK GDPR gives to every public body.
    The law of Scotland and of Northern Ireland is not among them until somebody who knows it has read our words."""
    return frozenset(basis for basis in Basis if basis not in _UNDER or _UNDER[basis] in powers)


def check_invitation(typed: InvitationInput, facts: PartnerFacts | None, now: datetime) -> InvitationInput:
    """The invitation as it may be made; `facts` None: there is no such organisation. Raises
    `InvitationIncompleteError` with every problem."""
    said = {name: getattr(typed, name).strip() for name in ("purpose", "necessity", "untold_why", "advice")}
    tidy = replace(typed, **said)
    problems = [*_of_words(tidy), *(_of_partner(tidy, facts, now) if facts else _NO_PARTNER)]
    if problems:
        raise InvitationIncompleteError(tuple(problems))
    return tidy


_NO_PARTNER: Final = (Problem("partner", "Choose whom you invite."),)


def _of_words(typed: InvitationInput) -> Iterator[Problem]:
    if not typed.purpose or len(typed.purpose) > PURPOSE_LIMIT:
        yield Problem("purpose", f"Say for what they need it, in at most {PURPOSE_LIMIT:,} characters.")
    if typed.basis is None:
        yield Problem("basis", "Choose the lawful basis.")
    if not typed.necessity or len(typed.necessity) > REASON_LIMIT:
        yield Problem("necessity", f"Say why it can’t be done with less, in at most {REASON_LIMIT:,} characters.")
    yield from _of_openness(typed)
    if not 1 <= typed.days <= LONGEST_DAYS:
        yield Problem("days", f"An invitation lasts {LONGEST_DAYS} days at most. Then somebody looks at it again.")


def _of_openness(typed: InvitationInput) -> Iterator[Problem]:
    """As of a handoff: whoever shares names says whether those who are named know."""
    if typed.names and typed.openness is None:
        yield Problem("openness", "Names are shared: say whether they were told.")
    if typed.openness in (Told.SOME, Told.NOT_TOLD) and not typed.untold_why:
        yield Problem("untold_why", "Say why not everybody was told.")
    for name in ("untold_why", "advice"):
        if len(getattr(typed, name)) > REASON_LIMIT:
            yield Problem(name, f"Keep this to {REASON_LIMIT:,} characters.")


def _of_partner(typed: InvitationInput, facts: PartnerFacts, now: datetime) -> Iterator[Problem]:
    if facts.ended or not facts.works_there:
        yield Problem("partner", "The council works with them no more. Choose somebody else.")
    if facts.invited:
        yield Problem("partner", _invited_already(*facts.invited))
    if facts.restricted:
        yield Problem("partner", "It is restricted to named people of the council. No partner can be invited to it.")
    if typed.basis is not None and typed.basis not in facts.bases:
        yield Problem("basis", "The council does not act under this law. Choose another basis.")
    if facts.closed:
        yield Problem("partner", "It is closed. Open it again before you invite somebody to it.")
    days = min(max(typed.days, 1), LONGEST_DAYS)
    if not standing_access(
        police=facts.police, close=facts.close, person=typed.person_id, lasts=end_of(now, days) - now
    ):
        return
    if typed.person_id is None:
        yield Problem("partner", "The police have no standing access to a peer group. Invite one officer by name.")
    if typed.days > POLICE_DAYS:
        yield Problem("days", f"An officer can see a peer group for {POLICE_DAYS} days at most.")


def _invited_already(state: State, until: datetime) -> str:
    """A second one beside it would show them the same thing twice, and outlive the end of the first."""
    if state is State.PROPOSED:
        return (
            "They are proposed for it already, and a second person has to agree. To propose it otherwise, end that one."
        )
    last = last_day(until)
    return (
        f"They are invited to it already, until {last.day} {last:%B %Y}. To change what they see, end that one first."
    )


def check_still(facts: PartnerFacts | None, *, person_id: UUID | None, proposed_at: datetime, until: datetime) -> None:
    """Whether what was proposed may still be agreed to: since then the context or the partner may have become another.
    Raises `InvitationIncompleteError` with every reason why not."""
    problems = tuple(Problem("answer", words) for words in _since(facts, person_id, until - proposed_at))
    if problems:
        raise InvitationIncompleteError(problems)


def _since(facts: PartnerFacts | None, person_id: UUID | None, lasts: timedelta) -> Iterator[str]:
    if facts is None or facts.ended or not facts.works_there:
        yield "The council works with them no more. You can only refuse it."
        return
    if facts.restricted:
        yield "It is restricted to named people of the council now. No partner can be let in."
    if facts.closed:
        yield "It is closed now. A partner can be let in once it is open again."
    if standing_access(police=facts.police, close=facts.close, person=person_id, lasts=lasts):
        yield "The police have no standing access to a peer group. You can only refuse it."


def check_reason(reason: str, field: str = "reason") -> str:
    """Why it ends, or why it is agreed to. Raises `IncompleteError`."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem(field, f"Say why, in at most {REASON_LIMIT:,} characters."),))
    return reason
