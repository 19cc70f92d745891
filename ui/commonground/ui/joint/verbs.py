"""The table of verbs: what each page is called, asks and says."""

from __future__ import annotations

from typing import Final

from commonground.platform.access import Action
from commonground.platform.joint.types import JointAct, PartKind, PartyState
from commonground.ui.joint import doing
from commonground.ui.joint.forms import (
    ChoosePartForm,
    CloseForm,
    CouncilForm,
    InviteForm,
    LetInForm,
    WordsForm,
)
from commonground.ui.joint.moves import Move
from commonground.ui.joint.part_forms import MinutesForm, PartForm, ShowForm
from commonground.ui.joint.parts import PART_LABELS
from commonground.ui.joint.side_forms import OurSideForm
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.i18n import lazy

WORDS: Final = {"words": "They come on two routes, after five."}
NOBODY: Final = "00000000-0000-7000-8000-000000000000"
DAY: Final = {"due_on-day": "4", "due_on-month": "12", "due_on-year": "2026"}
_EXAMPLES: Final = {
    PartKind.HARM: {"harms": "bullying"},
    PartKind.WEIGHTING: {"weight": "some_harm"},
    PartKind.COUNT: {"band": "3_5"},
    PartKind.PLACE: {"where": "The upper deck"},
    PartKind.ACTION: DAY,
    PartKind.MEETING: DAY,
}


def _add(kind: PartKind) -> Move:
    message = kind is PartKind.MESSAGE
    return Move(
        slug=f"add/{kind.value}",
        action=Action.COORDINATE_JOINT if message else Action.WORK_JOINT,
        form=PartForm,
        do=doing.add,
        heading=PART_LABELS[kind],
        explain=lazy("A message between coordinators. Nobody else reads it, and no address is passed on.")
        if message
        else lazy("It stays your council’s own: you can take it back at any time, and no word of it is left then."),
        button=lazy("Add it"),
        done=lazy("Added."),
        offer=doing.offer_part(kind),
        body=WORDS | {"keep": "90"} | _EXAMPLES.get(kind, {}),
        ids={"doer": "council", "councils": "council", "guests": "joint_guest"}
        | ({"file": "file"} if kind is PartKind.DOCUMENT else {}),
    )


MOVES: Final = (
    *(_add(kind) for kind in PartKind if kind is not PartKind.MINUTES),
    Move(
        slug="invite",
        action=Action.COORDINATE_JOINT,
        form=InviteForm,
        do=doing.invite,
        heading=lazy("Ask a council to join"),
        explain=lazy(
            "Before it has joined, it learns what kind of thing it is, which harms, about where, and that you ask."
            " No words."
        ),
        button=lazy("Ask them"),
        done=lazy("Asked. You hear what they say."),
        offer=doing.offer_councils,
        body={"council": NOBODY, "words": "It cannot wait for an agreement."},
        ids={"council": "council"},
        confirm=True,
        beside=(lazy("What is agreed with other councils, and an agreement to propose"), "/agreements"),
    ),
    Move(
        slug="take-back",
        action=Action.COORDINATE_JOINT,
        form=CouncilForm,
        do=doing.of_council(JointAct.TAKE_BACK),
        heading=lazy("Take an invitation back"),
        explain=lazy("They can join no more."),
        button=lazy("Take it back"),
        done=lazy("Taken back."),
        offer=doing.offer_parties(PartyState.INVITED),
        body={"council": NOBODY},
        ids={"council": "council"},
    ),
    Move(
        slug="hand-on",
        action=Action.COORDINATE_JOINT,
        form=OurSideForm,
        do=doing.hand_on,
        heading=lazy("Change who speaks for us"),
        explain=lazy("The others learn the name. Whoever is in that team can open it."),
        button=lazy("Save who speaks for us"),
        done=lazy("Saved."),
        offer=doing.offer_side,
        body={"place": NOBODY, "context": ""},
        ids={"place": "staff"},
    ),
    Move(
        slug="propose-lead",
        action=Action.COORDINATE_JOINT,
        form=CouncilForm,
        do=doing.of_council(JointAct.PROPOSE_LEAD),
        heading=lazy("Propose another lead"),
        explain=lazy("It changes once the other side agrees, and not before."),
        button=lazy("Propose it"),
        done=lazy("Proposed. The other side is asked."),
        offer=doing.offer_parties(PartyState.JOINED),
        body={"council": NOBODY},
        ids={"council": "council"},
    ),
    Move(
        slug="take-lead",
        action=Action.COORDINATE_JOINT,
        form=RecordForm,
        do=doing.with_words(JointAct.TAKE_LEAD),
        heading=lazy("Agree to the change of lead"),
        explain=lazy("It counts at once."),
        button=lazy("Agree"),
        done=lazy("The lead has changed."),
    ),
    Move(
        slug="refuse-lead",
        action=Action.COORDINATE_JOINT,
        form=RecordForm,
        do=doing.with_words(JointAct.REFUSE_LEAD),
        heading=lazy("Do not change the lead"),
        explain=lazy("It stays as it is."),
        button=lazy("Leave it as it is"),
        done=lazy("The lead stays as it is."),
    ),
    Move(
        slug="let-in",
        action=Action.COORDINATE_JOINT,
        form=LetInForm,
        do=doing.let_in,
        heading=lazy("Let a partner in"),
        explain=lazy(
            "They read what is marked for them, until a day, and can add what they know. All councils are told."
        ),
        button=lazy("Let them in"),
        done=lazy("They are in now."),
        offer=doing.offer_partners,
        body={"who": NOBODY, "purpose": "To plan the work on the bus.", "days": "28"},
        ids={"who": "organisation"},
        confirm=True,
    ),
    Move(
        slug="end-guest",
        action=Action.COORDINATE_JOINT,
        form=ChoosePartForm,
        do=doing.end_guest,
        heading=lazy("End what a partner sees"),
        explain=lazy("It counts at once, also on pages that they have open."),
        button=lazy("End it now"),
        done=lazy("Ended. They can open it no more."),
        offer=doing.offer_guests,
        body={"part": NOBODY},
        ids={"part": "joint_guest"},
    ),
    Move(
        slug="leave",
        action=Action.COORDINATE_JOINT,
        form=WordsForm,
        do=doing.with_words(JointAct.LEAVE),
        heading=lazy("Leave this joint concern"),
        explain=lazy(
            "All that is your council’s goes with you, and your partners are out. You keep the receipts of what you"
            " shared, and see nothing of it any more."
        ),
        button=lazy("Leave it"),
        done=lazy("Your council has left. Its receipts stay here."),
        body=WORDS,
    ),
    Move(
        slug="close",
        action=Action.COORDINATE_JOINT,
        form=CloseForm,
        do=doing.close,
        heading=lazy("Close this joint concern"),
        explain=lazy(
            "After this nothing is added. What is there stays until its time is over, or its council takes it."
        ),
        button=lazy("Close it"),
        done=lazy("Closed."),
        body=WORDS | {"outcome": "safer", "lessons": "One number to ring was enough."},
    ),
    Move(
        slug="show",
        action=Action.WORK_JOINT,
        form=ShowForm,
        do=doing.show,
        heading=lazy("Change who sees it"),
        explain=lazy("It counts at once. Whoever is not ticked any more sees nothing of it."),
        button=lazy("Save who sees it"),
        done=lazy("Saved who sees it."),
        offer=doing.offer_show,
        ids={"councils": "council", "guests": "joint_guest"},
        part=True,
    ),
    Move(
        slug="withdraw",
        action=Action.WORK_JOINT,
        form=WordsForm,
        do=doing.withdraw,
        heading=lazy("Take it back"),
        explain=lazy(
            "No word of it is left for anybody. Those who saw it keep its day, and the proof that it is gone."
        ),
        button=lazy("Take it back"),
        done=lazy("Taken back. No word of it is left."),
        offer=doing.own_part,
        body=WORDS,
        part=True,
    ),
    Move(
        slug="done",
        action=Action.WORK_JOINT,
        form=WordsForm,
        do=doing.done,
        heading=lazy("Say what came of it"),
        explain=lazy("Whoever sees the action sees that it is done."),
        button=lazy("Save"),
        done=lazy("Saved."),
        offer=doing.own_action,
        body=WORDS,
        part=True,
    ),
    Move(
        slug="minutes",
        action=Action.WORK_JOINT,
        form=MinutesForm,
        do=doing.write_minutes,
        heading=lazy("Write the minutes"),
        explain=lazy("Nobody outside your council reads them before a second person has looked through them."),
        button=lazy("Put them before a second person"),
        done=lazy("They wait for a second person now."),
        offer=doing.own_meeting,
        body=WORDS | {"agencies": "police", "people": "4"},
        part=True,
    ),
)
