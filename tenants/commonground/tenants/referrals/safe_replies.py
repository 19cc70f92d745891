"""Ready-made replies to the one who told us, one for each outcome, in English and Welsh (a draft for a translator).

They say that somebody read it and what kind of thing happens next: nothing about a child, nothing about what was
known, and the same words for a strategy discussion as for an assessment, so that nobody reads the gravity off them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform.reference import Words
from commonground.tenants.referrals.types import Outcome

_THANKS: Final = Words(
    "Thank you. We have read what you told us", "Diolch. Rydym wedi darllen yr hyn a ddywedoch wrthym"
)
# How, each reader’s page says: a resident’s with the return code, a professional’s under what they referred.
_MORE: Final = Words("You can add more at any time.", "Gallwch ychwanegu rhagor ar unrhyw adeg.")
# Not that somebody looks at it now: often nobody leads it yet, and these words are read for years.
_LOOKED_AT: Final = Words(
    "and somebody whose job is that part of town will look at it.",
    "a bydd rhywun sy’n gyfrifol am y rhan honno o’r ardal yn edrych arno.",
)


def _reply(en: str, cy: str) -> Words:
    return Words(f"{_THANKS.en} {en} {_MORE.en}", f"{_THANKS.cy} {cy} {_MORE.cy}")


_WILL_BE_LOOKED_AT: Final = _reply(_LOOKED_AT.en, _LOOKED_AT.cy)

SAFE_REPLIES: Final[Mapping[Outcome, Words]] = MappingProxyType(
    {
        Outcome.ADVICE: _reply(
            "and thought about what would help. We will not do anything more for now. If it happens again or gets "
            "worse, tell us: small things can add up.",
            "ac wedi ystyried beth fyddai’n helpu. Ni fyddwn yn gwneud dim mwy am y tro. Os bydd yn digwydd eto neu’n "
            "gwaethygu, dywedwch wrthym: gall pethau bach gronni.",
        ),
        Outcome.ADDED_TO_CONTEXT: _reply(
            "and kept it together with what we learn about places. That helps us to see when something should change "
            "there.",
            "ac wedi’i gadw ynghyd â’r hyn a ddysgwn am leoedd. Mae hynny’n ein helpu i weld pryd y dylai rhywbeth "
            "newid yno.",
        ),
        Outcome.SIGNPOST: _reply(
            "and there are services for everybody that can help with this. You find them on the council’s website "
            "under help for young people.",
            "ac mae gwasanaethau i bawb a all helpu gyda hyn. Maent ar wefan y cyngor o dan gymorth i bobl ifanc.",
        ),
        Outcome.CONSULTATION: _WILL_BE_LOOKED_AT,
        Outcome.SINGLE_AGENCY: _reply(
            "and asked the service whose job it is to look at it.",
            "ac wedi gofyn i’r gwasanaeth sy’n gyfrifol edrych arno.",
        ),
        Outcome.LEVEL_1: _WILL_BE_LOOKED_AT,
        Outcome.CONTEXT_ASSESSMENT: _WILL_BE_LOOKED_AT,
        Outcome.STRATEGY_DISCUSSION: _WILL_BE_LOOKED_AT,
        Outcome.PANEL: _WILL_BE_LOOKED_AT,
        Outcome.OTHER_BOROUGH: _reply(
            "and passed it to the council whose area it is. They will look at it.",
            "ac wedi’i drosglwyddo i’r cyngor y mae’r ardal yn perthyn iddo. Byddant yn edrych arno.",
        ),
    }
)


THANKS: Final = (f"{_THANKS.en}.", f"{_THANKS.cy}.")
"""How each of them begins, when nothing more is said."""


def ready_replies() -> Iterator[str]:
    """Each of them, in each language."""
    for words in SAFE_REPLIES.values():
        yield from (words.en, words.cy)


def safe_reply(outcome: Outcome, lang: str) -> str:
    """What to offer for an outcome, in the language the report was written in."""
    return SAFE_REPLIES[outcome].in_language(lang)
