"""What a rule says, and why something is proposed, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.platform.reference import HARMS, KINDS, VENUES
from commonground.tenants.allocation.rules import lies_in
from commonground.tenants.allocation.types import LeadsIt, Part, Proposal, Rule
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.lists import all_of, any_of


def proposal_words(proposal: Proposal | LeadsIt | None) -> str:
    """“Closest fit: South locality, because it is about: takeaway (rule 2).” Nothing where nothing is proposed."""
    if proposal is None:
        return ""
    place = proposal.place.words(gettext("nobody yet"))
    if isinstance(proposal, LeadsIt):
        return gettext("%(place)s, who leads %(context)s.") % {"place": place, "context": proposal.name}
    why = all_of(list(_reasons(proposal))) or gettext("your council gives everything else there")
    given = {"place": place, "why": why, "number": proposal.number}
    if proposal.whole:
        words = gettext("%(place)s, because %(why)s (rule %(number)s).") % given
    else:
        words = gettext("Closest fit: %(place)s, because %(why)s (rule %(number)s).") % given
    return f"{words} {_load(proposal)}".strip()


def _reasons(proposal: Proposal) -> Iterator[str]:
    rule, facts = proposal.rule, proposal.facts
    for part in proposal.met:
        match part:
            case Part.KIND if Part.VENUE not in proposal.met:
                yield gettext("it is about: %(what)s") % {"what": KINDS.within(facts.kind or "")}
            case Part.VENUE:
                yield gettext("it is about: %(what)s") % {"what": VENUES.within(facts.venue or "")}
            case Part.HARM:
                harms = [HARMS.within(each, short=True) for each in rule.harms if each in facts.harms]
                yield gettext("the harm is %(harms)s") % {"harms": all_of(harms)}
            case Part.AREA:
                yield gettext("it lies in %(area)s") % {
                    "area": next(each for each in rule.areas if lies_in(each, facts))
                }
            case Part.LOAD:
                yield gettext("the team has fewer than %(under)s open") % {"under": rule.under}


def _load(proposal: Proposal) -> str:
    person = proposal.place.person
    if person is None:
        there = proposal.place.goes_on_there
        return "" if there else gettext("Nobody there can give it a lead.")
    given = {"name": person.name, "count": proposal.open_there}
    return gettext("Of those there, %(name)s has the least open that you can see: %(count)s.") % given


def asks_words(rule: Rule) -> str:
    """“Takeaway; LM4; the team has fewer than 10 open”."""
    parts = [
        any_of([KINDS.label(each) for each in rule.kinds]),
        any_of([VENUES.label(each) for each in rule.venues]),
        any_of([HARMS.short_label(each) for each in rule.harms]),
        any_of(rule.areas),
        gettext("the team has fewer than %(under)s open") % {"under": rule.under} if rule.under else "",
    ]
    return "; ".join(part for part in parts if part) or gettext("Everything else")
