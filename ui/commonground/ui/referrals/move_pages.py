"""The table of verbs with pages of their own, and the two addresses of each."""

# Long: one table, a verb to a block.
from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.linking import can_be_taken_off
from commonground.tenants.referrals.types import Verb
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.flags import showing as flags
from commonground.ui.flags.forms import FlagForm, ReviewFlagForm
from commonground.ui.letters import sending
from commonground.ui.letters.forms import LetterForm, ReferOnForm
from commonground.ui.referrals import doing
from commonground.ui.referrals.forms import (
    AskForm,
    LeadForm,
    ReasonForm,
    ReassignForm,
    ReopenForm,
    RestrictForm,
    ResumeForm,
    TakeForm,
    WordsForm,
    WriteForm,
)
from commonground.ui.referrals.moves import Move, save, show
from commonground.ui.referrals.showing import AnyRequest
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.page import Page

VERSION = {"version": "1"}
SOMEBODY = {"place": "00000000-0000-7000-8000-000000000000"}
SOMEBODY_ELSE = {"contact": "00000000-0000-7000-8000-000000000000"}
WHY = {"reason": "It belongs with people who know that part of town."}

MOVES = (
    Move(
        slug="take",
        action=Action.SCREEN_REFERRAL,
        verb=Verb.TAKE,
        form=TakeForm,
        do=doing.take,
        heading=lazy("Take it to screen"),
        explain=lazy("It will be allocated to you, and you decide what happens to it."),
        button=lazy("Take it"),
        done=lazy("It is yours to screen."),
        state="new",
        body=VERSION,
    ),
    Move(
        slug="write",
        action=Action.WRITE_TO_TELLER,
        verb=Aside.WRITE,
        form=WriteForm,
        do=doing.write,
        heading=lazy("Write to the person who told us"),
        explain=lazy("They read it with their return code, or under what they referred. It decides nothing."),
        button=lazy("Send it"),
        done=lazy("Sent."),
        state="decided",
        body=VERSION | {"words": "Thank you."},
    ),
    Move(
        slug="ask",
        action=Action.SCREEN_REFERRAL,
        verb=Verb.ASK_FOR_MORE,
        form=AskForm,
        do=doing.ask,
        heading=lazy("Ask for more"),
        explain=lazy(
            "The clock stands still until they answer. Ask only what you need in order to decide. Only the person who"
            " told us is written to: whoever else you ask, ring or write to them yourself. This records it."
        ),
        button=lazy("Ask, and stop the clock"),
        done=lazy("Recorded. The clock stands still until they answer."),
        state="screening",
        body=VERSION | {"asked": "school", "of_whom": "", "question": "Have you seen anybody wait at the gate?"},
    ),
    Move(
        slug="resume",
        action=Action.SCREEN_REFERRAL,
        verb=Verb.RESUME,
        form=ResumeForm,
        do=doing.resume,
        heading=lazy("Start the clock again"),
        explain=lazy("The answer has come, or you go on without it. As much time is left as there was."),
        button=lazy("Start the clock"),
        done=lazy("The clock runs again."),
        state="waiting",
        body=VERSION | {"words": ""},
    ),
    Move(
        slug="give-lead",
        action=Action.REASSIGN_REFERRAL,
        verb=Verb.GIVE_LEAD,
        form=LeadForm,
        do=doing.give_lead,
        heading=lazy("Give it a lead"),
        explain=lazy("Whoever leads it is told, and finds it under their own work."),
        button=lazy("Give it to them"),
        done=lazy("It has a lead now."),
        state="needs_lead",
        body=VERSION | SOMEBODY | {"words": ""},
        ids={"place": "staff"},
    ),
    Move(
        slug="reassign",
        action=Action.REASSIGN_REFERRAL,
        verb=Verb.REASSIGN,
        form=ReassignForm,
        do=doing.reassign,
        heading=lazy("Give it to a colleague"),
        explain=lazy("The clock runs on. Whoever gets it is told."),
        button=lazy("Give it to them"),
        done=lazy("It is with them now."),
        state="screening",
        body=VERSION | SOMEBODY | WHY,
        ids={"place": "staff"},
    ),
    Move(
        slug="escalate",
        action=Action.ESCALATE_REFERRAL,
        verb=Verb.ESCALATE,
        form=ReasonForm,
        do=doing.escalate,
        heading=lazy("Escalate it"),
        explain=lazy(
            "The managers of its team are told at once; where it has none, the council’s others. If somebody is in "
            "danger now, ring 999 first."
        ),
        button=lazy("Escalate it"),
        done=lazy("Escalated. Managers are told."),
        state="screening",
        body=VERSION | WHY,
    ),
    Move(
        slug="hand-back",
        action=Action.SCREEN_REFERRAL,
        verb=Verb.HAND_BACK,
        form=WordsForm,
        do=doing.hand_back,
        heading=lazy("Hand it back"),
        explain=lazy("It stands before the team again; an escalated one goes back to its screener."),
        button=lazy("Hand it back"),
        done=lazy("Handed back."),
        state="screening",
        body=VERSION | {"words": ""},
    ),
    Move(
        slug="close-withdrawn",
        action=Action.SCREEN_REFERRAL,
        verb=Verb.CLOSE_WITHDRAWN,
        form=ReasonForm,
        do=doing.close_withdrawn,
        heading=lazy("Close it as withdrawn"),
        explain=lazy(
            "The person who told us wants to withdraw it. Close it only if nobody can be in danger; if you must act "
            "on what you have read, decide instead. The record is kept."
        ),
        button=lazy("Close it as withdrawn"),
        done=lazy("Closed as withdrawn."),
        state="screening",
        body=VERSION | {"reason": "They rang: it was about another park, and somebody has told us of that one."},
    ),
    Move(
        slug="reopen",
        action=Action.REOPEN_REFERRAL,
        verb=Verb.REOPEN,
        form=ReopenForm,
        do=doing.reopen,
        heading=lazy("Reopen it"),
        explain=lazy("A new clock starts. What was decided stays in the history."),
        button=lazy("Reopen it"),
        done=lazy("Open again, with a new clock."),
        state="decided",
        body=VERSION | WHY | {"keep": "me"},
    ),
    Move(
        slug="flag",
        action=Action.FLAG_RECORD,
        verb=None,
        form=FlagForm,
        do=flags.put,
        heading=lazy("Put a warning flag on it"),
        explain=lazy("Everybody who can open it reads this first. It stands for 90 days at most."),
        button=lazy("Put it on the record"),
        done=lazy("The flag stands on the record."),
        state="screening",
        body=VERSION | flags.EXAMPLE,
    ),
    Move(
        slug="review-flag",
        action=Action.FLAG_RECORD,
        verb=None,
        form=ReviewFlagForm,
        do=flags.review,
        heading=lazy("Review a warning flag"),
        explain=lazy("Is it still true, still needed and still fair? Say why, either way."),
        button=lazy("Save the review"),
        done=lazy("The review is saved."),
        state="screening",
        body=VERSION | flags.EXAMPLE_REVIEW,
        ids={"flag": "flag"},
    ),
    Move(
        slug="restrict",
        action=Action.RESTRICT_RECORD,
        verb=None,
        form=RestrictForm,
        do=doing.restrict,
        heading=lazy("Restrict it to named people"),
        explain=lazy("Nobody else will find it in lists, searches, numbers, suggestions or exports."),
        button=lazy("Save who can open it"),
        done=lazy("Saved who can open it."),
        state="new",
        body=VERSION | WHY | {"open_to": "everybody"},
        ids={"named": "staff"},
        confirm=True,
    ),
    Move(
        slug="unlink",
        action=Action.LINK_REFERRAL,
        verb=Aside.UNLINK,
        form=ReasonForm,
        do=doing.unlink,
        heading=lazy("Take it off its context"),
        explain=lazy(
            "It is not counted there any more. Both records say that it was there; the referral says why it is not."
            " Whoever may open the referral stays the same."
        ),
        button=lazy("Take it off"),
        done=lazy("It stands on no context now."),
        state="screening",
        body=VERSION | WHY,
        fits=can_be_taken_off,
    ),
    Move(
        slug="refer-on",
        action=Action.SEND_OUT,
        verb=Aside.REFER_ON,
        form=ReferOnForm,
        do=sending.refer_on,
        heading=lazy("Refer it on"),
        explain=lazy(
            "They get an e-mail that asks them to ring you, with the reference and nothing else. If somebody is in"
            " danger now, ring 999, and ring them instead of writing."
        ),
        button=lazy("Look at the e-mail first"),
        button_then=lazy("Send this e-mail"),
        done=lazy("Referred on. The history says whether the e-mail arrives."),
        state="screening",
        body=VERSION | SOMEBODY_ELSE | {"lang": "en", "reason": "Its licence is theirs to look at."},
        ids={"contact": "ring_contact"},
        confirm=True,
    ),
    Move(
        slug="letter",
        action=Action.SEND_OUT,
        verb=None,
        form=LetterForm,
        do=sending.write,
        heading=lazy("Write a letter"),
        explain=lazy(
            "It says whom to ring, and to whoever told us what they were answered; nothing of anybody. It is kept"
            " here, and you print it."
        ),
        button=lazy("Look at the letter first"),
        button_then=lazy("Keep it, to print"),
        done=lazy("Kept. Print it from this page."),
        state="decided",
        body=VERSION | {"kind": "business"},
        settled=True,
        confirm=True,
    ),
)


def _pages(move: Move) -> list[HTTPRouteHandler]:
    """The form's page and what it sends to."""
    path, ids = f"/referrals/{{reference:str}}/{move.slug}", {"reference": "referral", **move.ids}

    @get(
        path,
        opt=declare(move.action, ids={"reference": "referral"}, confirm=move.confirm),
        name=f"referral.{move.slug}",
    )
    async def page(work: RequestWork, reference: FromPath[str]) -> Page:
        return await show(move, work, reference)

    @post(
        path,
        status_code=200,
        opt=declare(
            move.action,
            effect=Effect.CHANGE,
            ids=ids,
            body=lambda: dict(move.body),
            state=move.state,
            confirm=move.confirm,
        ),
        name=f"referral.{move.slug}.save",
    )
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await save(move, request, work, reference)

    return [page, sent]


MOVE_HANDLERS = [handler for move in MOVES for handler in _pages(move)]
