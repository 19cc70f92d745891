"""The words a council starts with on its public pages, by nation and language, until it writes its own.

The Welsh is a draft for a translator. Telephone numbers stand in the council's own settings and are put in by the
page: no number is guessed here, 999 and the numbers of national helplines apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonground.platform.councils.types import Nation


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTexts:
    """`intro` under the title of the report; `emergency` beside 999; `privacy` says what becomes of it;
    `child_front_door` stands where somebody is worried about one child."""

    intro: str
    emergency: str
    privacy: str
    child_front_door: str


_EN_INTRO: Final = (
    "A park, a shop, a bus stop, a school corridor, a group chat. If young people are being hurt, pressured or "
    "frightened there, we want to know."
)
_CY_INTRO: Final = (
    "Parc, siop, safle bws, coridor ysgol, grŵp sgwrsio. Os yw pobl ifanc yn cael eu brifo, eu rhoi dan bwysau neu "
    "eu dychryn yno, rydym am wybod."
)
_EN_EMERGENCY: Final = "Is someone in danger right now? Ring 999 first. You can come back here afterwards."
_CY_EMERGENCY: Final = "Oes rhywun mewn perygl nawr? Ffoniwch 999 yn gyntaf. Gallwch ddod yn ôl yma wedyn."
_EN_PRIVACY: Final = (
    "We use what you tell us to keep children safe, because the law asks us to: {law}. You do not have to give your "
    "name. People who work on your report can read it, and each time one of them opens it we record who did. If a "
    "child may be in danger we may have to pass it on, to the police for example."
)
_CY_PRIVACY: Final = (
    "Rydym yn defnyddio’r hyn a ddywedwch wrthym i gadw plant yn ddiogel, gan fod y gyfraith yn gofyn hynny: {law}. "
    "Nid oes rhaid i chi roi eich enw. Gall y bobl sy’n gweithio ar eich adroddiad ei ddarllen, a bob tro y bydd un "
    "ohonynt yn ei agor rydym yn cofnodi pwy wnaeth. Os gallai plentyn fod mewn perygl, efallai y bydd yn rhaid i ni "
    "ei drosglwyddo, i’r heddlu er enghraifft."
)
_EN_CHILD: Final = {
    True: "A worry about one child goes to our children’s front door. They can act for that child today, and this form "
    "cannot.",
    False: "A worry about one child goes to the council that is responsible for protecting children where that child "
    "lives. We are not that council, and this form can’t act for a child today. Ring us if you do not know whom to "
    "ring.",
}
_CY_CHILD: Final = {
    True: "Mae pryder am un plentyn yn mynd i’n tîm drws blaen i blant. Gallant weithredu dros y plentyn hwnnw heddiw, "
    "ac ni all y ffurflen hon.",
    False: "Mae pryder am un plentyn yn mynd at y cyngor sy’n gyfrifol am amddiffyn plant lle mae’r plentyn hwnnw’n "
    "byw. Nid ni yw’r cyngor hwnnw, ac ni all y ffurflen hon weithredu dros blentyn heddiw. Ffoniwch ni os nad ydych "
    "yn gwybod pwy i’w ffonio.",
}
"""By whether the body has the duty to protect children (`powers.has_duty`)."""
_LAW: Final = {
    Nation.ENGLAND: {"en": "the Children Acts 1989 and 2004", "cy": "Deddfau Plant 1989 a 2004"},
    Nation.WALES: {
        "en": "the Social Services and Well-being (Wales) Act 2014 and the Children Act 1989",
        "cy": "Deddf Gwasanaethau Cymdeithasol a Llesiant (Cymru) 2014 a Deddf Plant 1989",
    },
    Nation.SCOTLAND: {"en": "the Children (Scotland) Act 1995", "cy": "Deddf Plant (Yr Alban) 1995"},
    Nation.NORTHERN_IRELAND: {
        "en": "the Children (Northern Ireland) Order 1995",
        "cy": "Gorchymyn Plant (Gogledd Iwerddon) 1995",
    },
}


def default_texts(nation: Nation, lang: str, *, duty: bool) -> PublicTexts:
    """What the public page says until the council says otherwise. `duty`: whether it has the duty to protect
    children."""
    if lang == "cy":
        privacy = _CY_PRIVACY.format(law=_LAW[nation]["cy"])
        return PublicTexts(intro=_CY_INTRO, emergency=_CY_EMERGENCY, privacy=privacy, child_front_door=_CY_CHILD[duty])
    privacy = _EN_PRIVACY.format(law=_LAW[nation]["en"])
    return PublicTexts(intro=_EN_INTRO, emergency=_EN_EMERGENCY, privacy=privacy, child_front_door=_EN_CHILD[duty])
