"""Where a postcode lies, in a sentence. It says whose area it is and decides nothing."""

from __future__ import annotations

from commonground.platform.postcodes.sides import Side, Whereabouts
from commonground.ui.shell.i18n import gettext


def where_words(where: Whereabouts | None) -> str:
    """“In Hallowdene, which is not our area.” Also what is not known, and why: silence would be taken for “here”."""
    if where is None:
        return ""
    if where.located is None:
        if where.is_asked:
            return gettext("Not found in the table of postcodes. Look whether it is written right.")
        return gettext("Not known: no table of postcodes has been set up here.")
    said = _SAID[where.side]() % {"area": where.located.area.words}
    return f"{said} {gettext('This postcode is no longer in use.')}" if where.located.in_use is False else said


_SAID = {
    Side.OWN: lambda: gettext("In %(area)s, our own area."),
    Side.NEIGHBOUR: lambda: gettext("In %(area)s, which is not our area."),
    Side.UNSURE: lambda: gettext("In %(area)s."),
}


def elsewhere(where: Whereabouts | None) -> str:
    """What whoever decides about it should know first, where it lies in a neighbour's area; else nothing."""
    if where is None or where.located is None or where.side is not Side.NEIGHBOUR:
        return ""
    place = {"postcode": where.located.postcode, "area": where.located.area.words}
    return gettext("%(postcode)s lies in %(area)s, not in our area. Near a border, check the address as well.") % place
