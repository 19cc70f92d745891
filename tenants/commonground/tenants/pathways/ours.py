"""What we suggest where a council has set nothing: an order for each type of context, words, and the first steps.

Written by us, for a council to change. Its days are a suggestion and count for nobody until a council makes them its
own (decision 0040)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from commonground.tenants.pathways.types import FRONT_DOORS, Pathway, Pathways, StepPlan
from commonground.tenants.referrals.types import Outcome

_O: Final = Outcome
USUAL: Final = (
    _O.ADDED_TO_CONTEXT,
    _O.CONSULTATION,
    _O.STRATEGY_DISCUSSION,
    _O.CONTEXT_ASSESSMENT,
    _O.PANEL,
    _O.SINGLE_AGENCY,
    _O.LEVEL_1,
    _O.OTHER_BOROUGH,
    _O.SIGNPOST,
    _O.ADVICE,
)
"""In the order of how often they are chosen; but what significant harm asks for stands before what a number of children
does, since the first that fits is suggested."""
_WRITE_DOWN: Final = StepPlan("Write what was agreed on the context", 5)

_OURS: Final[Mapping[Outcome, Pathway]] = MappingProxyType(
    {
        _O.ADDED_TO_CONTEXT: Pathway(outcome=_O.ADDED_TO_CONTEXT, when="It adds to what is known, and is in hand."),
        _O.CONSULTATION: Pathway(
            outcome=_O.CONSULTATION,
            when="A colleague or the lead needs to think it through with somebody who knows this kind of context.",
            levels=("targeted",),
            steps=(StepPlan("Say to whoever asked what was advised", 10), _WRITE_DOWN),
        ),
        _O.CONTEXT_ASSESSMENT: Pathway(
            outcome=_O.CONTEXT_ASSESSMENT,
            when="It comes again, or touches several young people, and nobody knows yet why it happens there.",
            children=3,
            steps=(
                StepPlan("Ask those who know the context what they see", 5),
                StepPlan("Visit it, or look at it online, and write down what helps and what harms", 10),
                StepPlan("Finish the assessment and say what is needed", 30),
            ),
        ),
        _O.STRATEGY_DISCUSSION: Pathway(
            outcome=_O.STRATEGY_DISCUSSION,
            when="Young people have come to significant harm there, or are likely to.",
            levels=("statutory",),
            steps=(
                StepPlan("Ask police and health to a strategy discussion", 1),
                StepPlan("Write down who does what, and send it to those who took part", 2),
            ),
        ),
        _O.PANEL: Pathway(
            outcome=_O.PANEL,
            when="Several agencies know a part of it, and none can change it alone.",
            steps=(StepPlan("Put it on the agenda of the next panel", 5),),
        ),
        _O.SINGLE_AGENCY: Pathway(
            outcome=_O.SINGLE_AGENCY,
            when="One agency can change what is wrong there, and will.",
            refer_on=FRONT_DOORS,
            steps=(
                StepPlan("Refer it on to the agency that leads", 1, "front_door"),
                StepPlan("Ask the agency what came of it", 20),
            ),
        ),
        _O.LEVEL_1: Pathway(
            outcome=_O.LEVEL_1,
            when="A named child needs help of their own, whatever is done about the context.",
            refer_on=("social_care",),
            steps=(StepPlan("Refer each named child in the case system", 1, "front_door"),),
        ),
        _O.OTHER_BOROUGH: Pathway(outcome=_O.OTHER_BOROUGH, when="It lies with another council, or mostly so."),
        _O.SIGNPOST: Pathway(outcome=_O.SIGNPOST, when="A service that is there for everyone is enough."),
        _O.ADVICE: Pathway(outcome=_O.ADVICE, when="Those who are there already can deal with it."),
    }
)
_FIRST: Final[Mapping[str, tuple[Outcome, ...]]] = MappingProxyType(
    {
        "place": (_O.ADDED_TO_CONTEXT, _O.SINGLE_AGENCY, _O.CONSULTATION, _O.STRATEGY_DISCUSSION),
        "group": (_O.ADDED_TO_CONTEXT, _O.CONSULTATION, _O.STRATEGY_DISCUSSION, _O.CONTEXT_ASSESSMENT, _O.LEVEL_1),
        "school": (_O.ADDED_TO_CONTEXT, _O.CONSULTATION, _O.SINGLE_AGENCY, _O.STRATEGY_DISCUSSION),
        "online": (_O.ADDED_TO_CONTEXT, _O.CONSULTATION, _O.STRATEGY_DISCUSSION, _O.LEVEL_1),
    }
)


def ours(kind: str, version: int = 0) -> Pathways:
    """Those for one type of context; in the usual order where nobody knows the type."""
    first = _FIRST.get(kind, ())
    order = (*first, *(each for each in USUAL if each not in first))
    return Pathways(kind, version, own=False, pathways=tuple(_OURS[each] for each in order))
