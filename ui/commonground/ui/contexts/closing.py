"""Before a context is closed: what still goes on about it."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.platform.work import Work
from commonground.tenants.contexts.goes_on import GoesOn, goes_on
from commonground.tenants.contexts.models import ContextRow
from commonground.ui.contexts.views import Beforehand
from commonground.ui.shell.i18n import gettext, ngettext


async def said_before_closing(work: Work, row: ContextRow, _form: object) -> Beforehand:
    """It is closed all the same by whoever knows that: things that end are not always ticked off first."""
    found = [words % {"n": n} for n, words in _each(await goes_on(work, row)) if n]
    if not found:
        return Beforehand()
    said = gettext("Still open here, as far as you can see: %(things)s. Nobody looks for work on what is closed.")
    return Beforehand(said % {"things": ", ".join(found)}, f"/contexts/{row.reference}", gettext("Look at it first"))


def _each(on_it: GoesOn) -> Iterator[tuple[int, str]]:
    yield (n := on_it.referrals), ngettext("%(n)s referral without a decision", "%(n)s referrals without a decision", n)
    yield (n := on_it.actions), ngettext("%(n)s action", "%(n)s actions", n)
    yield (n := on_it.people), ngettext("%(n)s person link", "%(n)s person links", n)
