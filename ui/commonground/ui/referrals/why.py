"""“Why can I see this?” and “Who could see this?”, from the decision that lets people in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from commonground.platform.access import Action, Decision, Held, decide, may_see_who
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import Colleague, House, who_works_here
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.keepers.rules import nobody_left
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.sharing.who import PartnerReader
from commonground.ui.keepers.views import address_for
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy, ngettext
from commonground.ui.shell.page import Page

THIRD_PERSON = {
    "It is restricted, and you are one of the people named on it.": lazy("Named on it"),
    "It is allocated to you.": lazy("It is allocated to them"),
    "Your team holds it.": lazy("Their team holds it"),
    "Your role sees every open record of this kind in your council.": lazy("Their role sees every record of this kind"),
}
"""The decision's reasons, as they are said of somebody else."""


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    teams: str
    because: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why the reader can see a referral or a context. `who` leads to who else could, for those who may know."""

    title: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    because: str
    standing: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True)
class WhoView:
    """Who could see it. `href` leads back to the record, for those who can open it."""

    title: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    standing: tuple[str, ...]
    readers: tuple[Reader, ...]
    summary: str
    partners: tuple[tuple[str, str, str], ...] = ()
    """Of whoever works for a partner: name, organisation and why."""
    alone: bool = False
    """It is restricted, and nobody who works here can look after it. `keeper`: where those who may name somebody."""
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """A record as these pages name it. `opens` is the action of opening it; `trail` the list it stands in."""

    title: str
    href: str
    opens: Action
    trail: tuple[str, str]

    @property
    def reference(self) -> str:
        return self.href.rpartition("/")[2]


def about_referral(row: ReferralRow) -> About:
    return About(row.title, f"/referrals/{row.reference}", Action.READ_REFERRAL, (gettext("Tracker"), "/tracker"))


def about_context(row: ContextRow) -> About:
    return About(row.name, f"/contexts/{row.reference}", Action.READ_CONTEXT, (gettext("Contexts"), "/contexts"))


async def why_page(work: Work, about: About, held: Held) -> Page:
    """What the decision says to the reader."""
    house = await who_works_here(work)
    view = WhyView(
        title=about.title,
        reference=about.reference,
        href=about.href,
        trail=(about.trail,),
        because=decide(work.actor, about.opens, held).because,
        standing=tuple(_standing(house, held)),
        who=who_link(work, about, held),
    )
    return Page("referrals/why.html", view)


def who_link(work: Work, about: About, held: Held) -> str:
    """Where it says who could see it; empty for those who may not know."""
    return f"{about.href}/who" if may_see_who(work.actor, about.opens, held) else ""


async def who_page(work: Work, about: About, held: Held, partners: Sequence[PartnerReader] = ()) -> Page:
    """What the decision says to each of the council's people, and who of a partner is invited. To a reader who can't
    open it the record is nothing but a reference."""
    house = await who_works_here(work)
    found = house.who_could(about.opens, held)
    opens = bool(decide(work.actor, about.opens, held))
    view = WhoView(
        title=about.title if opens else "",
        reference=about.reference,
        href=about.href if opens else "",
        trail=(about.trail,) if opens else ((gettext("Who could see it?"), "/who"),),
        standing=tuple(_standing(house, held)),
        readers=tuple(_reader(each, answer, work) for each, answer in found),
        summary=_summary(found),
        partners=tuple((each.name, each.organisation, _invited(each)) for each in partners),
        alone=nobody_left(house, held),
        keeper=address_for(work.actor, about.reference),
    )
    return Page("referrals/who.html", view)


def _reader(each: Colleague, answer: Decision, work: Work) -> Reader:
    return Reader(each.name, each.team_names, _of_somebody(answer), each.id == work.actor.staff_id)


def _invited(each: PartnerReader) -> str:
    words = gettext("Invited until %(day)s, with names") if each.names else gettext("Invited until %(day)s")
    return words % {"day": day(each.until)}


def _of_somebody(answer: Decision) -> str:
    """The reason, as it is said of somebody else."""
    if answer.glass is not None:
        return gettext("They opened it by break-glass, until %(time)s") % {"time": answer.glass.until_words}
    return str(THIRD_PERSON.get(answer.because, answer.because))


def _summary(found: Sequence[tuple[Colleague, Decision]]) -> str:
    count = len(found)
    counted = Counter(_of_somebody(answer) for _, answer in found)
    reasons = ", ".join(f"{reason.lower()}: {number}" for reason, number in counted.most_common())
    people = ngettext("%(n)s person could open it", "%(n)s people could open it", count) % {"n": count}
    return f"{people} ({reasons})." if reasons else f"{people}."


def _standing(house: House, held: Held) -> list[str]:
    """Who holds it, and what narrows the circle."""
    said = []
    team, lead = house.team(held.team_id), house.person(held.lead_id)
    if lead is not None:
        said.append(gettext("It is allocated to %(name)s.") % {"name": lead.name})
    if team is not None:
        said.append(gettext("%(team)s holds it.") % {"team": team.name})
    if held.restricted:
        said.append(gettext("It is restricted: nobody but the people named on it finds it, not even in a number."))
    elif held.close:
        said.append(gettext("It is about a group of young people, so only the team that holds it can open it."))
    said.append(gettext("Every visit is recorded, yours as well."))
    return said
