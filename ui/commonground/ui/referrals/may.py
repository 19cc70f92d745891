"""What the reader may do with a referral now: role and team say whether, the state machine says when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonground.platform.access import Action, Actor, Decision, Held, decide
from commonground.tenants.agreed.service import kind_of
from commonground.tenants.referrals.linking import can_be_taken_off
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import allowed_verbs
from commonground.tenants.referrals.types import ReferralState, Verb
from commonground.ui.referrals.views import Act
from commonground.ui.shell.i18n import gettext

_NEEDS = {
    Verb.TAKE: Action.SCREEN_REFERRAL,
    Verb.DECIDE: Action.SCREEN_REFERRAL,
    Verb.ASK_FOR_MORE: Action.SCREEN_REFERRAL,
    Verb.RESUME: Action.SCREEN_REFERRAL,
    Verb.HAND_BACK: Action.SCREEN_REFERRAL,
    Verb.ESCALATE: Action.ESCALATE_REFERRAL,
    Verb.REASSIGN: Action.REASSIGN_REFERRAL,
    Verb.GIVE_LEAD: Action.REASSIGN_REFERRAL,
    Verb.CLOSE_WITHDRAWN: Action.SCREEN_REFERRAL,
    Verb.REOPEN: Action.REOPEN_REFERRAL,
}

_ACTS = (
    (Verb.GIVE_LEAD, "give-lead", "Give it a lead"),
    (Verb.CLOSE_WITHDRAWN, "close-withdrawn", "Close as withdrawn"),
    (Verb.ASK_FOR_MORE, "ask", "Ask for more"),
    (Verb.RESUME, "resume", "Start the clock again"),
    (Verb.REASSIGN, "reassign", "Give to a colleague"),
    (Verb.ESCALATE, "escalate", "Escalate"),
    (Verb.HAND_BACK, "hand-back", "Hand back"),
    (Verb.REOPEN, "reopen", "Reopen"),
)


@dataclass(frozen=True, slots=True)
class May:
    """The answers of the one decision, for this reader and this record."""

    actor: Actor
    held: Held
    row: ReferralRow

    def act(self, action: Action) -> Decision:
        return decide(self.actor, action, self.held)

    def verb(self, verb: Verb) -> bool:
        """Whether a button for it may show: a button that shows must work."""
        wished = self.row.withdrawal_asked_at is not None
        fits = verb in allowed_verbs(ReferralState(self.row.state), wished=wished)
        return fits and bool(self.act(_NEEDS[verb]))

    def main_act(self) -> Act | None:
        """What is waited for: an answer, or a lead."""
        return next((act for verb, act in self._verbs() if verb in (Verb.RESUME, Verb.GIVE_LEAD)), None)

    def acts(self, *, answerable: bool) -> tuple[Act, ...]:
        """Everything but taking and deciding, which have panels of their own, and the main act. `answerable`: there is
        a way to write to the one who told us."""
        found = [act for verb, act in self._verbs() if verb not in (Verb.RESUME, Verb.GIVE_LEAD)]
        if answerable and self.act(Action.WRITE_TO_TELLER):
            found.append(Act(gettext("Write to the person who told us"), f"/referrals/{self.row.reference}/write"))
        if self.act(Action.RESTRICT_RECORD):
            found.append(Act(gettext("Restrict to named people"), f"/referrals/{self.row.reference}/restrict"))
        if self.act(Action.FLAG_RECORD):
            found.append(Act(gettext("Put a warning flag on it"), f"/referrals/{self.row.reference}/flag"))
        found += self._about_context()
        if kind_of(self.row) is not None and self.act(Action.KEEP_AGREED):
            found.append(Act(gettext("Record what was agreed"), f"/referrals/{self.row.reference}/agreed/new"))
        if self.act(Action.SEND_OUT):
            found.append(Act(gettext("Refer it on"), f"/referrals/{self.row.reference}/refer-on"))
            if self.row.state in (ReferralState.DECIDED, ReferralState.NEEDS_LEAD):
                found.append(Act(gettext("Write a letter"), f"/referrals/{self.row.reference}/letter"))
        if self.act(Action.PREPARE_DISCLOSURE):
            found.append(Act(gettext("Tell another council"), f"/handoffs/new?referral={self.row.reference}"))
            found.append(
                Act(gettext("Tell somebody outside the platform"), f"/referrals/{self.row.reference}/disclose")
            )
        return tuple(found)

    def _about_context(self) -> Iterator[Act]:
        """What is decided with it needs no acts of its own: while somebody decides, the form asks for the context."""
        row = self.row
        if not self.act(Action.LINK_REFERRAL):
            return
        if can_be_taken_off(row):
            yield Act(gettext("Take it off its context"), f"/referrals/{row.reference}/unlink")
        elif row.context_id is None:
            yield Act(gettext("Put it on a context"), f"/tracker/link?pick={row.reference}.{row.version}")

    def _verbs(self) -> Iterator[tuple[Verb, Act]]:
        base = f"/referrals/{self.row.reference}"
        for verb, slug, label in _ACTS:
            if self.verb(verb):
                yield verb, Act(gettext(label), f"{base}/{slug}")

    def panel(self) -> str:
        """Which panel stands at the right."""
        if self.verb(Verb.DECIDE):
            return "decide"
        if self.verb(Verb.TAKE):
            return "take"
        return {"waiting": "waiting", "needs_lead": "lead", "decided": "decided"}.get(self.row.state, "open")
