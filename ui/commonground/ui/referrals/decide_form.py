"""The decision's form: which context, what happens, why, and what the person who told us will read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from commonground.platform.reference import DECISIONS, KINDS, VENUES
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.tenants.contexts.colleagues import Place, PlaceKey
from commonground.tenants.contexts.details import establishment_number
from commonground.tenants.contexts.matching import LIKELY_FROM
from commonground.tenants.contexts.queries import Compared
from commonground.tenants.contexts.types import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    ContextInput,
    ContextStatus,
    Match,
    SubjectKind,
)
from commonground.tenants.intake.said import Said, postcode_shown
from commonground.tenants.pathways.ours import USUAL
from commonground.tenants.pathways.types import Pathways
from commonground.tenants.referrals.decision_rules import outcomes_under
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import (
    RATIONALE_LIMIT,
    REASON_LIMIT,
    REPLY_LIMIT,
    Decision,
    Feedback,
    LinkContext,
    NewContext,
    NoReply,
    NoReplyReason,
    Outcome,
    Reply,
)
from commonground.tenants.referrals.words import NO_REPLY_LABELS
from commonground.ui.pathways.words import refers_on_words
from commonground.ui.referrals.context_choices import KEPT, KEPT_CHOICE, context_choice, venue_of
from commonground.ui.referrals.forms import place_choices
from commonground.ui.referrals.weighing import WeighForm
from commonground.ui.shell.forms import Choice, Hidden, Radios, Select, TextArea, TextField, coded
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.masks import read_masks

DRAFT = "decide"
NEW, OTHER, NONE = "new", "other", "none"
SEND, SEND_NOTHING = "send", "nothing"


class UnfoldingRadios(Radios):
    """Radios whose answer may unfold several questions: `reveals` holds their names with spaces between."""

    def unrevealed(self) -> list[str]:
        return [name for names in super().unrevealed() for name in names.split()]

    def revealed_markup(self, choice: Choice) -> str:
        owner = self.owner
        return "" if owner is None else "".join(str(owner[name]()) for name in choice.reveals.split())


class DecideForm(WeighForm):
    opened = Hidden(most=40)
    fitted = Hidden(most=64)
    context = UnfoldingRadios(
        lazy("1. Which context is it?"),
        required=lazy("Choose a context, make a new one, or say that it stands alone"),
        size="s",
        small=True,
    )
    reference = TextField(
        lazy("Its name or reference"),
        hint=lazy("For example Elm Park, or CX-4T8N-M2P"),
        required=lazy("Write the name or the reference of the context"),
        most=NAME_LIMIT,
        width=20,
    )
    new_name = TextField(
        lazy("Its name"),
        hint=lazy("The name people use for the place or group. Never a child’s name"),
        required=lazy("Give the new context a name"),
        most=NAME_LIMIT,
    )
    new_kind = Select(
        lazy("What is it?"),
        coded(KINDS.asked_label, SubjectKind),
        required=lazy("Choose what it is"),
        empty=lazy("Choose"),
    )
    new_venue = Select(
        lazy("Which kind of place?"),
        coded(VENUES.label, (venue.code for venue in VENUES if venue.kind == SubjectKind.PLACE)),
        hint=lazy("For a place only. What to do there depends on it"),
        empty=lazy("Not known"),
    )
    new_address = TextField(lazy("Address, if it has one"), most=ADDRESS_LIMIT)
    new_postcode = TextField(lazy("Postcode"), most=20, width=10)
    outcome = Radios(
        lazy("2. What happens to it?"),
        coded(DECISIONS.label, USUAL),
        required=lazy("Choose what happens to it"),
        size="s",
        small=True,
    )
    place = Select(
        lazy("Who leads it?"),
        hint=lazy("For a consultation, assessment, strategy discussion or panel. Left open, it waits for a lead"),
        empty=lazy("Nobody yet"),
    )
    place_why = TextField(lazy("If not the team that is proposed: why?"), most=REASON_LIMIT)
    why = TextArea(
        lazy("3. Why"),
        hint=lazy("Two sentences a stranger could follow"),
        required=lazy("Say why, in two sentences a stranger could follow"),
        most=RATIONALE_LIMIT,
        rows=4,
        count=False,
        size="s",
    )
    answer = UnfoldingRadios(
        lazy("4. Reply to the person who told us"),
        hint=lazy("They read this. Say nothing about any child, or whether we knew"),
        required=lazy("Choose whether they get a reply"),
        size="s",
        small=True,
    )
    reply = TextArea(
        lazy("What they will read"),
        required=lazy("Write the reply, or choose to send none and say why"),
        most=REPLY_LIMIT,
        rows=5,
        count=False,
    )
    no_reply = Select(
        lazy("Why is there no reply?"),
        [Choice(reason.value, NO_REPLY_LABELS[reason]) for reason in NoReplyReason],
        required=lazy("Say why they get no reply"),
        empty=lazy("Choose"),
    )
    no_reply_words = TextField(lazy("More about that"), most=REASON_LIMIT)
    meant = called = ""
    """Reference and name of the one context whose name was typed."""
    named: Sequence[Choice] = ()
    """The contexts that a typed name may mean, to be chosen from."""

    def offer(
        self,
        matches: Sequence[tuple[Match, Compared]],
        places: Sequence[Place],
        *,
        can_answer: bool,
        powers: Collection[str],
        pathways: Pathways,
        present: Sequence[Choice] = (),
    ) -> None:
        """The choices that depend on the record and on who decides. `present` is the context that it is on; `powers`
        are those under which their council acts, `pathways` what it offers and in which order."""
        able = outcomes_under(powers)
        self.outcome.choices = [_outcome_choice(pathways, each) for each in pathways.offered if each in able]
        known = [context_choice(match, compared) for match, compared in matches]
        first = list({choice.value: choice for choice in reversed([*present, *known, *self.named])}.values())[::-1]
        own = self._typed_context({choice.value for choice in first})
        self.context.choices = [*first, *own, *_OTHER_WAYS]
        self.place.choices = place_choices(places)
        self.answer.choices = _ANSWERS if can_answer else _ANSWERS[1:]

    def _typed_context(self, offered: set[str]) -> list[Choice]:
        """What was chosen when the page was made and is no likely match any more stays an answer."""
        typed = self.context.data or ""
        if parse_reference(typed, kind=ReferenceKind.CONTEXT) != typed or typed in offered:
            return []
        return [Choice(typed, typed, lazy("Chosen before"))]

    def accept_typed(self) -> None:
        """For a form that was sent: what it addresses is looked up afterwards, and refused there if need be."""
        self.context.choices = [KEPT_CHOICE, *self._typed_context(set()), *_OTHER_WAYS]
        self.place.choices = [Choice(self.place.data, "")] if self.chosen_place and self.place.data else []
        self.answer.choices = _ANSWERS

    @property
    def chosen_context(self) -> str:
        """The reference that was chosen or typed, or nothing."""
        data = self.context.data or ""
        return (self.meant or self.reference.data or "") if data == OTHER else "" if data in (NEW, NONE, KEPT) else data

    @property
    def chosen_place(self) -> PlaceKey | None:
        return PlaceKey.read(self.place.data)

    @property
    def is_kept(self) -> bool:
        return self.context.data == KEPT

    @property
    def is_new(self) -> bool:
        return self.context.data == NEW

    def decision(self, context_id: UUID | None, said: Said | None, lang: str) -> Decision:
        """What was typed, for the rules to judge."""
        subject: LinkContext | NewContext | None = None
        if context_id is not None:
            subject = LinkContext(context_id=context_id)
        elif self.is_new:
            subject = NewContext(context=self._new_context(said))
        outcome = Outcome(self.outcome.data or "")
        return Decision(
            outcome=outcome,
            rationale=self.why.data or "",
            subject=subject,
            feedback=self._feedback(lang),
            weighed=self.weighed(),
            place_why=self.place_why.data or "",
        )

    def _new_context(self, said: Said | None) -> ContextInput:
        """With what the reporter chose of the same kind, so that nobody types it again."""
        kind = SubjectKind(self.new_kind.data or "")
        same = said if said is not None and said.subject == kind else None
        shown = same.shown if same else {}
        number = shown.get("establishment", "") if kind is SubjectKind.SCHOOL else ""
        return ContextInput(
            kind=kind,
            name=self.new_name.data or "",
            venue=self._new_venue(kind, same),
            address=self.new_address.data or "",
            postcode=self.new_postcode.data or "",
            handle=shown.get("online_handle", ""),
            establishment=establishment_number(number) or "",
        )

    def _new_venue(self, kind: SubjectKind, same: Said | None) -> str | None:
        """What was chosen of a place; of anything else, or where nobody was asked, what the reporter chose."""
        if kind is SubjectKind.PLACE and self.new_venue.raw_data:
            return self.new_venue.data or None
        return same.venue if same else None

    def _feedback(self, lang: str) -> Feedback:
        if self.answer.data == SEND:
            return Reply(words=self.reply.data or "", lang=lang)
        return NoReply(reason=NoReplyReason(self.no_reply.data or ""), words=self.no_reply_words.data or "")


_OTHER_WAYS = (
    Choice(OTHER, lazy("Another one that I know"), reveals="reference"),
    Choice(NEW, lazy("None of these: make a new one"), reveals="new_name new_kind new_venue new_address new_postcode"),
    Choice(
        NONE, lazy("No context: it stands alone"), lazy("For advice, signposting, a named child, or another council")
    ),
)
_ANSWERS = (
    Choice(SEND, lazy("Send this reply"), reveals="reply"),
    Choice(SEND_NOTHING, lazy("Send no reply, with a reason"), reveals="no_reply no_reply_words"),
)


def _outcome_choice(pathways: Pathways, outcome: Outcome) -> Choice:
    """With the council's words on when to choose it, and where it is referred on to then; ours stand on the page of
    settings alone, where they are said to be a suggestion."""
    pathway = pathways.of(outcome)
    said = (pathway.when, refers_on_words(pathway)) if pathways.own else ()
    return Choice(outcome.value, DECISIONS.label(outcome), " ".join(each for each in said if each))


def _may_be_chosen(match: Match, compared: Compared) -> bool:
    return match.score >= LIKELY_FROM and compared.known.status is ContextStatus.ACTIVE


def start_of(
    row: ReferralRow,
    said: Said | None,
    matches: Sequence[tuple[Match, Compared]],
    reply: str,
    present: Sequence[Choice] = (),
) -> Mapping[str, Any]:
    """A fresh form's answers: the context it is on, else the likeliest if it is likely at all and not closed, which
    nobody should join by leaving a choice as it is; and a new one's facts from the said."""
    likely = matches[0][0].reference if matches and _may_be_chosen(*matches[0]) else None
    return {
        "context": present[0].value if present else likely,
        "new_name": read_masks(row.title),
        "new_kind": row.subject_kind or "",
        "new_venue": venue_of(row, said),
        "new_address": read_masks(said.shown.get("address", "")) if said else "",
        "new_postcode": postcode_shown(said) if said else "",
        "answer": SEND if said else SEND_NOTHING,
        "reply": reply,
        "version": str(row.version),
    }
