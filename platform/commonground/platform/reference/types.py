"""What a table of reference data is: stable codes with English and Welsh words, looked up by code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from commonground.platform.reference.own import own_label

LANGUAGES: Final = ("en", "cy")


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in English and in Welsh."""

    en: str
    cy: str

    def in_language(self, lang: str) -> str:
        return self.cy if lang == "cy" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One code. `short` fits a tracker's column; `public` is how a resident would say it.

    A code is stored in records for good: words may change, a code never does (domain notes, 0.10). All Welsh is a
    draft until a translator has read it and `welsh_reviewed` says so."""

    code: str
    words: Words
    short: Words | None = None
    public: Words | None = None
    welsh_reviewed: bool = False

    def label(self, lang: str = "en") -> str:
        return self.words.in_language(lang)

    def short_label(self, lang: str = "en") -> str:
        return (self.short or self.words).in_language(lang)

    def public_label(self, lang: str = "en") -> str:
        return (self.public or self.words).in_language(lang)


EntryT = TypeVar("EntryT", bound=Entry)


class UnknownCodeError(KeyError):
    """A code that its table does not have: a mistake of ours, or a form that somebody has tampered with."""

    def __str__(self) -> str:
        return str(self.args[0])


class Table(Generic[EntryT]):
    """Entries in the order in which people expect to read them.

    `key`: a council may call these codes otherwise, and its labels stand under this name. Without one it may not."""

    __slots__ = ("_by_code", "key", "name")

    def __init__(self, name: str, *entries: EntryT, key: str = "") -> None:
        self.name: Final = name
        self.key: Final = key
        self._by_code: Final[Mapping[str, EntryT]] = MappingProxyType({entry.code: entry for entry in entries})
        if len(self._by_code) != len(entries):
            raise ValueError(f"A code stands twice in the table of {name}.")

    def __getitem__(self, code: str) -> EntryT:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCodeError(f"“{code}” is not a code of {self.name}: {', '.join(self._by_code)}.") from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[EntryT]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self._by_code)

    def label(self, code: str, lang: str = "en") -> str:
        """The full name: the council's own, where it has one."""
        return self._own(code) or self[code].label(lang)

    def short_label(self, code: str, lang: str = "en") -> str:
        """For a narrow column. The council's own is as long as it made it."""
        return self._own(code) or self[code].short_label(lang)

    def public_label(self, code: str, lang: str = "en") -> str:
        """As a resident would say it. Never the council's own: what the public reads is reviewed."""
        return self[code].public_label(lang)

    def asked_label(self, code: str) -> str:
        """As an answer that staff choose: the council's own, or in the words that anybody understands."""
        return self._own(code) or self[code].public_label()

    def within(self, code: str, *, short: bool = False) -> str:
        """In the middle of a sentence. A council's own may be an abbreviation, and stays as it was typed."""
        ours = self[code].short_label() if short else self[code].label()
        return self._own(code) or ours.lower()

    def labels(self, *, short: bool = False) -> tuple[tuple[str, str], ...]:
        """Every code with its label, for people to choose from."""
        said = self.short_label if short else self.label
        return tuple((code, said(code)) for code in self._by_code)

    def _own(self, code: str) -> str:
        return own_label(self.key, code) if self.key else ""
