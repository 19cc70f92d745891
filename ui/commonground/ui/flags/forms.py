"""Forms about warning flags. Their hints ask what happened and what to do, never what somebody is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.tenants.flags.types import (
    ABOUT_LIMIT,
    DAYS,
    EVIDENCE_LIMIT,
    FLAG_LABELS,
    LONGEST_DAYS,
    REASON_LIMIT,
    TOLD_LABELS,
    Flag,
    FlagInput,
    FlagKind,
    Told,
)
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.referrals.wording import suggest_words
from commonground.ui.referrals.forms import Flagged, ReasonForm, RecordForm
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Choice, Radios, Select, TextArea, TextField
from commonground.ui.shell.i18n import gettext, lazy

KEEP, TAKE_OFF = "keep", "take_off"
_STANDS = tuple(Choice(str(days), lazy("%(days)s days", days=days)) for days in reversed(DAYS))


class FlagForm(RecordForm):
    kind = Radios(
        lazy("What must people know?"),
        tuple(
            Choice(kind.value, words, reveals="about" if kind is FlagKind.DO_NOT_SHARE else "")
            for kind, words in FLAG_LABELS.items()
        ),
        required=lazy("Choose what people must know"),
        size="s",
        small=True,
    )
    about = TextField(
        lazy("With whom must it not be shared?"),
        hint=lazy("A service or a role, for example Brook Lane School. Never a child’s name"),
        required=lazy("Say with whom it must not be shared"),
        most=ABOUT_LIMIT,
        size="s",
    )
    reason = TextArea(
        lazy("What happened, and what should people do?"),
        hint=lazy("What was seen and when. Never what somebody is: no “gang member”, no “known offender”, no name"),
        required=lazy("Say what happened, and what to do about it"),
        most=REASON_LIMIT,
        rows=4,
        size="s",
    )
    evidence = TextField(
        lazy("Where does this come from?"),
        hint=lazy("For example: the caretaker rang on 12 November; police log of 3 November"),
        required=lazy("Say where this comes from"),
        most=EVIDENCE_LIMIT,
        size="s",
    )
    told = Radios(
        lazy("Were those whom it is about told?"),
        tuple(Choice(told.value, words) for told, words in TOLD_LABELS.items()),
        required=lazy("Choose whether they were told"),
        size="s",
        small=True,
    )
    fairness = TextArea(
        lazy("How were they told, or why not?"),
        hint=lazy("A flag changes how people are met. What was done so that it is fair?"),
        required=lazy("Say how they were told, or why not"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )
    contested = Radios(
        lazy("Does anybody say that it is wrong?"),
        (Choice("no", lazy("No, or not that we know")), Choice("yes", lazy("Yes"), reveals="contested_words")),
        required=lazy("Choose whether anybody says that it is wrong"),
        size="s",
        small=True,
    )
    contested_words = TextArea(
        lazy("Who says so, and what do they say?"),
        required=lazy("Write what they say"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )
    days = Select(
        lazy("For how long?"),
        _STANDS,
        hint=lazy("Then somebody looks at it again, or it ends by itself"),
        required=lazy("Choose for how long"),
        default=str(LONGEST_DAYS),
        size="s",
    )

    def typed(self) -> FlagInput:
        """Of a form that is valid."""
        return FlagInput(
            kind=FlagKind(self.kind.data or ""),
            about=self.about.data or "",
            reason=self.reason.data or "",
            evidence=self.evidence.data or "",
            told=Told(self.told.data or ""),
            fairness=self.fairness.data or "",
            contested=(self.contested_words.data or "") if self.contested.data == "yes" else "",
            days=int(self.days.data or LONGEST_DAYS),
        )

    def flagged(self) -> Iterator[Flagged]:
        """Words that blame a child or may be a name: asked about once, and never blocked."""
        for name in ("reason", "evidence", "fairness", "contested_words"):
            yield from _doubtful(name, self[name].data or "")


class ReviewFlagForm(ReasonForm):
    """`offer` must have been called: the choices are the record's own flags."""

    flag = Radios(lazy("Which flag?"), required=lazy("Choose a flag"), size="s", small=True)
    what = Radios(
        lazy("What happens to it?"),
        (
            Choice(KEEP, lazy("It is still needed"), lazy("It stands for 90 more days at most"), reveals="days"),
            Choice(TAKE_OFF, lazy("Take it off"), lazy("It stays in the history")),
        ),
        required=lazy("Choose what happens to it"),
        size="s",
        small=True,
    )
    days = Select(lazy("For how long?"), _STANDS, required=lazy("Choose for how long"), size="s")

    def offer(self, flags: Sequence[Flag]) -> None:
        until = gettext("until %(day)s")
        self.flag.choices = [Choice(str(flag.id), flag.words, until % {"day": day(flag.expires_at)}) for flag in flags]

    @property
    def chosen(self) -> UUID:
        chosen = uuid_of(self.flag.data)
        if chosen is None:
            raise NotFoundHereError
        return chosen

    def flagged(self) -> Iterator[Flagged]:
        yield from _doubtful("reason", self.reason.data or "")


def _doubtful(name: str, typed: str) -> Iterator[Flagged]:
    if blaming := [each for each in suggest_words(typed) if each.blames]:
        said = {"phrase": blaming[0].phrase, "better": blaming[0].preferred}
        sentence = gettext("“%(phrase)s”: say instead, %(better)s. Save again if it may stay") % said
        yield Flagged(name, sentence, typed)
    elif names := mask_names(typed).hidden_words(typed):
        said = {"words": ", ".join(f"“{word}”" for word in names[:5])}
        sentence = gettext("%(words)s may be a name. No child’s name belongs here. Save again if it may stay") % said
        yield Flagged(name, sentence, typed)
