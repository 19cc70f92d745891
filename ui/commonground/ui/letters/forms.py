"""Forms of what leaves a referral. Each shows the words as they will go, and sends them with the next press alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from commonground.platform.mail.letters import House, onward_words
from commonground.platform.reference import AGENCIES
from commonground.tenants.letters.rules import KEYS, filled, words_for
from commonground.tenants.letters.types import PRINTED, WORDS_LIMIT, Field, LetterKind, OwnWords
from commonground.tenants.playbooks.queries import Contact
from commonground.tenants.referrals.types import REASON_LIMIT
from commonground.ui.referrals.forms import Flagged, RecordForm, seal_of
from commonground.ui.shell.forms import Choice, ComparedForm, Radios, Select, TextArea, VersionForm
from commonground.ui.shell.i18n import LazyText, gettext, language, lazy

KINDS: Final[Mapping[LetterKind, LazyText]] = {
    LetterKind.REFERRER: lazy("Whoever told us"),
    LetterKind.BUSINESS: lazy("A business"),
    LetterKind.SCHOOL: lazy("A school"),
}


class SentForm(RecordForm):
    """`subject` and `preview` are filled where the words are shown before they go."""

    subject = ""
    preview_lang = "en"

    def second_look(self, flagged: Sequence[Flagged]) -> bool:  # noqa: ARG002  # nothing of it is free words that go
        """The words as they would go now; sent only by somebody who has seen just these."""
        self.subject, self.preview = self.made()
        seal = seal_of((*self.whom(), self.subject, self.preview))
        if self.looked.data == seal:
            return True
        self.looked.data = seal
        return False

    def made(self) -> tuple[str, str]:
        """Subject and words."""
        raise NotImplementedError

    def whom(self) -> tuple[str, ...]:
        """To whom it goes."""
        raise NotImplementedError


class ReferOnForm(SentForm):
    contact = Select(lazy("To whom?"), required=lazy("Choose to whom it goes"), empty=lazy("Choose"), size="s")
    lang = Radios(
        lazy("In which language?"),
        (Choice("en", lazy("English")), Choice("cy", lazy("Welsh"))),
        default="en",
        required=lazy("Choose a language"),
        inline=True,
        small=True,
        size="s",
    )
    reason = TextArea(
        lazy("Why, and what should they do?"),
        hint=lazy("This stays here, in the history. You say it when they ring"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=4,
        size="s",
    )
    contacts: Sequence[Contact] = ()
    sender: House
    reference = ""

    def offer(self, contacts: Sequence[Contact], sender: House, reference: str, *, flagged: bool) -> None:
        self.contacts, self.sender, self.reference = contacts, sender, reference
        self.contact.choices = [Choice(str(each.id), _named(each)) for each in contacts]
        if not contacts:
            self.contact.hint = lazy("Nobody stands on your council’s list of whom to ring")
        elif flagged:
            self.contact.hint = lazy("A warning flag says not to share this with somebody. Read it first")
        elif not all(each.email for each in contacts):
            self.contact.hint = lazy("Whoever has no e-mail there is rung: choose them to record that you did")

    @property
    def chosen(self) -> Contact:
        """For a form that was found to be in order."""
        return next(each for each in self.contacts if str(each.id) == self.contact.data)

    @property
    def by_phone(self) -> bool:
        """Nothing can be written to whoever was chosen: they are rung, and that is recorded."""
        return not self.chosen.email

    def in_its_line(self) -> list[str]:
        return [f"{self.chosen.post}, {whose(self.chosen)}"]

    def made(self) -> tuple[str, str]:
        if self.by_phone:
            return self._to_be_rung()
        self.preview_lang = self.lang.data or "en"
        return onward_words(self.sender, self.preview_lang, self.reference)

    def _to_be_rung(self) -> tuple[str, str]:
        """In place of an e-mail, what to do before it is recorded that it was done."""
        self.preview_lang, said = language(), {"phone": self.chosen.phone, "reference": self.reference}
        self.preview_heading = gettext("No e-mail goes: ring them. Nothing is recorded yet.")
        self.preview_button = gettext("I have rung them: record it")
        self.done_words = gettext("Recorded that it was referred on by phone.")
        return gettext("Ring %(phone)s") % said, gettext(
            "Give them the reference %(reference)s, and say what they need to know to do their part."
        ) % said

    def whom(self) -> tuple[str, ...]:
        return str(self.chosen.id), self.chosen.email


class LetterForm(SentForm):
    kind = Radios(
        lazy("To whom?"),
        tuple(Choice(kind.value, KINDS[kind]) for kind in PRINTED),
        required=lazy("Choose to whom it is written"),
        small=True,
        size="s",
    )
    own: OwnWords
    values: Mapping[Field, str]

    def offer(self, own: OwnWords, values: Mapping[Field, str], lang: str) -> None:
        self.own, self.values, self.preview_lang = own, values, lang

    def made(self) -> tuple[str, str]:
        words = words_for(self.own, LetterKind(self.kind.data or ""), self.preview_lang)
        return str(KINDS[LetterKind(self.kind.data or "")]), filled(words, self.values)

    def whom(self) -> tuple[str, ...]:
        return (self.kind.data or "",)


def _named(contact: Contact) -> str:
    said = {"who": f"{contact.post}, {whose(contact)}", "phone": contact.phone}
    if contact.email:
        return str(said["who"])
    return gettext("%(who)s: ring %(phone)s, no e-mail on your council’s list") % said


def whose(contact: Contact) -> str:
    return AGENCIES.label(contact.agency) if contact.agency in AGENCIES else gettext("another agency")


def name_of(key: str) -> str:
    """What a form calls it: a dot would be no name."""
    return key.replace(".", "_")


class WordsForm(VersionForm, ComparedForm):
    """The council's own words, by kind and language."""

    @classmethod
    def of(cls, own: OwnWords) -> WordsForm:
        return cls(None, {"version": str(own.version), **{name_of(key): own.words.get(key, "") for key in KEYS}})

    def words(self) -> dict[str, str]:
        return {key: str(self[name_of(key)].data or "") for key in KEYS}


for _kind in PRINTED:
    for _lang, _label in (("en", lazy("In English")), ("cy", lazy("In Welsh"))):
        setattr(WordsForm, f"{_kind}_{_lang}", TextArea(_label, most=WORDS_LIMIT, rows=8, count=False))
