"""Telling those who told us about a context what has changed: each by itself, so that none learns of the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.outbox import Fact, FactKind, publish_each
from commonground.platform.refusals import ChangedMeanwhileError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.load import subject_of as subject_of_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import add_event, tell_watchers, touch
from commonground.tenants.referrals.errors import WordsRefusedError
from commonground.tenants.referrals.events import RECORD, subject_of, write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.own_words import own_words
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.referrals.writing import Teller, message_to, reached, tellers, tellers_in, unsafe
from commonground.tenants.referring.models import Statement
from commonground.tenants.replies.library import Library
from commonground.tenants.replies.service import as_library, newest

CHANGE: Final = "change"
MOST_TOLD: Final = 200
_SETTLED: Final = (ReferralState.DECIDED, ReferralState.NEEDS_LEAD)


async def tellers_of(work: Work, context_id: UUID) -> tuple[list[Teller], Library]:
    """Whoever told us about it and can be written to from here, newest first: what they told is decided, and it is
    the actor's to write to them. What is not decided is answered with the decision, and what was closed as withdrawn
    is left alone. And the ready words with which it begins."""
    query = (
        tellers(newest())
        .where(
            ReferralRow.context_id == context_id,
            ReferralRow.state.in_(_SETTLED),
            reached(),
            visible_referrals(work.actor, Action.WRITE_TO_TELLER),
        )
        .order_by(ReferralRow.received_at.desc(), ReferralRow.id.desc())
        .limit(MOST_TOLD)
    )
    rows: Sequence[Any] = (await work.mine.execute(query)).all()
    return [each for row in rows for each in tellers_in(row)], as_library(rows[0][-1] if rows else None)


async def tell_change(
    work: Work,
    context: ContextRow,
    known: Sequence[Teller],
    library: Library,
    chosen: Collection[str],
    words: Mapping[str, str],
    *,
    version: int,
) -> int:
    """Tell those of `known` whose referrals have these references what has changed; how many they are. `known` and
    `library` are from `tellers_of` the context, which is held. `words` by language: each reads theirs. `version` is
    that of the context when the form was filled in: pressed twice is told once.

    Raises `ChangedMeanwhileError`, and `WordsRefusedError` with `whom`, `words` and `words_cy`."""
    if context.version != version:
        raise ChangedMeanwhileError
    told = [each for each in known if each.row.reference in set(chosen)]
    if len(told) != len(set(chosen)) or not told:
        raise WordsRefusedError((Problem("whom", "Choose whom you tell. What there is to choose from has changed."),))
    typed = {lang: words.get(lang, "").strip() for lang in FIELDS}
    _check(typed, told, known, library)
    await _write(work, context, told, typed)
    said = [typed[lang] for lang in FIELDS if any(each.lang == lang for each in told)]
    touch(work, context)
    add_event(work, context.id, ContextVerb.TELL_CHANGE, "\n".join(said))
    await tell_watchers(work, context)
    return len(told)


async def _write(work: Work, context: ContextRow, told: Sequence[Teller], typed: Mapping[str, str]) -> None:
    for each in told:
        work.mine.add(message_to(work, each.said, CHANGE, typed[each.lang]))
        write_line(work, each.row, Aside.TELL_CHANGE, ReferralState(each.row.state))
    about = [subject_of_context(context), *(subject_of(each.row) for each in told)]
    await audit.record_each(work, f"{Action.WRITE_TO_TELLER}:{CHANGE}", about)
    professionals = [each.row.id for each in told if isinstance(each.said, Statement)]
    await publish_each(work, [Fact(FactKind.WRITTEN_TO_YOU, RECORD, each) for each in professionals])


FIELDS: Final[Mapping[str, str]] = MappingProxyType({"en": "words", "cy": "words_cy"})
"""Where the words of each language are typed."""
_LACKING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "Write it in English: somebody whom you chose wrote to us in English.",
        "cy": "Write it in Welsh: somebody whom you chose wrote to us in Welsh.",
    }
)


def _check(typed: Mapping[str, str], told: Sequence[Teller], known: Sequence[Teller], library: Library) -> None:
    """Nothing that anybody on this context said of somebody may come back to any of them: neither a name that masking
    hid, nor whoever told us. Raises `WordsRefusedError`."""
    read = {each.lang for each in told}
    hidden = tuple(dict.fromkeys(word for each in known for word in each.hidden))
    own = {lang: own_words(typed[lang], library.sentences) for lang in read}
    problems = [problem for lang in FIELDS if lang in read for problem in _wrong(lang, typed[lang], own[lang], hidden)]
    if problems:
        raise WordsRefusedError(tuple(problems))


def _wrong(lang: str, words: str, own: str, hidden: Collection[str]) -> Iterator[Problem]:
    """`own`: what of the words is not ready."""
    if not words:
        yield Problem(FIELDS[lang], _LACKING[lang])
    elif not own:
        yield Problem(FIELDS[lang], "These are the ready words alone. Say what has changed.")
    for sentence in unsafe(words, hidden):
        yield Problem(FIELDS[lang], sentence)
