"""The words of a council's public pages, by its powers and by language, where it has written none of its own. They are
never kept with the council: they would go stale when its powers change, or when we write better ones.

The Welsh is a draft for a translator. Telephone numbers stand in the council's own settings and are put in by the
page: no number is guessed here, 999 and the numbers of national helplines apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from commonground.platform.councils.powers import has_duty
from commonground.platform.councils.types import LegalPower


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTexts:
    """`intro` under the title of the report; `emergency` beside 999; `privacy` says what becomes of it;
    `child_front_door` stands where somebody is worried about one child."""

    intro: str
    emergency: str
    privacy: str
    child_front_door: str


NAMES: Final = frozenset(field.name for field in fields(PublicTexts))
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
    "We use what you tell us to keep children safe, because the law asks us to{law}. You do not have to give your "
    "name. People who work on your report can read it, and each time one of them opens it we record who did. If a "
    "child may be in danger we may have to pass it on, to the police for example."
)
_CY_PRIVACY: Final = (
    "Rydym yn defnyddio’r hyn a ddywedwch wrthym i gadw plant yn ddiogel, gan fod y gyfraith yn gofyn hynny{law}. "
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
_ACTS: Final = {
    LegalPower.CHILDREN_ACT_1989_S17: ("the Children Act 1989", "Deddf Plant 1989"),
    LegalPower.CHILDREN_ACT_1989_S47: ("the Children Act 1989", "Deddf Plant 1989"),
    LegalPower.CHILDREN_ACT_1989_S27: ("the Children Act 1989", "Deddf Plant 1989"),
    LegalPower.CHILDREN_ACT_2004_S10: ("the Children Act 2004", "Deddf Plant 2004"),
    LegalPower.CHILDREN_ACT_2004_S11: ("the Children Act 2004", "Deddf Plant 2004"),
    LegalPower.SSWBA_2014_PART_7: (
        "the Social Services and Well-being (Wales) Act 2014",
        "Deddf Gwasanaethau Cymdeithasol a Llesiant (Cymru) 2014",
    ),
    LegalPower.CHILDREN_SCOTLAND_ACT_1995: ("the Children (Scotland) Act 1995", "Deddf Plant (Yr Alban) 1995"),
    LegalPower.CHILDREN_NI_ORDER_1995: (
        "the Children (Northern Ireland) Order 1995",
        "Gorchymyn Plant (Gogledd Iwerddon) 1995",
    ),
    LegalPower.CRIME_AND_DISORDER_ACT_1998_S17: ("the Crime and Disorder Act 1998", "Deddf Trosedd ac Anhrefn 1998"),
}
"""By what a body acts when it takes a report: the law's name in English and in Welsh."""
_AND: Final = (" and ", " a ")


def default_texts(powers: Collection[str], lang: str) -> PublicTexts:
    """What the public page says until the council says otherwise: by the powers under which it acts."""
    duty, law = has_duty(powers), _law(powers, lang)
    if lang == "cy":
        privacy = _CY_PRIVACY.format(law=law)
        return PublicTexts(intro=_CY_INTRO, emergency=_CY_EMERGENCY, privacy=privacy, child_front_door=_CY_CHILD[duty])
    privacy = _EN_PRIVACY.format(law=law)
    return PublicTexts(intro=_EN_INTRO, emergency=_EN_EMERGENCY, privacy=privacy, child_front_door=_EN_CHILD[duty])


def public_texts(own: Mapping[str, Mapping[str, str]], powers: Collection[str], lang: str) -> PublicTexts:
    """As the public page has them: the council's `own` words by language, ours where it has none."""
    words = {which: said for which, said in own.get(lang, {}).items() if which in NAMES and said}
    return replace(default_texts(powers, lang), **words)


def _law(powers: Collection[str], lang: str) -> str:
    """“: the Children Act 1989 and the Children Act 2004”; nothing for a body whose powers we do not know."""
    welsh = lang == "cy"
    acts = list(dict.fromkeys(names[welsh] for power, names in _ACTS.items() if power in set(powers)))
    if len(acts) > 1:
        acts = [*acts[:-2], _AND[welsh].join(acts[-2:])]
    return f": {', '.join(acts)}" if acts else ""
