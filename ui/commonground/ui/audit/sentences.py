"""Why something is listed as unusual, in a sentence, and from where on something is."""

from __future__ import annotations

from typing import Final

from commonground.platform.audit.unusual import HISTORY, Sign, Thresholds, Unusual
from commonground.ui.shell.i18n import LazyText, gettext, lazy, ngettext

SIGNS: Final[dict[Sign, LazyText]] = {
    Sign.VOLUME: lazy("Many records"),
    Sign.HOURS: lazy("At an odd hour"),
    Sign.RESTRICTED: lazy("Restricted records"),
    Sign.OWN_NAME: lazy("Searched for their own name"),
    Sign.GUESSING: lazy("Refused references"),
}
_MOST_NAMED: Final = 5


def why_listed(found: Unusual) -> str:
    """One sentence."""
    figures = dict(found.figures)
    match found.sign:
        case Sign.VOLUME:
            opened = gettext("Opened %(opened)s records on this day.")
            usual = gettext("Usual for them: %(usual)s; for others with their role: %(role)s.")
            return f"{opened} {usual}" % figures
        case Sign.HOURS:
            return _hours(figures)
        case Sign.GUESSING:
            return gettext("Asked for %(refused)s references that were refused, as if by guessing.") % figures
        case _ if not found.references:
            return gettext("Searched for a name like their own, and opened no record soon after.")
        case _:
            return f"{_looked(found.sign, figures['records'])}: {_named(found.references)}."


def _looked(sign: Sign, records: int) -> str:
    if sign is Sign.RESTRICTED:
        return ngettext("Opened a restricted record", "Opened %(num)d restricted records", records)
    return ngettext(
        "Opened a record soon after searching for a name like their own",
        "Opened %(num)d records soon after searching for a name like their own",
        records,
    )


def _hours(figures: dict[str, int]) -> str:
    if figures["working"]:
        return gettext("Opened %(opened)s records outside working hours.") % figures
    return gettext("Opened %(opened)s records on a day on which the council is closed.") % figures


def _named(references: tuple[str, ...]) -> str:
    shown = ", ".join(references[:_MOST_NAMED])
    left = len(references) - _MOST_NAMED
    return gettext("%(shown)s and %(left)s more") % {"shown": shown, "left": left} if left > 0 else shown


def thresholds_in_words(limits: Thresholds, opens: str, closes: str) -> list[tuple[str, str]]:
    """What is listed under each sign."""
    minutes = int(limits.after_search.total_seconds()) // 60
    figures = {
        "opened": limits.opened, "times": limits.times_usual, "days": HISTORY.days, "outside": limits.outside,
        "margin": int(limits.margin.total_seconds()) // 60, "opens": opens, "closes": closes,
        "minutes": minutes, "refused": limits.refused,
    }  # fmt: skip  # figures of sentences
    sentences = {
        Sign.VOLUME: gettext(
            "More than %(opened)s records on a day, and more than %(times)s times what was usual in the %(days)s days"
            " before, for the person and for others with their role."
        ),
        Sign.HOURS: gettext(
            "%(outside)s or more records on a day when the council is closed, or more than %(margin)s minutes before"
            " %(opens)s or after %(closes)s."
        ),
        Sign.RESTRICTED: gettext("Every restricted record that was opened, by whomever."),
        Sign.OWN_NAME: gettext(
            "A search with the person’s own last name, and every record opened within %(minutes)s minutes of it. A last"
            " name that is an ordinary word counts beside a first name only."
        ),
        Sign.GUESSING: gettext("%(refused)s or more different references on a day that were refused."),
    }
    return [(str(SIGNS[sign]), words % figures) for sign, words in sentences.items()]
