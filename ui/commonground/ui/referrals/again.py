"""The same press twice, by a trembling hand or on a bad line: what the first one did is said, and nothing else.

Without this the second would hear that somebody was quicker, who was they themselves."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.reference import DECISIONS
from commonground.platform.work import Work
from commonground.tenants.letters.service import reads_so
from commonground.tenants.letters.types import LetterKind
from commonground.tenants.referrals.history import Aside, HistoryLine, LineKind, history_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Outcome, Verb
from commonground.ui.letters.forms import LetterForm
from commonground.ui.referrals.decide_form import DecideForm
from commonground.ui.referrals.forms import RecordForm, TakeForm
from commonground.ui.referrals.weighing import WEIGHED


async def moved_already(work: Work, row: ReferralRow, verb: LineKind | None, form: RecordForm) -> bool:
    """Whether the acting person's own last step is the one that this form asks for."""
    typed = [str(form[name].data or "").strip() for name in ("reason", "words", "question") if name in form]
    typed += form.in_its_line()
    # Taking overwrites nothing, so that its form is not tied to a version.
    version = None if isinstance(form, TakeForm) else form.seen_version
    return verb is not None and await _is_last(work, row, verb, version, typed)


async def decided_already(work: Work, row: ReferralRow, form: DecideForm) -> bool:
    """Whether this very decision is the record's last step, by the acting person."""
    if form.outcome.data not in set(Outcome) or row.outcome != form.outcome.data:
        return False
    if any((form[name].data or "").strip() != (getattr(row, name) or "") for name in WEIGHED):
        return False
    typed = f"{DECISIONS.label(Outcome(form.outcome.data))}. {(form.why.data or '').strip()}"
    return await _is_last(work, row, Verb.DECIDE, form.seen_version, [typed])


async def written_already(work: Work, row: ReferralRow, form: LetterForm) -> UUID | None:
    """The letter that is the acting person's last step, if it is to the same and in the same words: its line has
    none."""
    last = await _last(work, row, Aside.WRITE_LETTER, form.seen_version)
    if last is None or last.id is None:
        return None
    kind = LetterKind(form.kind.data or "")
    return last.id if await reads_so(work, last.id, kind, form.preview_lang, form.preview) else None


async def _is_last(work: Work, row: ReferralRow, verb: LineKind, version: int | None, typed: list[str]) -> bool:
    last = await _last(work, row, verb, version)
    return last is not None and all(each in last.words for each in typed)


async def _last(work: Work, row: ReferralRow, verb: LineKind, version: int | None) -> HistoryLine | None:
    """The record's last step, where the acting person made it, and over just this version."""
    if version is not None and row.version != version + 1:
        return None
    last = (await history_of(work, row.id, most=1))[:1]
    return next((line for line in last if line.is_mine and line.verb == verb), None)
