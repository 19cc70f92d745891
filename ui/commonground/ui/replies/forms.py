"""One ready text in the council's own words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.tenants.referrals.types import REPLY_LIMIT
from commonground.tenants.replies.library import LANGUAGES, OURS, Library
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.referrals.looking_again import look_again
from commonground.ui.shell.forms import ComparedForm, Field, Hidden, TextArea
from commonground.ui.shell.i18n import lazy


class ReplyForm(RecordForm, ComparedForm):
    """It brings along which one it is, and the version that it was filled from."""

    of = Hidden(most=40)
    en = TextArea(lazy("In English"), most=REPLY_LIMIT, rows=6, count=False, size="s")
    cy = TextArea(lazy("In Welsh"), most=REPLY_LIMIT, rows=6, count=False, size="s")

    @classmethod
    def of_library(cls, library: Library, code: str) -> ReplyForm:
        own = library.own.get(code, {})
        form = cls(None, {"of": code, "version": str(library.version), **own})
        form.offer(code)
        return form

    def offer(self, code: str) -> None:
        """Ours stand beside each, for when it is left empty."""
        for lang in LANGUAGES:
            field = self[lang]
            if isinstance(field, Field) and not field.hint:
                field.hint = lazy("Left empty, it says: %(ours)s", ours=OURS[code].in_language(lang))

    def compare(self, library: Library, code: str) -> None:
        """Beside what was typed, what somebody has saved meanwhile; saved again, what was typed takes its place."""
        self.compare_with(self.of_library(library, code))

    def typed(self) -> dict[str, str]:
        return {lang: str(self[lang].data or "") for lang in LANGUAGES}

    def flagged(self) -> Iterator[Flagged]:
        for lang, words in self.typed().items():
            yield from look_again(lang, words)
