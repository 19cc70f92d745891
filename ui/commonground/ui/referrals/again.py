"""The same press twice, by a trembling hand or on a bad line: what the first one did is said, and nothing else.

Without this the second would hear that somebody was quicker, who was they themselves."""

from __future__ import annotations

from commonground.platform.reference import DECISIONS
from commonground.platform.work import Work
from commonground.tenants.referrals.history import LineKind, history_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Outcome, Verb
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


async def _is_last(work: Work, row: ReferralRow, verb: LineKind, version: int | None, typed: list[str]) -> bool:
    if version is not None and row.version != version + 1:
        return False
    last = (await history_of(work, row.id, most=1))[:1]
    return any(line.is_mine and line.verb == verb and all(each in line.words for each in typed) for line in last)
