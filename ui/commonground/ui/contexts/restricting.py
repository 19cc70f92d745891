"""Before a context is restricted: what goes along with it, and whose work that is."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.platform.work import Work
from commonground.tenants.contexts.along import Along, goes_along
from commonground.tenants.contexts.models import ContextRow
from commonground.ui.contexts.forms import ContextRestrictForm
from commonground.ui.contexts.views import Beforehand
from commonground.ui.shell.i18n import gettext, ngettext


async def said_before_restricting(work: Work, row: ContextRow, form: ContextRestrictForm) -> Beforehand:
    """Of those who are chosen in the form as it stands: first whoever leads it and oneself."""
    if form.open_to.data != "named":
        return Beforehand()
    along = await goes_along(work, row.id, form.chosen)
    words = " ".join(_said(along))
    return Beforehand(words, f"/contexts/{row.reference}", gettext("Look at it first"))


def _said(along: Along) -> Iterator[str]:
    if found := [words % {"n": n} for n, words in _each(along) if n]:
        yield gettext("What goes with it, as far as you can see: %(things)s.") % {"things": ", ".join(found)}
    if along.leads:
        said = gettext("Whoever has one of these referrals must be named, and is not chosen yet: %(who)s.")
        yield said % {"who": ", ".join(along.leads)}
    if n := along.outside:
        said = ngettext(
            "%(n)s action is to be done by somebody who is not chosen, and who won’t find it any more: %(who)s.",
            "%(n)s actions are to be done by somebody who is not chosen, and who won’t find them any more: %(who)s.",
            n,
        )
        yield said % {"n": n, "who": ", ".join(along.owners)}


def _each(along: Along) -> Iterator[tuple[int, str]]:
    yield (n := along.referrals), ngettext("%(n)s open referral", "%(n)s open referrals", n)
    yield (n := along.actions), ngettext("%(n)s open action", "%(n)s open actions", n)
