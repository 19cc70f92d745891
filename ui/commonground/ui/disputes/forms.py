"""The forms by which whose something is is asked, answered and decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final
from uuid import UUID

from commonground.platform.crossings.types import KIND_LABELS, NEVER_HANDED_OVER, Kind
from commonground.platform.disputes.types import REASON_LABELS, WORDS_LIMIT, DisputeAct, DisputeView, LeadReason
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import Problem
from commonground.tenants.joint.words import look_through
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.handoffs.act_forms import NO_NAMES
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Choice, Hidden, Radios, Select, TextArea, TextField
from commonground.ui.shell.i18n import gettext, lazy

OURS: Final = "ours"
THEIRS: Final = "theirs"
_REASONS: Final = tuple(Choice(reason.value, lazy(words)) for reason, words in REASON_LABELS.items())


class SaidForm(RecordForm):
    """Its words are looked through for names before the other council reads them."""

    words = TextArea(lazy("In a few words"), hint=NO_NAMES, most=WORDS_LIMIT, rows=3, size="s")

    def flagged(self) -> Iterator[Flagged]:
        typed = self.words.data or ""
        if words := look_through(typed).maybe:
            yield Flagged("words", may_be_names(words), typed)


class BeginForm(SaidForm):
    """About a handoff. `offer` must have been called."""

    handoff = Hidden(most=20)
    lead = Radios(lazy("Which council should lead?"), required=lazy("Choose which of the two leads"), size="s")
    reason = Radios(lazy("Why that one?"), _REASONS, required=lazy("Choose why"), size="s", small=True)

    def offer(self, us: str, them: str) -> None:
        self.lead.choices = [Choice(OURS, us), Choice(THEIRS, them or gettext("The other council"))]

    @property
    def why(self) -> LeadReason:
        """Of a form that is valid, as is `is_ours`."""
        return LeadReason(self.reason.data or "")

    @property
    def is_ours(self) -> bool:
        return self.lead.data == OURS


class BoundaryForm(BeginForm):
    """About a place or a group at the boundary, of which nothing was handed over."""

    other = Select(lazy("With which council?"), empty=lazy("Choose"), required=lazy("Choose the council"), size="s")
    kind = Radios(
        lazy("What is it about?"),
        tuple(Choice(kind.value, lazy(words)) for kind, words in KIND_LABELS.items() if kind not in NEVER_HANDED_OVER),
        required=lazy("Choose what it is about"),
        size="s",
        small=True,
    )
    postcode = TextField(
        lazy("A postcode in the area"),
        hint=lazy("They see an area some kilometres across, and never the postcode. Leave it empty for none"),
        most=10,
        width=10,
        size="s",
    )

    def offer_councils(self, councils: Sequence[tuple[UUID, str]]) -> None:
        self.other.choices = [Choice(str(each), name) for each, name in councils]

    @property
    def about(self) -> Kind:
        return Kind(self.kind.data or "")


class AnswerForm(SaidForm):
    """What whoever's turn it is says. `offer` must have been called."""

    seen = Hidden(most=36)
    """Who was proposed on the page that they read."""
    answer = Radios(lazy("What do you say?"), required=lazy("Choose what you say"), size="s")
    reason = Select(lazy("Why that one?"), _REASONS, empty=lazy("Choose"), size="s")

    def offer(self, dispute: DisputeView, can: Collection[DisputeAct]) -> None:
        proposed = dispute.name_of(dispute.proposed_id)
        instead = dispute.them if dispute.proposed_id == dispute.us_id else dispute.name_of(dispute.us_id)
        said = {
            DisputeAct.AGREE: Choice("agree", gettext("Agree: %(council)s leads") % {"council": proposed}),
            DisputeAct.PROPOSE: Choice(
                "propose", gettext("Propose %(council)s instead") % {"council": instead}, reveals="reason"
            ),
            DisputeAct.ASK_MORE: Choice("ask_more", gettext("Ask for more first")),
            DisputeAct.TELL_MORE: Choice("tell_more", gettext("Say what they asked for")),
        }
        self.answer.choices = [choice for act, choice in said.items() if act in can]

    @property
    def act(self) -> DisputeAct:
        return DisputeAct(self.answer.data or "")

    @property
    def why(self) -> LeadReason | None:
        known = self.reason.data in set(LeadReason)
        return LeadReason(self.reason.data) if known and self.reason.data else None

    @property
    def saw(self) -> UUID:
        return uuid_of(self.seen.data) or UUID(int=0)


class DecideForm(RecordForm):
    """A manager's word for their council."""

    lead = Radios(lazy("Which council leads?"), required=lazy("Choose which of the two leads"), size="s")
    grounds = TextArea(lazy("On what grounds?"), hint=NO_NAMES, most=WORDS_LIMIT, rows=3, size="s")

    def offer(self, dispute: DisputeView) -> None:
        self.lead.choices = [Choice(str(each), dispute.name_of(each)) for each in (dispute.opener_id, dispute.other_id)]

    def flagged(self) -> Iterator[Flagged]:
        typed = self.grounds.data or ""
        if words := look_through(typed).maybe:
            yield Flagged("grounds", may_be_names(words), typed)

    @staticmethod
    def beside(problem: Problem) -> Problem:
        """What is wrong with the words stands beside them, whatever they are called here."""
        return Problem("grounds", problem.sentence) if problem.field == "words" else problem
