"""Which pathways are offered, which one is suggested and why, and what must be so before one is kept. No database, no
web."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.timers import TIMERS, Origin, Timer
from commonground.platform.reference import AGENCIES, CHILD_BANDS, HARMS, LEVELS
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.pathways.ours import ours
from commonground.tenants.pathways.types import (
    CHILDREN,
    DAYS,
    MOST_STEPS,
    STEP_LIMIT,
    WHEN_LIMIT,
    WHO,
    Advised,
    PathFacts,
    Pathway,
    Pathways,
    StepPlan,
)
from commonground.tenants.referrals.errors import DecisionIncompleteError
from commonground.tenants.referrals.types import Outcome

CLOCKED: Final = frozenset({Outcome.CONSULTATION})
"""What is to be held by a day of the council's own."""
NOT_OFFERED: Final = "Your council does not offer this for this kind of context. Choose one of the others."


def advise(known: Pathways, facts: PathFacts, able: frozenset[Outcome] = frozenset(Outcome)) -> Advised | None:
    """The first that is offered and all that it asks for is so. What is not known is not so. `able`: what the council
    can decide at all."""
    fitting = (each for each in known.pathways if each.offered and each.outcome in able and _fits(each, facts))
    found = next(fitting, None)
    return None if found is None else Advised(found, facts)


def _fits(pathway: Pathway, facts: PathFacts) -> bool:
    if not pathway.asks:
        return False
    harm = not pathway.harms or not facts.harms.isdisjoint(pathway.harms)
    level = not pathway.levels or facts.level in pathway.levels
    return harm and level and (pathway.children is None or _at_least(pathway.children, facts.children))


def _at_least(number: int, band: str) -> bool:
    low = CHILD_BANDS[band].low if band in CHILD_BANDS else None
    return low is not None and low >= number


def check_offered(known: Pathways, outcome: Outcome) -> None:
    """Raises `DecisionIncompleteError`."""
    if outcome not in known.offered:
        raise DecisionIncompleteError((Problem("outcome", NOT_OFFERED),))


def steps_after(known: Pathways, outcome: Outcome) -> tuple[StepPlan, ...]:
    """What follows a decision, the consultation itself first where the council says by when it is held."""
    pathway = known.of(outcome)
    held: tuple[StepPlan, ...] = ()
    if outcome in CLOCKED and pathway.days is not None:
        held = (StepPlan(TIMERS["consultation"].words, pathway.days),)
    return (*held, *pathway.steps)


def timer_of(plan: StepPlan, *, own: bool) -> Timer:
    """The clock of a step: by the council's policy where the pathways are its own, else by our suggestion."""
    origin = Origin.COUNCIL_POLICY if own else Origin.SUGGESTION
    return Timer(code="pathway_step", words=plan.what, working_days=plan.days, origin=origin)


def due_of(timer: Timer, start: datetime, calendar: WorkingCalendar) -> datetime | None:
    """When it is due; nothing for a suggestion, which starts switched off."""
    return timer.due(start, calendar) if timer.on_by_default else None


def check_pathway(pathway: Pathway) -> Pathway:
    """As it may be kept: without stray spaces and empty steps. Raises `IncompleteError` with every problem."""
    steps = tuple(replace(each, what=" ".join(each.what.split())) for each in pathway.steps)
    tidy = replace(pathway, when=" ".join(pathway.when.split()), steps=steps)
    if problems := tuple(_problems(tidy)):
        raise IncompleteError(problems)
    return tidy


def _problems(pathway: Pathway) -> Iterator[Problem]:
    if len(pathway.when) > WHEN_LIMIT:
        yield Problem("when", f"Keep this to {WHEN_LIMIT} characters.")
    for field, chosen, known in (
        ("harms", pathway.harms, HARMS), ("levels", pathway.levels, LEVELS), ("refer_on", pathway.refer_on, AGENCIES)
    ):  # fmt: skip  # one line to a question
        if any(code not in known for code in chosen):
            yield Problem(field, "Choose from this page.")
    if pathway.children is not None and pathway.children not in CHILDREN:
        yield Problem("children", "Choose one of the numbers on this page.")
    if pathway.days is not None and (pathway.days not in DAYS or pathway.outcome not in CLOCKED):
        yield Problem("days", "Choose one of the numbers on this page.")
    yield from _of_steps(pathway.steps)


def _of_steps(steps: Sequence[StepPlan]) -> Iterator[Problem]:
    for number, step in enumerate(steps[:MOST_STEPS], 1):
        if not step.what or len(step.what) > STEP_LIMIT:
            yield Problem(f"step_{number}", f"Say what is to be done, in at most {STEP_LIMIT} characters.")
        if step.days not in DAYS:
            yield Problem(f"days_{number}", "Choose within how many working days.")
        if step.who not in WHO:
            yield Problem(f"who_{number}", "Choose who does it.")
    if len(steps) > MOST_STEPS:
        yield Problem(f"step_{MOST_STEPS}", f"Keep to {MOST_STEPS} steps: a list that is read is short.")


def check_pathways(pathways: Sequence[Pathway]) -> None:
    """Raises `IncompleteError` where nothing would be left to decide."""
    if not any(each.offered for each in pathways):
        raise IncompleteError((Problem("offered", "Something must be offered, or nobody could decide anything."),))


def kept(pathways: Sequence[Pathway]) -> dict[str, list[dict[str, Any]]]:
    """As the database holds them."""
    return {"pathways": [_kept(each) for each in pathways]}


def _kept(pathway: Pathway) -> dict[str, Any]:
    lists: dict[str, Any] = {name: list(getattr(pathway, name)) for name in ("harms", "levels", "refer_on")}
    lists |= {name: getattr(pathway, name) for name in ("offered", "when", "children", "days")}
    steps = [[each.what, each.days, each.who] for each in pathway.steps]
    return lists | {"outcome": pathway.outcome.value, "steps": steps}


def read(kind: str, version: int, held: Mapping[str, Any] | None) -> Pathways:
    """What `kept` made; ours where nothing is held. An outcome that came later stands at the end, offered."""
    if held is None:
        return ours(kind, version)
    found = [_read(each) for each in held.get("pathways", ()) if each.get("outcome") in set(Outcome)]
    there = {each.outcome for each in found}
    more = [each for each in ours(kind).pathways if each.outcome not in there]
    return Pathways(kind, version, own=True, pathways=(*found, *more))


def _read(held: Mapping[str, Any]) -> Pathway:
    return Pathway(
        outcome=Outcome(held["outcome"]),
        offered=bool(held.get("offered", True)),
        when=str(held.get("when", "")),
        harms=tuple(held.get("harms", ())),
        levels=tuple(held.get("levels", ())),
        children=held.get("children"),
        days=held.get("days"),
        refer_on=tuple(held.get("refer_on", ())),
        steps=tuple(StepPlan(what, days, who) for what, days, who in held.get("steps", ())),
    )


def differs(before: Pathway, after: Pathway) -> tuple[str, ...]:
    """Names of what is not as it was."""
    names = ("offered", "when", "harms", "levels", "children", "days", "refer_on", "steps")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
