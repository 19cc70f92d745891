"""The last whole quarter at Larkmere’s front door, for its figures. Nothing and nobody here is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import cycle, groupby
from typing import Final

from commonground.infra.demo.larkmere import ADVICE_REPLY, LOOKED_AT
from commonground.infra.demo.shapes import Setting, Story, Told
from commonground.platform.calendar import LONDON
from commonground.tenants.figures.types import quarters
from commonground.tenants.referrals.types import NoReplyReason, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A context of the quarter. `first` is what was decided of the first contact; what came later was added to it."""

    key: str
    name: str
    said: str
    """How those who told us called it."""
    harms: tuple[str, ...]
    many: int
    first: Outcome = Outcome.CONTEXT_ASSESSMENT
    kind: str = "place"
    venue: str
    address: str = ""
    north: bool = False
    over: bool = False


_PLACES: Final = (
    _Place(key="ferryback", name="Shops on Cole Street, back lane", said="Cars waiting behind the shops", venue="shop",
           harms=("cce",), many=6, address="12 to 28 Cole Street"),
    _Place(key="forecourt", name="Larkmere station forecourt", said="Robberies near the station", many=5,
           venue="transport_hub", harms=("cce", "serious_youth_violence"), first=Outcome.STRATEGY_DISCUSSION,
           address="Bridge Road"),
    _Place(key="weirstop", name="Bus stop W, Weir Road", said="Fights by the bus stop after four", many=4,
           venue="transport_stop", harms=("serious_youth_violence",), address="Weir Road", north=True),
    _Place(key="corner", name="Friends at the Dock Lane corner", said="A group that waits at the corner", many=3,
           kind="group", venue="peer_group", harms=("bullying",), first=Outcome.CONSULTATION),
    _Place(key="parkcafe", name="Café in Hythe Gardens", said="Older men in the gardens café", many=2, venue="park",
           harms=("cse",), address="Hythe Gardens", north=True),
    _Place(key="landing", name="Rowan Tower, third landing", said="People sleeping on the landing", many=2,
           venue="stairwell", harms=("substances",), address="Rowan Tower, Alder Way", over=True),
    _Place(key="underpass", name="Underpass at Dene Road", said="Phones taken in the underpass", many=2, venue="route",
           harms=("robbery",), address="Dene Road", over=True),
    _Place(key="decks", name="Multistorey car park, Union Row", said="Cars racing on the top deck", many=2,
           venue="car_park", harms=("cce",), first=Outcome.STRATEGY_DISCUSSION, address="Union Row"),
    _Place(key="fountain", name="Friends at the fountain", said="A group that films others at the fountain", many=2,
           kind="group", venue="friendship_group", harms=("online_images",), first=Outcome.CONSULTATION, over=True),
    _Place(key="arcade", name="Coral Arcade", said="Free tokens for running errands", many=1, venue="shop",
           harms=("cce",), address="6 Pier Walk", over=True),
    _Place(key="bowl", name="Reed Field skate bowl", said="Younger children chased off the bowl", many=1, venue="park",
           harms=("bullying",), first=Outcome.SINGLE_AGENCY, address="Reed Field", north=True, over=True),
    _Place(key="drinks", name="Off-licence, 40 Alder Way", said="Drink sold to pupils", many=1, venue="shop",
           harms=("substances",), first=Outcome.SINGLE_AGENCY, address="40 Alder Way", over=True),
)  # fmt: skip  # facts of one context read better side by side
# Who told us of them, in turn.
_SOURCES: Final = (*["public"] * 11, *["anonymous"] * 8, *["police"] * 6, *["individual_family"] * 4,
                   *["young_person"] * 2)  # fmt: skip  # a source to a few
# What was about no context, how many of each.
_ALONE: Final = (
    (17, "public", "place", ("bullying",), Outcome.ADVICE, "Young people shouting outside the shops"),
    (9, "school", "school", ("bullying", "online_images"), Outcome.SIGNPOST, "Messages passed round after lessons"),
)  # fmt: skip  # a row to a line
_TEAMS: Final = ("Front door", "Front door", "Front door", "Front door", "North locality")
_WHY: Final = {
    Outcome.ADVICE: "One evening, and adults were there. Advice given.",
    Outcome.SIGNPOST: "The school’s own worker deals with it. They know whom to ring.",
    Outcome.ADDED_TO_CONTEXT: "Fits what we were told of it before. Added; its lead is told.",
}
_WEIGHED: Final = "Weighed with what is known of the place."
_UNANSWERED: Final = (NoReplyReason.ASKED_FOR_NONE.value, NoReplyReason.COULD_PUT_SOMEBODY_AT_RISK.value)


def last_quarter(now: datetime) -> Story:
    """Everything was decided, four in five of the reporters were answered, and some places came up again and again."""
    whole = quarters(now)[1]
    today = now.astimezone(LONDON).date()
    length = (whole.back(-1).first - whole.first).days - 12
    days = ((today - whole.first).days - 3 - number * 37 % length for number in cycle(range(length)))
    told = [replace(each, days=next(days)) for each in _numbered()]
    about = sorted((each for each in told if each.subject), key=lambda each: (each.subject, -each.days))
    alone = [each for each in told if not each.subject]
    by_place = {key: list(each) for key, each in groupby(about, key=lambda each: each.subject)}
    settings = [_setting(place, by_place[place.key][0].days) for place in _PLACES]
    contacts = [each for place in _PLACES for each in _decided(place, by_place[place.key])]
    return Story(tuple(settings), (*contacts, *alone))


def _decided(place: _Place, contacts: list[Told]) -> Iterator[Told]:
    """The first one makes the context, the next day; the later ones were added to it."""
    first, *later = contacts
    yield replace(first, outcome=place.first.value, why=_WEIGHED, decided_after=1)
    for each in later:
        yield replace(each, outcome=Outcome.ADDED_TO_CONTEXT.value, why=_WHY[Outcome.ADDED_TO_CONTEXT])


def _setting(place: _Place, days: int) -> Setting:
    team, lead = ("North locality", "ife-balogun") if place.north else ("Contextual safeguarding", "priya-raman")
    return Setting(
        key=place.key, kind=place.kind, name=place.name, venue=place.venue, address=place.address, team=team,
        lead=lead, days=days - 1, status="closed" if place.over else "active", description=f"{place.said}.",
    )  # fmt: skip  # one context


def _numbered() -> Iterator[Told]:
    """In the order in which days are dealt out to them; those of one place lie apart."""
    keys = [place for place in _PLACES for _ in range(place.many)]
    for number, (place, source) in enumerate(zip(keys, _mixed(_SOURCES), strict=True)):
        told = _told(number, source, place.kind, place.harms, place.said, LOOKED_AT)
        yield replace(told, subject=place.key, address=place.address)
    alone = [row for row in _ALONE for _ in range(row[0])]
    for number, (_, source, kind, harms, outcome, title) in enumerate(alone, start=len(keys)):
        told = _told(number, source, kind, harms, title, ADVICE_REPLY)
        yield replace(told, outcome=outcome.value, why=_WHY[outcome])


def _mixed(sources: tuple[str, ...]) -> list[str]:
    """Each place was told of by several."""
    return [sources[number * 7 % len(sources)] for number in range(len(sources))]


def _told(number: int, source: str, kind: str, harms: tuple[str, ...], title: str, reply: str) -> Told:
    silent = number % 5 == 4
    return Told(
        title=title, kind=kind, harms=harms, source=source, days=0, at=f"{8 + number % 11:02}:{number * 7 % 60:02}",
        what=f"{title}. It has been going on for some weeks.", children=("1_2", "3_5", "not_sure")[number % 3],
        state="decided", reply="" if silent else reply, no_reply=_UNANSWERED[number // 5 % len(_UNANSWERED)],
        team=_TEAMS[number % len(_TEAMS)], decided_after=(1, 1, 1, 2, 1, 4, 2, 8)[number % 8],
    )  # fmt: skip  # one worry
