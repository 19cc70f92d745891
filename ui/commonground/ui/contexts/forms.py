"""Forms about a context. None of them has a place for a child's name, and each looks for one before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from commonground.platform.access import Action
from commonground.platform.reference import AGE_BANDS, GROUP_SIZES, KINDS, VENUES
from commonground.tenants.contexts.details import DETAILS
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.service import NOTE_LIMIT
from commonground.tenants.contexts.types import (
    ADDRESS_LIMIT,
    ALIAS_LIMIT,
    AUDIENCES,
    DESCRIPTION_LIMIT,
    DETAIL_LIMIT,
    HANDLE_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    ContextInput,
    ContextKind,
)
from commonground.tenants.intake.masking import mask_names, mask_place, place_words
from commonground.ui.referrals.forms import (
    Flagged,
    HolderForm,
    ReasonForm,
    RecordForm,
    RestrictForm,
)
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    Hidden,
    Radios,
    Select,
    Telephone,
    TextArea,
    TextField,
    coded,
)
from commonground.ui.shell.i18n import gettext, lazy

NO_NAMES = lazy("Never a child’s name, nor anything that tells who it is")


class KindForm(RecordForm):
    """The first question about a new context; what is wrong is listed in the order of the questions."""

    kind = Radios(
        lazy("What is it?"),
        coded(KINDS.asked_label, ContextKind),
        required=lazy("Choose what it is"),
        size="s",
        small=True,
    )


class ContextForm(RecordForm):
    """What people type about a context."""

    name = TextField(
        lazy("Its name"),
        hint=lazy("The name that people use for the place or group. Never a child’s name"),
        required=lazy("Give it the name that people use for it"),
        most=NAME_LIMIT,
        size="s",
    )
    aliases = TextArea(
        lazy("Other names"),
        hint=lazy("One to a line. Reports are compared with them"),
        most=ALIAS_LIMIT * (NAME_LIMIT + 2),
        rows=3,
        count=False,
        size="s",
    )
    description = TextArea(
        lazy("In one minute"),
        hint=lazy("What a stranger should know first: five sentences about the place or group. Never a child’s name"),
        most=DESCRIPTION_LIMIT,
        rows=6,
        size="s",
    )
    venue = Select(lazy("Kind of place or group"), empty=lazy("Not said"), size="s")
    address = TextField(lazy("Address"), hint=lazy("Of a place or a school"), most=ADDRESS_LIMIT, size="s")
    postcode = TextField(lazy("Postcode"), most=20, width=10, size="s")
    platform = TextField(lazy("App or site"), hint=lazy("Of an online space"), most=HANDLE_LIMIT, size="s")
    handle = TextField(lazy("Its name there"), hint=lazy("For example @larkmere.unseen"), most=HANDLE_LIMIT, size="s")

    def fit(self, kind: str | None) -> None:
        """Only the questions that this kind of context has: a group stands at no address, a park has no handle."""
        venues = [venue for venue in VENUES if kind is None or venue.kind == kind]
        self.venue.choices = coded(VENUES.label, (venue.code for venue in venues))
        for name in _UNFIT.get(kind or "", ()):
            del self[name]

    def typed_context(self, kind: str) -> ContextInput:
        return ContextInput(
            kind=ContextKind(kind),
            name=self.name.data or "",
            aliases=tuple(line for line in (self.aliases.data or "").split("\n") if line.strip()),
            description=self.description.data or "",
            venue=self.venue.data or None,
            address=self._of("address"),
            postcode=self._of("postcode"),
            platform=self._of("platform"),
            handle=self._of("handle"),
        )

    def _of(self, name: str) -> str:
        return str(self[name].data or "") if name in self else ""

    def flagged(self) -> Iterator[Flagged]:
        """Words that may be somebody's name."""
        name, address, aliases = self.name.data or "", self._of("address"), self.aliases.data or ""
        places = place_words(address, named=(name, aliases))
        found = {
            "name": mask_place(name).hidden_words(name),
            "aliases": mask_place(aliases).hidden_words(aliases),
            "description": mask_names(self.description.data or "", places).hidden_words(self.description.data or ""),
        }
        for field, words in found.items():
            if words:
                yield Flagged(field, may_be_names(words), str(self[field].data))


class ContextDetailForm(ContextForm):
    """And what only its kind has: asked when it is changed, so that making one stays short."""

    owner = TextField(
        lazy("Owner or manager"),
        hint=lazy("The business, and who answers for it there: a post, not somebody’s private life"),
        most=DETAIL_LIMIT,
        size="s",
    )
    owner_reach = TextField(
        lazy("How to reach the business"),
        hint=lazy("A telephone number or e-mail address"),
        most=DETAIL_LIMIT,
        size="s",
    )
    opening = TextField(
        lazy("When it is open"), hint=lazy("For example: daily, 11am to 11pm"), most=DETAIL_LIMIT, size="s"
    )
    size = Select(
        lazy("How many they are"),
        coded(GROUP_SIZES.label, GROUP_SIZES.codes),
        empty=lazy("Not said"),
        size="s",
    )
    age_band = Select(
        lazy("How old most of them are"), coded(AGE_BANDS.label, AGE_BANDS.codes), empty=lazy("Not said"), size="s"
    )
    common_link = TextField(
        lazy("What links them"),
        hint=lazy("For example: one bus, one school, one street. Never a child’s name"),
        most=DETAIL_LIMIT,
        size="s",
    )
    establishment = TextField(
        lazy("Establishment number"),
        hint=lazy("The authority’s three digits and the school’s four, like 201/4012"),
        most=20,
        width=10,
        size="s",
    )
    dsl_post = TextField(
        lazy("Designated safeguarding lead"),
        hint=lazy("The post, as the school calls it: it stays when the person goes"),
        most=DETAIL_LIMIT,
        size="s",
    )
    dsl_phone = Telephone(lazy("Their number"), most=PHONE_LIMIT, width=20, size="s")
    audience = Select(
        lazy("Who can see what is said there"),
        tuple(Choice(code, lazy(words)) for code, words in AUDIENCES.items()),
        hint=lazy("Never a password, a link by which one joins, or what was posted"),
        empty=lazy("Not said"),
        size="s",
    )

    def fit(self, kind: str | None) -> None:
        super().fit(kind)
        for name in [name for name, detail in DETAILS.items() if detail.kind != kind]:
            del self[name]

    def typed_context(self, kind: str) -> ContextInput:
        typed: dict[str, Any] = {name: self._of(name) for name in DETAILS}
        return replace(super().typed_context(kind), **typed)

    def flagged(self) -> Iterator[Flagged]:
        yield from super().flagged()
        link = self._of("common_link")
        if words := mask_names(link).hidden_words(link):
            yield Flagged("common_link", may_be_names(words), link)


_UNFIT = {
    "place": ("platform", "handle"),
    "school": ("platform", "handle"),
    "group": ("address", "postcode", "platform", "handle"),
    "online": ("address", "postcode"),
}


def may_be_names(words: Sequence[str]) -> str:
    said = {"words": ", ".join(f"“{word}”" for word in words[:5])}
    return gettext("%(words)s may be a name. No child’s name belongs here. Save again if it may stay") % said


def start_of(row: ContextRow) -> dict[str, Any]:
    """The form as the record is now."""
    return {
        "version": str(row.version),
        "name": row.name,
        "aliases": "\n".join(row.aliases),
        "description": row.description,
        "venue": row.venue or "",
        "address": row.address,
        "postcode": row.postcode,
        "platform": row.platform,
        "handle": row.handle,
    } | {name: getattr(row, name) for name in DETAILS}


class NewContextForm(KindForm, ContextForm, HolderForm):
    """`alike`: references of those that its writer was shown as what it may already be. `link`: referrals that will be
    put on it once it is made."""

    alike = Hidden(most=200)
    link = Hidden(most=2_000)
    place = Select(lazy("Who leads it?"), empty=lazy("My own team, nobody yet"), size="s")
    restricted = Checkboxes(
        lazy("Who can open it?"),
        (Choice("yes", lazy("Only me for now: I will name the others afterwards")),),
        size="s",
        small=True,
    )

    def questions(self) -> list[str]:
        return [name for name in super().questions() if name not in ("alike", "link")]

    def shows(self, references: Sequence[str]) -> bool:
        """Whether each of these was shown on the page that was sent; the page that is made now shows them."""
        shown = set((self.alike.data or "").split())
        self.alike.data = " ".join(references)
        return shown.issuperset(references)


class ContextLeadForm(HolderForm):
    place = Select(lazy("With whom?"), required=lazy("Choose a team or a person"), empty=lazy("Choose"), size="s")
    reason = TextArea(
        lazy("Why?"),
        hint=lazy("The next person reads this"),
        required=lazy("Say why, in words the next person can follow"),
        most=1000,
        rows=4,
        size="s",
    )


class ContextReasonForm(ReasonForm):
    """Closing and reopening."""


class ContextRestrictForm(RestrictForm):
    reads: ClassVar[Action] = Action.READ_CONTEXT


class NoteForm(RecordForm):
    words = TextArea(
        lazy("What happened, or what was agreed?"),
        hint=NO_NAMES,
        required=lazy("Write what the next person should know"),
        most=NOTE_LIMIT,
        rows=5,
        size="s",
    )

    def flagged(self) -> Iterator[Flagged]:
        typed = self.words.data or ""
        if words := mask_names(typed).hidden_words(typed):
            yield Flagged("words", may_be_names(words), typed)
