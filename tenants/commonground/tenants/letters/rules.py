"""What a printed letter's words may hold, and how they are filled in. No database, no web."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from commonground.platform.mail.models import DEAD, MailState
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.letters.texts import OURS
from commonground.tenants.letters.types import LANGS, PRINTED, WORDS_LIMIT, Arrival, Field, LetterKind, OwnWords

_BRACED: Final = re.compile(r"\{([^{}]*)\}")
_GAP: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_NEEDED: Final = (Field.REFERENCE, Field.PHONE)
KEYS: Final = tuple(f"{kind}.{lang}" for kind in PRINTED for lang in LANGS)


def words_for(own: OwnWords, kind: LetterKind, lang: str) -> str:
    """The council's own, else ours."""
    key = f"{kind}.{lang if lang in LANGS else 'en'}"
    return own.words.get(key) or OURS[key]


def filled(words: str, values: Mapping[Field, str]) -> str:
    """With what may be merged in; a brace that holds anything else stays as it was typed, and what is merged in is not
    looked at again. A paragraph of nothing but what there is none of leaves no gap."""
    known = {each.value: said for each, said in values.items()}
    said = _BRACED.sub(lambda found: known.get(found.group(1), found.group(0)), words)
    return _GAP.sub("\n\n", said)


def check_words(typed: Mapping[str, str]) -> dict[str, str]:
    """By kind and language, without what was left empty. Raises `IncompleteError` with every problem, by key."""
    words = {key: typed.get(key, "").strip() for key in KEYS}
    if problems := tuple(problem for key, said in words.items() for problem in _problems(key, said)):
        raise IncompleteError(problems)
    return {key: said for key, said in words.items() if said}


def _problems(key: str, said: str) -> Iterator[Problem]:
    if not said:
        return
    if len(said) > WORDS_LIMIT:
        yield Problem(key, f"Keep this to {WORDS_LIMIT:,} characters.")
    for name in dict.fromkeys(_BRACED.findall(said)):
        if name not in _fields_of(key):
            yield Problem(key, f"“{{{name}}}” can’t be filled in. Use {_listed(key)}.")
    if _BRACED.sub("", said).count("{") or _BRACED.sub("", said).count("}"):
        yield Problem(key, "A brace is open. Write what is filled in like {reference}.")
    for needed in _NEEDED:
        if f"{{{needed}}}" not in said:
            yield Problem(key, f"Write {{{needed}}} somewhere: without it nobody can ring about the letter.")


def _fields_of(key: str) -> list[str]:
    """An answer is for whoever asked: a business or a school is told nothing of it."""
    told = key.partition(".")[0] == LetterKind.REFERRER
    return [each.value for each in Field if told or each is not Field.ANSWER]


def _listed(key: str) -> str:
    return ", ".join(f"{{{each}}}" for each in _fields_of(key))


def arrival_of(state: str | None) -> Arrival:
    """Of the mail that carries it; None before a worker has queued one."""
    if state in (None, MailState.QUEUED):
        return Arrival.ON_ITS_WAY
    if state == MailState.SENT:
        return Arrival.TAKEN
    return Arrival.LOST if state in (*DEAD, MailState.NOT_SENT, MailState.READ) else Arrival.ON_ITS_WAY
