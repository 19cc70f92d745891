"""“Why can I see this?” and “Who else could see it?”, from the decision that let the reader in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from commonground.platform.access import Action, Decision, Held
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import Colleague, House, who_works_here
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
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
    """The page for a referral or a context. `what` names the kind of record."""

    title: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    because: str
    standing: tuple[str, ...]
    readers: tuple[Reader, ...]
    summary: str


async def why_page(work: Work, row: ReferralRow) -> Page:
    held = await held_referral(work, row)
    house = await who_works_here(work)
    view = why_view(
        work,
        house,
        held,
        Action.READ_REFERRAL,
        title=row.title,
        reference=row.reference,
        href=f"/referrals/{row.reference}",
        trail=(gettext("Tracker"), "/tracker"),
    )
    return Page("referrals/why.html", view)


def why_view(
    work: Work,
    house: House,
    held: Held,
    action: Action,
    *,
    title: str,
    reference: str,
    href: str,
    trail: tuple[str, str],
) -> WhyView:
    """What the decision says to the reader, and to each colleague."""
    found = house.who_could(action, held)
    mine = next((answer for each, answer in found if each.id == work.actor.staff_id), None)
    return WhyView(
        title=title,
        reference=reference,
        href=href,
        trail=(trail,),
        because=mine.because if mine else "",
        standing=tuple(_standing(house, held)),
        readers=tuple(_reader(each, answer, work) for each, answer in found),
        summary=_summary(found),
    )


def _reader(each: Colleague, answer: Decision, work: Work) -> Reader:
    return Reader(each.name, each.team_names, _of_somebody(answer), each.id == work.actor.staff_id)


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
