"""The council's ready words: read them, and write one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ScalarSelect, and_, func, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.versions import add_version
from commonground.platform.work import Work
from commonground.tenants.referrals.safe_words import check_reply, refused
from commonground.tenants.referrals.types import REPLY_LIMIT
from commonground.tenants.replies.library import CODES, LANGUAGES, Library
from commonground.tenants.replies.models import ReadyRepliesRow

MOST_VERSIONS: Final = 20


def newest() -> ScalarSelect[Any]:
    """All of the council's words with their version, for a statement that reads something else besides."""
    both = func.jsonb_build_object("version", ReadyRepliesRow.version, "words", ReadyRepliesRow.words)
    return select(both).order_by(ReadyRepliesRow.version.desc()).limit(1).scalar_subquery()


def as_library(found: Mapping[str, Any] | None) -> Library:
    """Ours where there is nothing. A code of a later version of ours says nothing."""
    if not found:
        return Library()
    own = {code: languages for code, languages in found["words"].items() if code in CODES}
    return Library(int(found["version"]), own)


async def library_of(work: Work) -> Library:
    """That of the acting council as it stands."""
    return as_library(await work.mine.scalar(select(newest())))


async def write_reply(work: Work, code: str, words: Mapping[str, str], *, version: int) -> None:
    """One text in the council's own words, for every reply from now on; with none, ours stand again. `version` is the
    one that the form was filled from. Raises `IncompleteError` with `en` and `cy`, and `ChangedMeanwhileError`."""
    typed = {lang: words.get(lang, "").strip() for lang in LANGUAGES}
    if problems := tuple(problem for lang in LANGUAGES for problem in _wrong(lang, typed[lang])):
        raise IncompleteError(problems)
    before = await library_of(work)
    if before.version != version:
        raise ChangedMeanwhileError
    kept = {each: dict(languages) for each, languages in before.own.items() if each != code}
    if any(typed.values()):
        kept[code] = typed
    await add_version(work, ReadyRepliesRow, {"words": kept, "changed": code}, over=version)
    await audit.record(work, f"{Action.WRITE_REPLIES}:write", audit.Subject("ready_replies"))


def _wrong(lang: str, words: str) -> Iterator[Problem]:
    """The same rules as for a reply: what stands here is sent many times."""
    if len(words) > REPLY_LIMIT:
        yield Problem(lang, f"Keep this to {REPLY_LIMIT:,} characters.")
        return
    for finding in refused(check_reply(words)):
        yield Problem(lang, f"“{finding.phrase}”: {finding.why} Instead: {finding.instead}")


@dataclass(frozen=True, slots=True)
class Version:
    """One text as somebody wrote it then. No words: ours stood again."""

    at: datetime
    who: str
    words: Mapping[str, str]


async def versions_of(work: Work, code: str) -> Sequence[Version]:
    """How the council has said it, newest first."""
    row = ReadyRepliesRow
    query = (
        select(row.saved_at, Staff.display_name, row.words[code])
        .join(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.saved_by))
        .where(row.changed == code)
        .order_by(row.version.desc())
        .limit(MOST_VERSIONS)
    )
    return [Version(at, who, words or {}) for at, who, words in await work.mine.execute(query)]
