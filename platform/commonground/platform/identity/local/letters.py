"""What is written to somebody's own address about their account: neutral, without a name, without a reference.

A letter says no more than that there is an account, and of which council: whoever shares the inbox learns nothing of
any work. The Welsh is a draft for a translator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from babel.dates import get_month_names

from commonground.platform.calendar import LONDON


class LetterKind(StrEnum):
    """Why somebody is written to."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # a kind of letter, and no password
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGED = "email_changed"
    NEW_DEVICE = "new_device"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # likewise
    FACTORS_CHANGED = "factors_changed"
    WORK_ENDED = "work_ended"
    COLLECTION = "collection"


INVITATION_LIVES: Final = timedelta(days=7)
RESET_LIVES: Final = timedelta(hours=1)
EMAIL_CHANGE_LIVES: Final = timedelta(days=1)
LIVES: Final[Mapping[LetterKind, timedelta]] = MappingProxyType(
    {
        LetterKind.INVITATION: INVITATION_LIVES,
        LetterKind.PASSWORD_RESET: RESET_LIVES,
        LetterKind.EMAIL_CHANGE: EMAIL_CHANGE_LIVES,
    }
)
"""How long the link of such a letter works. The database says so too (`032…`, `033…`, `034…`)."""


@dataclass(frozen=True)
class ClaimedLetter:
    """A letter whose turn it is. `token` is still sealed."""

    id: UUID
    kind: LetterKind
    slug: str
    council: str
    address: str
    token: bytes | None
    lang: str
    created_at: datetime


def subject_of(kind: LetterKind, lang: str) -> str:
    return _TEXTS[lang][kind][0]


def text_of(letter: ClaimedLetter, base_url: str, token: str) -> str:
    """The letter's words; `token` as it stands in the link, empty for one without."""
    words = _TEXTS[letter.lang][letter.kind][1]
    if letter.kind in _IF_NOT_YOU:
        words += "\n\n" + _NOT_YOU[letter.lang]
    lives = LIVES.get(letter.kind)
    until = said(letter.created_at + lives, letter.lang) if lives else ""
    filled = words.format(
        council=letter.council,
        link=link_of(letter, base_url, token),
        until=until,
        at=said(letter.created_at, letter.lang),
        account=f"{base_url}/account",
        forgotten=f"{base_url}/sign-in/{letter.slug}/forgotten",
    )
    return f"{filled}\n\n{_END[letter.lang]}\n"


def link_of(letter: ClaimedLetter, base_url: str, token: str) -> str:
    """Where the letter's link leads; empty for a letter without one."""
    places = {
        LetterKind.INVITATION: f"/invitations/{token}",
        LetterKind.PASSWORD_RESET: f"/sign-in/{letter.slug}/reset/{token}",
        LetterKind.EMAIL_CHANGE: f"/account/email/{token}",
        LetterKind.COLLECTION: f"/collect/{token}",
    }
    return base_url + places[letter.kind] if letter.kind in places else ""


def said(moment: datetime, lang: str) -> str:
    """A moment as people write it: 21 November 2026, 14:05."""
    here = moment.astimezone(LONDON)
    return f"{here.day} {get_month_names(locale=lang)[here.month]} {here.year}, {here:%H:%M}"


_END: Final = {
    "en": "This message was sent by Commonground. Nobody reads replies to it.",
    "cy": "Anfonwyd y neges hon gan Commonground. Nid oes neb yn darllen atebion iddi.",
}
_NOT_YOU: Final = {
    "en": "If it was not you, choose a new password at once:\n{forgotten}\nand tell your administrator at {council}.",
    "cy": "Os nad chi wnaeth, dewiswch gyfrinair newydd ar unwaith:\n{forgotten}\na dywedwch wrth eich gweinyddwr yn "
    "{council}.",
}
_IF_NOT_YOU: Final = frozenset(
    {
        LetterKind.EMAIL_CHANGE_ASKED,
        LetterKind.EMAIL_CHANGED,
        LetterKind.NEW_DEVICE,
        LetterKind.PASSWORD_CHANGED,
        LetterKind.FACTORS_CHANGED,
    }
)
Texts = Mapping[LetterKind, tuple[str, str]]
_EN: Final[Texts] = {
    LetterKind.INVITATION: (
        "An invitation to Commonground",
        (
            "{council} has invited you to use Commonground.\n\nTo accept, open this link and choose a password. It "
            "works once, until {until}:\n{link}\n\nIf you did not expect this, do nothing: without you nothing "
            "happens."
        ),
    ),
    LetterKind.PASSWORD_RESET: (
        "Choose a new password",
        (
            "Somebody asked for a new password for your Commonground account at {council}.\n\nIf it was you, open "
            "this link. It works once, until {until}:\n{link}\n\nIf it was not you, do nothing: your password stays "
            "as it is."
        ),
    ),
    LetterKind.EMAIL_CHANGE: (
        "Confirm your address",
        (
            "Somebody wants to use this address for a Commonground account.\n\nIf it was you, open this link in the "
            "browser in which you are signed in. It works once, until {until}:\n{link}\n\nIf it was not you, do "
            "nothing."
        ),
    ),
    LetterKind.EMAIL_CHANGE_ASKED: (
        "A new address for your account",
        (
            "On {at} a new e-mail address was asked for, for your Commonground account at {council}. It will take "
            "the place of this one once its owner confirms it."
        ),
    ),
    LetterKind.EMAIL_CHANGED: (
        "The address of your account has changed",
        "On {at} the e-mail address of your Commonground account at {council} was changed.",
    ),
    LetterKind.NEW_DEVICE: (
        "A new sign-in",
        (
            "On {at} somebody signed in with your Commonground account at {council}, in a browser that had not been "
            "used for it before.\n\nIf it was you, there is nothing to do. You can see where you are signed in at\n"
            "{account}"
        ),
    ),
    LetterKind.PASSWORD_CHANGED: (
        "Your password has changed",
        "On {at} the password of your Commonground account at {council} was changed.",
    ),
    LetterKind.FACTORS_CHANGED: (
        "How you sign in has changed",
        "On {at} the authenticator or the recovery codes of your Commonground account at {council} were changed.",
    ),
    LetterKind.WORK_ENDED: (
        "Your access has ended",
        (
            "On {at} your access to Commonground for {council} was ended. If you think that this is a mistake, ask "
            "its administrator."
        ),
    ),
    LetterKind.COLLECTION: (
        "Something waits for you",
        (
            "{council} has something to give to you. To collect it, open this page:\n{link}\n\nIt asks for a code. "
            "Somebody of {council} will ring you and tell you the code: it is in no e-mail. It opens once, so open it "
            "where you can save a file.\n\nIf nobody has rung you, do nothing. Nobody else can open it for you."
        ),
    ),
}
_CY: Final[Texts] = {
    LetterKind.INVITATION: (
        "Gwahoddiad i Commonground",
        (
            "Mae {council} wedi eich gwahodd i ddefnyddio Commonground.\n\nI dderbyn, agorwch y ddolen hon a "
            "dewiswch gyfrinair. Mae’n gweithio unwaith, tan {until}:\n{link}\n\nOs nad oeddech yn disgwyl hyn, "
            "peidiwch â gwneud dim: heboch chi nid oes dim yn digwydd."
        ),
    ),
    LetterKind.PASSWORD_RESET: (
        "Dewis cyfrinair newydd",
        (
            "Gofynnodd rhywun am gyfrinair newydd ar gyfer eich cyfrif Commonground yn {council}.\n\nOs mai chi "
            "oedd, agorwch y ddolen hon. Mae’n gweithio unwaith, tan {until}:\n{link}\n\nOs nad chi oedd, peidiwch â "
            "gwneud dim: mae eich cyfrinair yn aros fel y mae."
        ),
    ),
    LetterKind.EMAIL_CHANGE: (
        "Cadarnhau eich cyfeiriad",
        (
            "Mae rhywun am ddefnyddio’r cyfeiriad hwn ar gyfer cyfrif Commonground.\n\nOs mai chi oedd, agorwch y "
            "ddolen hon yn y porwr lle rydych wedi mewngofnodi. Mae’n gweithio unwaith, tan {until}:\n{link}\n\nOs "
            "nad chi oedd, peidiwch â gwneud dim."
        ),
    ),
    LetterKind.EMAIL_CHANGE_ASKED: (
        "Cyfeiriad newydd ar gyfer eich cyfrif",
        (
            "Ar {at} gofynnwyd am gyfeiriad e-bost newydd ar gyfer eich cyfrif Commonground yn {council}. Bydd yn "
            "cymryd lle’r un hwn pan fydd ei berchennog yn ei gadarnhau."
        ),
    ),
    LetterKind.EMAIL_CHANGED: (
        "Mae cyfeiriad eich cyfrif wedi newid",
        "Ar {at} newidiwyd cyfeiriad e-bost eich cyfrif Commonground yn {council}.",
    ),
    LetterKind.NEW_DEVICE: (
        "Mewngofnodi newydd",
        (
            "Ar {at} mewngofnododd rhywun gyda’ch cyfrif Commonground yn {council}, mewn porwr na chafodd ei "
            "ddefnyddio ar ei gyfer o’r blaen.\n\nOs mai chi oedd, nid oes dim i’w wneud. Gallwch weld ble rydych "
            "wedi mewngofnodi yn\n{account}"
        ),
    ),
    LetterKind.PASSWORD_CHANGED: (
        "Mae eich cyfrinair wedi newid",
        "Ar {at} newidiwyd cyfrinair eich cyfrif Commonground yn {council}.",
    ),
    LetterKind.FACTORS_CHANGED: (
        "Mae eich ffordd o fewngofnodi wedi newid",
        "Ar {at} newidiwyd dilysydd neu godau adfer eich cyfrif Commonground yn {council}.",
    ),
    LetterKind.WORK_ENDED: (
        "Mae eich mynediad wedi dod i ben",
        (
            "Ar {at} daeth eich mynediad i Commonground ar gyfer {council} i ben. Os credwch mai camgymeriad yw hyn, "
            "gofynnwch i’w weinyddwr."
        ),
    ),
    LetterKind.COLLECTION: (
        "Mae rhywbeth yn aros amdanoch",
        (
            "Mae gan {council} rywbeth i’w roi i chi. I’w gasglu, agorwch y dudalen hon:\n{link}\n\nMae’n gofyn am "
            "god. Bydd rhywun o {council} yn eich ffonio ac yn dweud y cod wrthych: nid yw mewn unrhyw e-bost. Mae’n "
            "agor unwaith, felly agorwch ef lle gallwch gadw ffeil.\n\nOs nad oes neb wedi eich ffonio, peidiwch â "
            "gwneud dim. Ni all neb arall ei agor drosoch."
        ),
    ),
}
_TEXTS: Final[Mapping[str, Texts]] = {"en": _EN, "cy": _CY}
