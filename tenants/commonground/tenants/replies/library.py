"""What is offered to whoever writes to somebody who told us: the council's own words, else ours. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from commonground.platform.reference import Words
from commonground.tenants.referrals.own_words import sentences
from commonground.tenants.referrals.safe_replies import SAFE_REPLIES
from commonground.tenants.referrals.types import Outcome

CHANGE: Final = "change"
"""The text with which telling somebody what has changed begins."""
LANGUAGES: Final = ("en", "cy")
OURS: Final[Mapping[str, Words]] = {outcome.value: words for outcome, words in SAFE_REPLIES.items()} | {
    CHANGE: Words("Thank you for telling us about it.", "Diolch am ddweud wrthym amdano.")
}
CODES: Final = tuple(OURS)


@dataclass(frozen=True, slots=True)
class Library:
    """`version` 0: the council has never had words of its own. `own` by code and language."""

    version: int = 0
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, code: str, lang: str) -> str:
        """What to offer, in the language that is read; ours where the council has none in that one."""
        return self.own.get(code, {}).get(lang, "") or OURS[code].in_language(lang)

    def reply(self, outcome: Outcome, lang: str) -> str:
        return self.words(outcome.value, lang)

    def is_own(self, code: str) -> bool:
        return any(self.own.get(code, {}).values())

    def language_of(self, reply: str) -> str:
        """In which language these are ready words of an outcome, the council's or ours; empty for anything else."""
        found = (lang for lang in LANGUAGES if any(reply in self._ready(each, lang) for each in Outcome))
        return next(found, "")

    def in_english(self, reply: str, lang: str) -> str:
        """What ready words in another language say; empty for anything else."""
        code = next((code for code in CODES if reply == self.words(code, lang)), "")
        return self.words(code, "en") if code and lang != "en" else ""

    @property
    def sentences(self) -> frozenset[str]:
        """Each sentence of ready words that is not among our replies: it was looked at when it was put there."""
        return frozenset(each for words in self._own_texts() for each in sentences(words))

    def _ready(self, outcome: Outcome, lang: str) -> tuple[str, str]:
        return self.reply(outcome, lang), SAFE_REPLIES[outcome].in_language(lang)

    def _own_texts(self) -> Iterator[str]:
        yield from (OURS[CHANGE].in_language(lang) for lang in LANGUAGES)
        for languages in self.own.values():
            yield from languages.values()
