"""Questions of a request and of each mention."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.subject_access.redaction import merged, places_of, suggestions
from commonground.tenants.subject_access.types import (
    ASKED_BY_LABELS,
    CLOSED_WHY_LABELS,
    DECISION_LABELS,
    GROUND_LABELS,
    NAME_LIMIT,
    WORDS_LIMIT,
    AnswerLanguage,
    AskedBy,
    ClosedWhy,
    Decided,
    MentionDecision,
    RequestInput,
    Span,
    WithholdGround,
)
from commonground.ui.shell.forms import Checkboxes, Choice, DateParts, Form, Hidden, Radios, TextArea, TextField
from commonground.ui.shell.i18n import LANGUAGES, gettext, lazy

Body = dict[str, str | list[str]]
EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"


class RequestForm(Form):
    name = TextField(
        lazy("What is the person’s name?"),
        hint=lazy("In full, as people write it"),
        required=lazy("Type the person’s name"),
        most=NAME_LIMIT,
        size="s",
    )
    aliases = TextArea(
        lazy("What else are they called? (optional)"),
        hint=lazy("One to a line: short names, earlier names, names online"),
        most=1500,
        rows=3,
        count=False,
        size="s",
    )
    asked_by = Radios(
        lazy("Who asks?"),
        tuple(Choice(each.value, words) for each, words in ASKED_BY_LABELS.items()),
        required=lazy("Choose who asks"),
        size="s",
        small=True,
    )
    identity_words = TextArea(
        lazy("How do you know that it is they?"),
        required=lazy("Say how you know that it is they"),
        most=WORDS_LIMIT,
        rows=2,
        size="s",
    )
    received_on = DateParts(
        lazy("When did it come?"),
        hint=lazy("It is to be answered within one month of that day"),
        required=lazy("Type the day on which it came"),
        size="s",
    )

    lang = Radios(
        lazy("In which language do they want the answer?"),
        tuple(Choice(each.value, LANGUAGES[each.value]) for each in AnswerLanguage),
        hint=lazy("Its own words; what was written about them stays as it was written"),
        default=AnswerLanguage.ENGLISH.value,
        size="s",
        small=True,
    )

    def offer(self, languages: Collection[str]) -> None:
        """Those of the council; nothing is asked where it has one alone."""
        if not set(AnswerLanguage) <= set(languages):
            del self.lang

    def typed(self) -> RequestInput:
        """Of a form that is valid."""
        return RequestInput(
            name=self.name.data or "",
            aliases=tuple((self.aliases.data or "").splitlines()),
            asked_by=AskedBy(self.asked_by.data or ""),
            identity_words=self.identity_words.data or "",
            received_on=self.received_on.data,
            lang=AnswerLanguage((self.lang.data if "lang" in self else None) or AnswerLanguage.ENGLISH),
        )


class SearchForm(Form):
    whole = Checkboxes(
        lazy("How is the name searched for?"),
        (
            Choice(
                "yes",
                lazy("Search by the whole name only"),
                lazy("For a name of ordinary words, such as Amy Young. Texts with a part of it alone are left out"),
            ),
        ),
        size="s",
        small=True,
    )

    @property
    def by_whole_names(self) -> bool:
        return "yes" in self.whole.data


class ExtendForm(Form):
    reason = TextArea(
        lazy("Why does it take longer?"),
        hint=lazy("Only where it is complex, or one of many. Tell the person within the first month"),
        required=lazy("Say why it takes longer"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )


class CloseForm(Form):
    why = Radios(
        lazy("Why does it end without an answer?"),
        tuple(Choice(each.value, words) for each, words in CLOSED_WHY_LABELS.items()),
        required=lazy("Choose why it ends without an answer"),
        size="s",
        small=True,
    )
    words = TextArea(
        lazy("Note (needed where it is refused, or we can’t confirm who they are)"),
        hint=lazy("How you came to that, and how the person was told why and that they may complain"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )

    def chosen(self) -> ClosedWhy | None:
        return ClosedWhy(self.why.data) if self.why.data else None


class DecideForm(Form):
    """`offer` must have been called: the boxes are the likely names and contacts of this text. `seen` says which words
    were shown: what is decided is decided about these alone."""

    mention = Hidden(most=40)
    seen = Hidden(most=64)
    decision = Radios(
        lazy("What does the person get of it?"),
        tuple(
            Choice(each.value, words, reveals="ground" if each is MentionDecision.WITHHOLD else "")
            for each, words in DECISION_LABELS.items()
        ),
        required=lazy("Choose what the person gets of it"),
        size="s",
        small=True,
    )
    ground = Radios(
        lazy("Why is it withheld?"),
        tuple(Choice(each.value, words) for each, words in GROUND_LABELS.items()),
        hint=lazy("For the council’s record: the person is told neither this nor that there is such a text"),
        required=lazy("Choose why it is withheld"),
        size="s",
        small=True,
    )
    hide = Checkboxes(
        lazy("Hide what is somebody else’s"),
        hint=lazy("Likely names, contacts and dates of birth. Untick what is not somebody else’s"),
        size="s",
        small=True,
    )
    more = TextArea(
        lazy("Hide more words (optional)"),
        hint=lazy("One to a line, as they stand in the text"),
        most=2000,
        rows=3,
        count=False,
        size="s",
    )
    words = TextArea(
        lazy("Note (needed where it is withheld)"),
        hint=lazy("How you came to that. The person does not get this"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )

    def offer(self, text: str, names: Sequence[str], chosen: Sequence[Span], copied: Sequence[Span] = ()) -> None:
        """Of a new form, ticked; of one that was decided before, as it was decided. `copied`: what a redacted copy of
        the text hides."""
        spans = {(span.start, span.end) for span in (*suggestions(text, names, copied), *chosen)}
        self.hide.choices = [
            Choice(f"{start}-{end}", f"“{' '.join(text[start:end].split())}”", _around(text, start, end))
            for start, end in sorted(spans)
        ]

    def tick_all(self) -> None:
        self.hide.data = [choice.value for choice in self.hide.choices]

    def decided(self, text: str) -> Decided:
        """Of a form that is valid. Raises `IncompleteError` for words that do not stand in the text."""
        decision = MentionDecision(self.decision.data or "")
        spans = [Span(*(int(number) for number in each.split("-"))) for each in self.hide.data]
        for line in (self.more.data or "").splitlines():
            found = places_of(text, line)
            if line.strip() and not found:
                said = gettext("“%(words)s” does not stand in the text") % {"words": line.strip()}
                raise IncompleteError((Problem("more", said),))
            spans += found
        ground = WithholdGround(self.ground.data) if self.ground.data else None
        hidden = merged(spans, len(text)) if decision is MentionDecision.GIVE else ()
        return Decided(decision=decision, hidden=hidden, ground=ground, words=self.words.data or "")


def _around(text: str, start: int, end: int, width: int = 30) -> str:
    """A few words before and after, so that one knows which."""
    before = "…" if start > width else ""
    after = "…" if end + width < len(text) else ""
    return before + " ".join(text[max(0, start - width) : end + width].split()) + after


def request_example() -> Body:
    now = datetime.now(UTC)
    return {
        "name": "Tomos Reed", "aliases": "Tommo", "asked_by": "themselves", "identity_words": "Passport seen",
        "received_on-day": str(now.day), "received_on-month": str(now.month), "received_on-year": str(now.year),
    }  # fmt: skip  # one form


def search_example() -> Body:
    return {"whole": "yes"}


def extend_example() -> Body:
    return {"reason": "It is in very many texts."}


def close_example() -> Body:
    return {"why": "withdrawn", "words": ""}


def decide_example() -> Body:
    return {
        "mention": EXAMPLE_ID, "seen": "", "decision": "somebody_else", "ground": "", "hide": [], "more": "",
        "words": "Another one.",
    }  # fmt: skip  # one form
