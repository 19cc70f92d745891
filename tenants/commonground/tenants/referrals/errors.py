"""What can be refused about a referral, each with the sentence its reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar

from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.tenants.referrals.types import ReferralState, Verb
from commonground.tenants.referrals.words import STATE_SENTENCES, VERB_PHRASES


class NotNowError(RefusedError):
    """The verb does not fit the state: most often somebody else was quicker."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self, state: ReferralState | None, verb: Verb, possible: Iterable[Verb] = ()) -> None:
        self.state = state
        self.verb = verb
        super().__init__(_not_now(state, verb, tuple(possible)))


def _not_now(state: ReferralState | None, verb: Verb, possible: tuple[Verb, ...]) -> str:
    standing = STATE_SENTENCES[state] if state else "This has not been received yet"
    sentence = f"{standing}, so you can’t {VERB_PHRASES[verb]} now."
    if not possible:
        return sentence
    phrases = [VERB_PHRASES[each] for each in possible]
    choice = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} or {phrases[-1]}"
    return f"{sentence} You can {choice}."


class DecisionIncompleteError(IncompleteError):
    """A decision lacks its reason, its context or its reply, or the reply says what it must not."""


class ReasonMissingError(IncompleteError):
    """Moving a referral needs a reason, because the next person reads it."""

    def __init__(self, verb: Verb) -> None:
        super().__init__((Problem("reason", f"Say why you want to {VERB_PHRASES[verb]}."),))


class WordsRefusedError(IncompleteError):
    """A question, a reason or news is missing or too long."""
