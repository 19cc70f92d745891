"""The one form for every kind of context: at most ten required answers, the rest folded away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, Self
from uuid import UUID

from commonground.platform.access import Actor
from commonground.platform.drafts.service import About, Begun, Tab
from commonground.platform.ids import uuid7, uuid_of
from commonground.platform.reference import (
    AGE_BANDS,
    AGENCIES,
    CHILD_BANDS,
    FREQUENCIES,
    GROUP_SIZES,
    HARMS,
    KINDS,
    VENUES,
)
from commonground.platform.reference.types import Table
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.intake.masking import mask_names, mask_place, place_words
from commonground.tenants.intake.types import (
    ADDRESS_LIMIT,
    HANDLE_LIMIT,
    HELPS_LIMIT,
    WHAT_LIMIT,
    WHEN_LIMIT,
    WHERE_LIMIT,
    Danger,
)
from commonground.tenants.referring.receipts import Policy
from commonground.tenants.referring.types import (
    BASIS_LABELS,
    EVIDENCE_LABELS,
    LINE_LIMIT,
    MOST_REFERENCES,
    NOTE_LIMIT,
    OPENNESS_LABELS,
    REFERENCE_LIMIT,
    RELIABILITY_LABELS,
    Evidence,
    LawfulBasis,
    Openness,
    Referring,
    Reliability,
)
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.referring.asked import FOLDS, FREE
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    Hidden,
    Radios,
    Select,
    Sent,
    Telephone,
    TextArea,
    TextField,
    coded,
)
from commonground.ui.shell.i18n import gettext, lazy

HOUSEKEEPING: Final = ("version", "looked", "key", "tab", "writer")
_INTERESTS_HINT: Final = lazy("For charities and businesses; not for a public authority such as a council or a school")
_CONSENT_HINT: Final = lazy("Usually not the right one: people can’t freely refuse, and it can be taken back")


def _of(table: Table[Any]) -> Sequence[Choice]:
    return coded(table.label, table.codes)


def basis_choices(*, council: bool = False) -> tuple[Choice, ...]:
    """`council`: what a public authority can choose."""
    hints = {LawfulBasis.CONSENT: _CONSENT_HINT, LawfulBasis.LEGITIMATE_INTERESTS: _INTERESTS_HINT}
    offered = (each for each in BASIS_LABELS if not council or each is not LawfulBasis.LEGITIMATE_INTERESTS)
    return tuple(Choice(each.value, lazy(BASIS_LABELS[each]), hints.get(each, "")) for each in offered)


class ReferForm(RecordForm):
    """What a professional is asked; `offer` must have been called. `key`: the referral that this form becomes, however
    often it is sent; its draft is kept under it. `tab`: the page's own mark and the stamp of what it showed. `writer`:
    whose words stand in it, so that they never become those of whoever signs in afterwards."""

    key = Hidden(most=36)
    tab = Hidden(most=73)
    writer = Hidden(most=36)

    kind = Radios(
        lazy("What is it about?"), coded(KINDS.asked_label, SubjectKind), required=lazy("Choose what it is about"),
        size="s", small=True,
    )  # fmt: skip
    where = TextField(
        lazy("Where is it, or which group?"),
        hint=lazy("The place, school or space by its name; a group by what people call it. Never a child’s name"),
        required=lazy("Say where, or who they are without names"), most=WHERE_LIMIT, size="s",
    )  # fmt: skip
    what = TextArea(
        lazy("What happens there, and to whom?"),
        hint=lazy("What was seen or said, and how it puts children at risk. Without names"),
        required=lazy("Write what happens there"), most=WHAT_LIMIT, rows=7, size="s",
    )  # fmt: skip
    harms = Checkboxes(
        lazy("Which harm do you fear?"), _of(HARMS), required=lazy("Choose at least one harm"),
        size="s", small=True,
    )  # fmt: skip
    children = Select(
        lazy("How many children are affected, as far as you know?"), _of(CHILD_BANDS),
        empty=lazy("Choose"), required=lazy("Choose how many, or that you do not know"), size="s",
    )  # fmt: skip
    danger = Radios(
        lazy("Is somebody in danger right now?"),
        (
            Choice(Danger.YES, lazy("Yes"), lazy("Ring 999 before you go on. The front door’s managers are told, too")),
            Choice(Danger.NO, lazy("No")),
            Choice(Danger.NOT_SURE, lazy("Not sure")),
        ),
        required=lazy("Say whether somebody is in danger right now"), size="s", small=True,
    )  # fmt: skip
    openness = Radios(
        lazy("Do the young people and parents know that you refer this?"),
        tuple(
            Choice(each.value, lazy(words), reveals="untold_why" if each is Openness.NOT_TOLD else "")
            for each, words in OPENNESS_LABELS.items()
        ),
        required=lazy("Say whether they know"), size="s", small=True,
    )  # fmt: skip
    untold_why = TextArea(
        lazy("Why not?"), hint=lazy("For example: it could put somebody at risk, or get in the way of the police"),
        required=lazy("Say why they were not told"), most=NOTE_LIMIT, rows=2, count=False, size="s",
    )  # fmt: skip
    basis = Radios(
        lazy("On which lawful basis do you share it?"), basis_choices(), required=lazy("Choose a lawful basis"),
        size="s", small=True,
    )  # fmt: skip

    address = TextField(lazy("Address"), most=ADDRESS_LIMIT, size="s")
    postcode = TextField(lazy("Postcode"), most=20, width=10, size="s")
    venue = Select(lazy("Kind of place or group"), _of(VENUES), empty=lazy("Not said"), size="s")
    boundary = TextField(lazy("How far does it reach?"), hint=lazy("For example: from the lock to the road bridge"),
                         most=LINE_LIMIT, size="s")  # fmt: skip
    other_boroughs = TextField(
        lazy("Are other councils’ areas concerned?"), hint=lazy("Which, as far as you know"), most=LINE_LIMIT, size="s"
    )
    opening = TextField(lazy("When is it open, or when do they meet?"), most=LINE_LIMIT, size="s")
    responsible = TextField(
        lazy("Who is responsible there?"), hint=lazy("Owner, manager or designated safeguarding lead"), most=LINE_LIMIT,
        size="s",
    )  # fmt: skip
    establishment = TextField(
        lazy("A school’s establishment number"),
        hint=lazy("The authority’s three digits and the school’s four, like 201/4012"), most=20, width=10, size="s",
    )  # fmt: skip
    group_size = Select(lazy("How many are in the group?"), _of(GROUP_SIZES),
                        empty=lazy("Not said"), size="s")  # fmt: skip
    common_link = TextField(lazy("What do they have in common?"), hint=lazy("A school, an estate, a game. No names"),
                            most=LINE_LIMIT, size="s")  # fmt: skip
    platform = TextField(lazy("App or site"), most=HANDLE_LIMIT, size="s")
    online_handle = TextField(lazy("Its name or link there"), hint=lazy("Never a password, picture or message"),
                              most=HANDLE_LIMIT, size="s")  # fmt: skip

    when = TextField(lazy("On which days, at what time?"), most=WHEN_LIMIT, size="s")
    how_often = Select(lazy("How often?"), _of(FREQUENCIES), empty=lazy("Not said"), size="s")
    first_noticed = TextField(lazy("When was it first noticed?"), most=LINE_LIMIT, size="s")
    ages = Checkboxes(lazy("How old are the children?"), _of(AGE_BANDS), size="s", small=True)
    carried = TextField(lazy("Weapons or vehicles that were seen"), most=LINE_LIMIT, size="s")

    helps = TextArea(
        lazy("What helps there already?"), hint=lazy("Adults whom young people trust, services, what has worked"),
        most=HELPS_LIMIT, rows=3, count=False, size="s",
    )  # fmt: skip

    evidence = Select(
        lazy("How do you know?"), tuple(Choice(each.value, lazy(words)) for each, words in EVIDENCE_LABELS.items()),
        empty=lazy("Not said"), size="s",
    )  # fmt: skip
    reliability = Select(
        lazy("How sure is it?"), tuple(Choice(each.value, lazy(words)) for each, words in RELIABILITY_LABELS.items()),
        empty=lazy("Not said"), size="s",
    )  # fmt: skip
    reported_to = Checkboxes(lazy("Whom has it been reported to?"), _of(AGENCIES), size="s", small=True)
    involved = TextField(lazy("Who is working there or with them?"), most=NOTE_LIMIT, size="s")

    case_references = TextArea(
        lazy("References of children in your case system"),
        hint=lazy("One to a line. A reference, never a name"),
        most=MOST_REFERENCES * (REFERENCE_LIMIT + 2), rows=3, count=False, size="s",
    )  # fmt: skip
    adults = TextArea(lazy("Adults of concern"), hint=lazy("Who they are, and why. Adults only"), most=NOTE_LIMIT,
                      rows=3, count=False, size="s")  # fmt: skip

    job = TextField(lazy("Your role"), hint=lazy("For example youth worker"), most=LINE_LIMIT, size="s")
    phone = Telephone(lazy("A number to ring you back on"), most=40, size="s")
    lang = Radios(
        lazy("In which language shall we answer?"),
        (Choice("en", lazy("English")), Choice("cy", lazy("Welsh"))),
        hint=lazy("If you choose none, we answer in English"), size="s", small=True,
    )  # fmt: skip

    @classmethod
    def fresh(cls, actor: Actor, policy: Policy) -> ReferForm:
        """With the council's basis chosen already, to be changed by whoever knows better."""
        return cls(None, {**_hidden(uuid7(), "", actor), "basis": policy.basis.value})

    @classmethod
    def again(cls, kept: Begun, actor: Actor) -> ReferForm:
        """As it was typed then."""
        pairs = [(name, value) for name, values in kept.answers.items() for value in values]
        hidden = _hidden(kept.subject_id, kept.stamp, actor)
        return cls(Sent([*(pair for pair in pairs if pair[0] not in hidden), *hidden.items()]))

    def offer(self, languages: Collection[str]) -> Self:
        """Those in which the council answers; nothing is asked where it has one alone."""
        if not {"en", "cy"} <= set(languages):
            del self.lang
        return self

    def questions(self) -> list[str]:
        return [field.name for field in self if field.name not in HOUSEKEEPING]

    def is_of(self, actor: Actor) -> bool:
        """Whether the words in it are this person's, as far as the form says whose they are: each page of ours does."""
        return self.writer.data in (None, "", str(actor.staff))

    @property
    def referral_id(self) -> UUID:
        """A key that is none of ours is not kept: then each press would be a referral of its own, which is seen."""
        return uuid_of(self.key.data or "") or uuid7()

    @property
    def in_tab(self) -> Tab | None:
        """None for a page that does not say so: it was opened before there were such marks."""
        own, _, after = (self.tab.data or "").partition(".")
        mark = uuid_of(own)
        return Tab(mark, after) if mark else None

    def becomes(self, draft: About) -> None:
        """From here on it is the form of this draft, and of the referral that it becomes."""
        self.key.data = str(draft.subject_id)

    def typed(self) -> Referring:
        """Of a form that is valid."""
        return Referring(
            key=self.referral_id,
            kind=SubjectKind(self.kind.data or ""),
            danger=Danger(self.danger.data or ""),
            openness=Openness(self.openness.data or ""),
            basis=LawfulBasis(self.basis.data or ""),
            harms=tuple(self.harms.data),
            ages=tuple(self.ages.data),
            reported_to=tuple(self.reported_to.data),
            case_references=tuple(line.strip() for line in self._words("case_references").split("\n") if line.strip()),
            evidence=Evidence(self.evidence.data) if self.evidence.data else None,
            reliability=Reliability(self.reliability.data) if self.reliability.data else None,
            venue=self.venue.data or None,
            group_size=self.group_size.data or None,
            how_often=self.how_often.data or None,
            lang=(self.lang.data if "lang" in self else None) or "en",
            **{name: self._words(name) for name in FREE},
        )

    def _words(self, name: str) -> str:
        return str(self[name].data or "")

    def flagged(self) -> Iterator[Flagged]:
        """Words that may be names: there is a place for references and for adults, which few can open."""
        where, address = self._words("where"), self._words("address")
        places = place_words(address, named=(where,))
        job = self._words("job")
        found = {"where": mask_place(where).hidden_words(where), "job": mask_place(job).hidden_words(job)}
        for name in ("what", "helps"):
            found[name] = mask_names(self._words(name), places).hidden_words(self._words(name))
        for name, words in found.items():
            if words:
                said = {"words": ", ".join(f"“{word}”" for word in words[:5])}
                yield Flagged(name, gettext(_MAY_BE) % said, self._words(name))

    def open_folds(self) -> frozenset[str]:
        """The folds in which something stands, or is wrong."""
        return frozenset(
            fold for fold in FOLDS if any(self[each].data or self[each].errors for each in self.asked_in(fold))
        )

    def asked_in(self, fold: str) -> tuple[str, ...]:
        """What is asked in it here."""
        return tuple(each for each in FOLDS[fold] if each in self)


def _hidden(key: UUID, after: str, actor: Actor) -> dict[str, str]:
    return {"key": str(key), "tab": f"{uuid7()}.{after}", "writer": str(actor.staff)}


_MAY_BE: Final = (
    "%(words)s may be a name. Children go under “References of children”, adults under “Adults of concern”. Send again"
    " if it may stay"
)
