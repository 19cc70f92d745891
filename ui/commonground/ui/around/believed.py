"""How many children are believed to be affected by a context, in words."""

from __future__ import annotations

from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, SOURCES
from commonground.tenants.around.types import Believed
from commonground.ui.around.views import BelievedLine
from commonground.ui.referrals import words as say
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext


def believed_line(each: Believed) -> BelievedLine:
    children = say.label(CHILD_BANDS, each.band, each.band)
    if each.age_band:
        ages = say.label(AGE_BANDS, each.age_band, each.age_band)
        children = gettext("%(children)s, most of them %(ages)s") % {"children": children, "ages": ages}
    said = gettext("%(day)s, says %(source)s. Written by %(by)s") % {
        "day": day(each.believed_on),
        "source": say.label(SOURCES, each.source, each.source),
        "by": each.by,
    }
    return BelievedLine(children, said, each.words)
