"""The page of a record's flags, and what its forms do."""

from __future__ import annotations

from commonground.platform.access import Action, Held, decide
from commonground.platform.work import Work
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.service import Flaggable, keep_flag, put_flag, take_off_flag
from commonground.ui.flags.forms import KEEP, FlagForm, ReviewFlagForm
from commonground.ui.flags.views import FlagsView, line_of
from commonground.ui.referrals.why import About
from commonground.ui.shell.page import Page


async def flags_page(work: Work, about: About, row: Flaggable, held: Held) -> Page:
    """Those that stand and those that are over."""
    flags = await flags_of(work, (row.id,), current=False)
    view = FlagsView(
        title=about.title,
        reference=about.reference,
        href=about.href,
        trail=(about.trail, (about.title, about.href)),
        current=tuple(line_of(flag) for flag in flags if flag.is_current),
        past=tuple(line_of(flag) for flag in flags if not flag.is_current),
        may=bool(decide(work.actor, Action.FLAG_RECORD, held)),
    )
    return Page("flags/index.html", view)


async def put(work: Work, row: Flaggable, form: FlagForm) -> None:
    await put_flag(work, row, form.typed())


async def review(work: Work, row: Flaggable, form: ReviewFlagForm) -> None:
    reason = form.reason.data or ""
    if form.what.data == KEEP:
        await keep_flag(work, row, form.chosen, reason, int(form.days.data or 0))
    else:
        await take_off_flag(work, row, form.chosen, reason)


EXAMPLE = {
    "kind": "dangerous_dog",
    "about": "",
    "reason": "A large dog runs loose in the yard. Ring before you go in.",
    "evidence": "The caretaker rang this morning",
    "told": "told",
    "fairness": "The owner knows and will tie it up.",
    "contested": "no",
    "contested_words": "",
    "days": "90",
}
EXAMPLE_REVIEW = {
    "flag": "01890000-0000-7000-8000-000000000000",
    "what": "take_off",
    "reason": "The dog has gone.",
    "days": "90",
}
