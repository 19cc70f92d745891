"""What either side does with an offer: which form it asks for, and the words around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from commonground.platform.access import Action
from commonground.platform.crossings.types import Act, Side
from commonground.ui.handoffs.act_forms import (
    ConferenceForm,
    DeclineForm,
    OpenForm,
    PlainForm,
    PurgeForm,
    WordsForm,
)
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import Text, lazy

Body = Mapping[str, str]
_WORDS: Final[Body] = {"words": "Please ring our front door about it."}
_TAKER: Final[Body] = {"taker": "00000000-0000-7000-8000-000000000000.00000000-0000-7000-8000-000000000000"}


@dataclass(frozen=True, slots=True)
class Move:
    """`side`: whose it is; None for either. `opened`: it is of what was accepted, so of whoever took it. `action`: who
    may. `done`: what the next page says."""

    act: Act
    action: Action
    heading: Text
    lead: Text
    button: Text
    done: Text
    side: Side | None = Side.RECEIVER
    form: type[Form] = PlainForm
    opened: bool = False
    warning: bool = False
    confirm: bool = False
    body: Body = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.act.value.replace("_", "-")


_ALL: Final = (
    Move(
        Act.ACKNOWLEDGE,
        Action.ANSWER_CROSSING,
        lazy("Acknowledge it"),
        lazy("You say that you have it. You do not take it over, and you see no more than before."),
        lazy("Acknowledge"),
        lazy("Acknowledged. Nothing has moved."),
    ),
    Move(
        Act.ACCEPT,
        Action.ANSWER_CROSSING,
        lazy("Accept and open it"),
        lazy("Your council gets its own copy of the package. Accepting moves no responsibility."),
        lazy("Accept and open"),
        lazy("Accepted. The package is yours to read now."),
        form=OpenForm,
        confirm=True,
        body=_TAKER,
    ),
    Move(
        Act.QUERY,
        Action.ANSWER_CROSSING,
        lazy("Ask for more before you accept"),
        lazy("They can add to the package. Until you accept, you do not see what they add."),
        lazy("Ask them"),
        lazy("Asked. They are told."),
        form=WordsForm,
        body=_WORDS,
    ),
    Move(
        Act.DECLINE,
        Action.ANSWER_CROSSING,
        lazy("Decline it"),
        lazy(
            "They read why, and stay responsible. What was opened here is deleted; a referral that was made of it is"
            " your own record, and stays. The receipt says so."
        ),
        lazy("Decline"),
        lazy("Declined. They are told why."),
        form=DeclineForm,
        warning=True,
        body={"reason": "not_ours", **_WORDS},
    ),
    Move(
        Act.WITHDRAW,
        Action.PREPARE_DISCLOSURE,
        lazy("Withdraw it"),
        lazy("Nobody has accepted it: the package is erased at once, and they are told that it is withdrawn."),
        lazy("Withdraw and erase"),
        lazy("Withdrawn. The package is erased."),
        side=Side.SENDER,
        warning=True,
    ),
    Move(
        Act.ESCALATE,
        Action.PREPARE_DISCLOSURE,
        lazy("Escalate it"),
        lazy("The managers of both councils are told that this waits."),
        lazy("Escalate"),
        lazy("Escalated. Both managers are told."),
        side=Side.SENDER,
    ),
    Move(
        Act.ASK_PURGE,
        Action.PREPARE_DISCLOSURE,
        lazy("Ask them to delete their copy"),
        lazy("They have accepted it, so it is theirs to answer. Their answer is recorded on both sides."),
        lazy("Ask them to delete it"),
        lazy("Asked. Their answer comes to you."),
        side=Side.SENDER,
        form=WordsForm,
        body=_WORDS,
    ),
    Move(
        Act.ASK_MORE,
        Action.READ_HANDOFF,
        lazy("Say that the written information is not complete"),
        lazy("The clock of the transfer-in conference does not run until it is."),
        lazy("Ask for what is missing"),
        lazy("Asked. The clock waits for them."),
        form=WordsForm,
        opened=True,
        body=_WORDS,
    ),
    Move(
        Act.COMPLETE,
        Action.READ_HANDOFF,
        lazy("Say that the written information is complete"),
        lazy("The clock begins: the transfer-in conference is due in 15 working days."),
        lazy("It is complete"),
        lazy("Recorded. The clock runs."),
        opened=True,
    ),
    Move(
        Act.HOLD_CONFERENCE,
        Action.READ_HANDOFF,
        lazy("Record the transfer-in conference"),
        lazy("Until then the other council stays responsible. Recording it moves nothing by itself."),
        lazy("Record it"),
        lazy("Recorded. Say next whether you take responsibility."),
        form=ConferenceForm,
        opened=True,
        body={"held_on-day": "1", "held_on-month": "1", "held_on-year": "2026", **_WORDS},
    ),
    Move(
        Act.TAKE_RESPONSIBILITY,
        Action.READ_HANDOFF,
        lazy("Take responsibility"),
        lazy("From now on your council is responsible, and the other one is no longer."),
        lazy("We are responsible from now on"),
        lazy("Responsibility has moved to your council."),
        opened=True,
        confirm=True,
    ),
    Move(
        Act.ANSWER_PURGE,
        Action.READ_HANDOFF,
        lazy("Answer whether you delete the copy"),
        lazy("They ask you to delete what they sent. A referral that you made of it is your own record, and stays."),
        lazy("Answer them"),
        lazy("Answered. Both sides have it on record."),
        form=PurgeForm,
        opened=True,
        body={"done": "no", **_WORDS},
    ),
    Move(
        Act.SAY,
        Action.READ_HANDOFF,
        lazy("Write to the other council"),
        lazy("A short message about this handoff. Both councils keep it."),
        lazy("Send the message"),
        lazy("Sent."),
        side=None,
        form=WordsForm,
        opened=True,
        body=_WORDS,
    ),
    Move(
        Act.CLOSE,
        Action.READ_HANDOFF,
        lazy("Close it"),
        lazy("Nothing more is done with it. Both councils keep their receipts."),
        lazy("Close"),
        lazy("Closed."),
        side=None,
        opened=True,
        body=_WORDS,
    ),
)
MOVES: Final[Mapping[Act, Move]] = MappingProxyType({move.act: move for move in _ALL})
