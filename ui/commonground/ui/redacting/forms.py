"""The form of a redacted copy: each text as it will be shown, and what to do with single words in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from commonground.tenants.intake.copies import NotACopyError, spans_in
from commonground.tenants.intake.masking import TOKENS
from commonground.tenants.intake.patterns import Hidden
from commonground.tenants.redacting.rules import MOST_WORDS, SHOW, decide, still_standing, write
from commonground.tenants.redacting.types import BY_HAND, Copy, Spans
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.dates import moment
from commonground.ui.shell.forms import Checkboxes, Choice, Field, Sent, TextArea
from commonground.ui.shell.i18n import LazyText, gettext, language, lazy

MOST: Final = 60_000
LABELS: Final[Mapping[str, LazyText]] = {
    "what_said": lazy("What was told"),
    "where_said": lazy("Where"),
    "address": lazy("Address"),
    "online_handle": lazy("Online name"),
    "when_said": lazy("When"),
    "helps_said": lazy("What helps there"),
    "first_noticed": lazy("First noticed"),
    "carried": lazy("Weapons or vehicles"),
    "boundary": lazy("How far it reaches"),
    "other_boroughs": lazy("Areas of other councils"),
    "opening": lazy("When it is open"),
    "responsible": lazy("Who is responsible there"),
    "establishment": lazy("Establishment number"),
    "common_link": lazy("What they have in common"),
    "platform": lazy("App or site"),
    "involved": lazy("Who is involved already"),
    "untold_why": lazy("Why nobody was told"),
}
"""Every free text that somebody can have written, in the order of the page; later messages come after them."""
SINCE: Final = lazy("Written later")
AS: Final[Mapping[Hidden, LazyText]] = {
    Hidden.CHILD: lazy("Hide it: a child’s name"),
    Hidden.FAMILY: lazy("Hide it: a family member"),
    Hidden.TELLER: lazy("Hide it: the person who told us"),
    Hidden.OTHER_PERSON: lazy("Hide it: another person"),
    Hidden.ADDRESS: lazy("Hide it: an address"),
    Hidden.OTHER: lazy("Hide it: something else"),
}
STAY: Final = "yes"


class CopyForm(RecordForm):
    """`version` is that of the newest copy when the form was filled. Of the texts, those that there are are asked.

    Words are named by their place in the list, `w0` with what is done with it in `c0`: each page has others, so that
    they are no fields of the form."""

    stay = Checkboxes(
        lazy("Words that are hidden in one place and stand in another"),
        [Choice(STAY, lazy("They may stay there. I have looked at each"))],
        size="s",
        small=True,
    )

    def __init__(self, sent: Sent | None = None, start: Mapping[str, str] | None = None) -> None:
        super().__init__(sent, start)
        self._sent = sent
        self.asks_stay = STAY in self.stay.data

    @classmethod
    def of(cls, copy: Copy) -> CopyForm:
        return cls(None, {"version": str(copy.version), **write(copy, copy.spans)})

    @staticmethod
    def asked(copy: Copy) -> tuple[str, ...]:
        return tuple(column for column in (*LABELS, *copy.messages) if column in copy.words)

    def chosen(self) -> dict[str, str]:
        """What was chosen to be done with words, by word."""
        found = {self._one(f"w{number}"): self._one(f"c{number}") for number in range(MOST_WORDS)}
        return {word: do for word, do in found.items() if word and do in {SHOW, *BY_HAND}}

    def _one(self, name: str) -> str:
        return next(iter(self._sent.getlist(name)), "") if self._sent else ""

    def spans(self, copy: Copy) -> Spans | None:
        """What is hidden in the texts as they were sent, with what was chosen for words done; None where a text says
        something else than the original, which is said beside it."""
        found = {}
        for column in self.asked(copy):
            field = self[column]
            if self._came_meanwhile(column):
                found[column] = copy.spans[column]
            elif isinstance(field, Field):
                try:
                    found[column] = spans_in(copy.words[column], field.data or "")
                except NotACopyError as wrong:
                    field.refuse(not_a_copy(wrong.near))
        return None if self.errors else decide(copy.words, found, self.chosen())

    def complete(self, copy: Copy) -> None:
        """A later message that the form or its draft did not know yet stands as it is shown."""
        shown = write(copy, copy.spans)
        for column in filter(self._came_meanwhile, copy.messages):
            self[column].data = shown[column]

    def date(self, copy: Copy) -> None:
        """Later messages are told apart by when they were written."""
        for column, each in copy.messages.items():
            field = self[column]
            if isinstance(field, Field):
                field.text = lazy("Written later, %(moment)s", moment=moment(each.at))

    def _came_meanwhile(self, column: str) -> bool:
        """A message that was not on the page yet stays as it is shown."""
        return column not in LABELS and self._sent is not None and column not in self._sent

    def put(self, copy: Copy, spans: Spans) -> None:
        """The texts as they are with these hidden."""
        for column, words in write(copy, spans).items():
            if column in self.asked(copy):
                self[column].data = words

    def nothing_stands(self, copy: Copy, spans: Spans) -> bool:
        """Whether a word that is hidden stands nowhere open, or may."""
        if STAY in self.stay.data:
            return True
        for column, words in still_standing(copy.words, spans).items():
            field = self[column]
            if isinstance(field, Field):
                said = gettext(
                    "Hidden in one place and open here: %(words)s. Hide it here too, or say that it may stay"
                )
                field.refuse(said % {"words": ", ".join(f"“{each}”" for each in words[:5])})
                self.asks_stay = True
        return not self.errors

    def compare(self, copy: Copy) -> None:
        """Beside what was typed, what somebody has saved meanwhile; saved again, what was typed takes its place."""
        self.version.data = str(copy.version)
        for column, words in write(copy, copy.spans).items():
            if column in self.asked(copy) and words != (self[column].data or ""):
                field = self[column]
                if isinstance(field, Field):
                    field.hint = lazy("Saved now: %(words)s", words=f"“{words}”")


def _asks(label: LazyText) -> TextArea:
    return TextArea(label, most=MOST, rows=3, count=False, size="s")


for _column, _label in LABELS.items():
    setattr(CopyForm, _column, _asks(_label))


def form_of(copy: Copy) -> type[CopyForm]:
    """The form with a question to each later message."""
    return _with_messages(len(copy.messages))


@lru_cache(maxsize=100)
def _with_messages(number: int) -> type[CopyForm]:
    return type(CopyForm.__name__, (CopyForm,), {f"m{each}": _asks(SINCE) for each in range(number)})


def not_a_copy(near: str) -> str:
    """What stands beside a text that was changed."""
    said = gettext(
        "Only put marks like %(mark)s in the place of words. Near “%(near)s” this differs from what was written"
    )
    return said % {"mark": TOKENS[language()][Hidden.CHILD], "near": near[:60]}


def choices(hidden: Hidden | None) -> tuple[tuple[str, str], ...]:
    """What can be done with a word."""
    leave = gettext("Leave it hidden") if hidden else gettext("Leave it open")
    show = ((SHOW, gettext("Show it again: it tells nothing")),) if hidden else ()
    return (("", leave), *show, *((kind.value, str(AS[kind])) for kind in BY_HAND if kind is not hidden))
