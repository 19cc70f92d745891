"""Letters as they go over the wire: text first, HTML second, both made of kind, reference and times alone.

Nothing in them is fetched from anywhere, nothing tells us that they were read, and the subject says that something
waits and not what. What is the same for many people is made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from commonground.platform.mail.wording import environment, translations
from commonground.platform.notifications.links import path_of
from commonground.platform.notifications.sentences import NAMES, sentence
from commonground.platform.notifications.types import URGENT, NotificationKind, SubjectRef
from commonground.platform.settings import Settings

CHOICES: Final = "/account/notices"
LIST: Final = "/notifications"
NOBODY: Final = "undisclosed-recipients:;"
_KEPT: Final = 512


def _(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


_NEEDS: Final = _("%(council)s: something needs you today")
_WAITS: Final = _("%(council)s: something waits for you")
_RING: Final = _("%(council)s: please ring us")
_GATHERED: Final = _("%(council)s: what waits for you today")


@dataclass(frozen=True, slots=True)
class House:
    """Whose letters they are: the address that people type, the address that sends, and the council they are for."""

    base_url: str
    sender: str
    council: str
    welsh_name: str = ""
    colour: str = "#0b5d4e"
    phone: str = ""
    """Where its front door is rung."""
    out_of_hours: str = ""
    """Where it is rung when the front door is closed."""

    def name(self, lang: str) -> str:
        return self.welsh_name if lang == "cy" and self.welsh_name else self.council

    @classmethod
    def of(cls, settings: Settings, council: str, welsh_name: str | None, colour: str, *phones: str) -> House:
        """The council's name and the platform's address. `phones`: the front door's, and that of out of hours."""
        sender = parseaddr(settings.mail_from)[1]
        return cls(settings.base_url.rstrip("/"), sender, council, welsh_name or "", colour, *phones)


class Line(NamedTuple):
    """One line of a digest."""

    kind: NotificationKind
    number: int


class _Shown(NamedTuple):
    name: str
    number: int


@lru_cache(maxsize=_KEPT)
def notice(
    house: House,
    lang: str,
    kind: NotificationKind,
    subject: SubjectRef,
    *,
    fact_id: UUID | None = None,
    by_cover: bool = False,
) -> bytes:
    """One notice, but for whom it goes to."""
    said = sentence(kind, subject.reference, translations(lang).gettext, fact_id=fact_id, by_cover=by_cover)
    urgent = kind in URGENT
    values = {"sentence": said, "link": house.base_url + path_of(subject, kind), "urgent": urgent}
    return _made(house, lang, "notice", _NEEDS if urgent else _WAITS, values)


@lru_cache(maxsize=_KEPT)
def digest(house: House, lang: str, lines: tuple[Line, ...]) -> bytes:
    """A line for each kind, with how many there are, and a link to where they stand; no reference."""
    words = translations(lang).gettext
    shown = [_Shown(words(NAMES[line.kind]), line.number) for line in lines]
    return _made(house, lang, "digest", _GATHERED, {"lines": shown, "link": house.base_url + LIST, "urgent": False})


@lru_cache(maxsize=_KEPT)
def onward(house: House, lang: str, reference: str) -> bytes:
    """To another agency, about one referral: that they should ring, where, and which reference to give. There is no
    place in it for anything else."""
    return _made(house, lang, "onward", _RING, _to_ring(house, reference))


def _to_ring(house: House, reference: str) -> dict[str, object]:
    """What is shown before it goes, and what goes: the same."""
    return {"reference": reference, "phone": house.phone, "out_of_hours": house.out_of_hours}


def onward_words(house: House, lang: str, reference: str) -> tuple[str, str]:
    """Its subject and its words, to be looked at before it goes."""
    values = {"council": house.name(lang)} | _to_ring(house, reference)
    words = environment(lang).get_template("onward.txt").render(values)
    return translations(lang).gettext(_RING) % {"council": house.name(lang)}, words


def addressed(letter: bytes, house: House, message: UUID, recipients: tuple[str, ...], now: datetime) -> bytes:
    """The letter with its Message-ID, which is the same whenever it is made again, and whom it is to: their address
    where it is one person; of several, nobody sees the others."""
    to = recipients[0] if len(recipients) == 1 else NOBODY
    head = f"To: {to}\r\nMessage-ID: {message_id(house, message)}\r\nDate: {format_datetime(now)}\r\n"
    return head.encode("ascii") + letter


def message_id(house: House, message: UUID) -> str:
    return f"<{message}@{house.sender.rpartition('@')[2]}>"


def _made(house: House, lang: str, template: str, subject: str, values: dict[str, object]) -> bytes:
    council = house.name(lang)
    subject = translations(lang).gettext(subject) % {"council": council}
    shared = {"council": council, "subject": subject, "choices": house.base_url + CHOICES, "colour": house.colour}
    texts = environment(lang)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(council, addr_spec=house.sender)
    letter["Subject"] = subject
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(texts.get_template(f"{template}.txt").render(values | shared), cte="quoted-printable")
    html = texts.get_template(f"{template}.html").render(values | shared)
    letter.add_alternative(html, subtype="html", cte="quoted-printable")
    letter["Content-Language"] = lang
    return letter.as_bytes()
