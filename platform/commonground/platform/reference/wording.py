"""Words the field prefers, and those it has left behind (domain notes, section 4).

Forms suggest the preferred word and never block: blame hides in words, and people learn better when they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """`seen` are phrases as people write them, without endings; `blames` marks those that blame a child."""

    seen: tuple[str, ...]
    preferred: str
    why: str = ""
    blames: bool = False


_NO_CHOICE: Final = "A child who is exploited has not chosen it."
_NO_LABEL: Final = "Say what happened, not what somebody is."
_NAME: Final = "The name the field uses now."

PREFERRED_WORDS: Final = (
    Preferred(
        seen=("child prostitution", "child prostitute", "underage prostitute", "prostituting herself", "rent boy"),
        preferred="child sexual exploitation",
        why=_NO_CHOICE,
        blames=True,
    ),
    Preferred(
        seen=(
            "putting herself at risk",
            "putting himself at risk",
            "putting themselves at risk",
            "puts herself at risk",
            "puts himself at risk",
            "put themselves at risk",
            "placing herself at risk",
            "placing himself at risk",
        ),
        preferred="is being exploited, or: is not safe there",
        why="The risk comes from those who do the harm.",
        blames=True,
    ),
    Preferred(
        seen=(
            "lifestyle choice",
            "choosing to",
            "chooses to",
            "has chosen to",
            "making poor choices",
            "poor choices",
            "bad choices",
            "risky choices",
            "willing participant",
            "consensual sex",
        ),
        preferred="is being groomed, coerced or controlled",
        why=_NO_CHOICE,
        blames=True,
    ),
    Preferred(
        seen=(
            "promiscuous",
            "sexually active with",
            "sexually provocative",
            "flirtatious",
            "sleeping around",
            "streetwise",
            "mature for her age",
            "mature for his age",
        ),
        preferred="describe what was seen, and who had the power",
        why="It makes a child sound grown up and free to choose.",
        blames=True,
    ),
    Preferred(
        seen=(
            "recruited",
            "involved in county lines",
            "involved in drug",
            "involved in gang",
            "drug running",
            "drug runner",
            "running drugs",
            "dealing for",
        ),
        preferred="is being criminally exploited, or: was groomed",
        why=_NO_CHOICE,
        blames=True,
    ),
    Preferred(
        seen=("attention seeking", "attention-seeking", "manipulative", "out of control", "beyond parental control"),
        preferred="describe what the young person does and what may be behind it",
        why=_NO_LABEL,
        blames=True,
    ),
    Preferred(
        seen=(
            "refuses to engage",
            "will not engage",
            "won't engage",
            "failed to engage",
            "non-engagement",
            "hard to reach",
            "not engaging",
            "unwilling to engage",
        ),
        preferred="we have not yet found a way to reach them",
        why="It puts on the child what is ours to find.",
        blames=True,
    ),
    Preferred(
        seen=(
            "gang member",
            "gang affiliated",
            "gang-affiliated",
            "gang nominal",
            "gang associate",
            "young thug",
            "thugs",
        ),
        preferred="young person; name a gang only with its source",
        why="It is never a fact about a person.",
        blames=True,
    ),
    Preferred(
        seen=("young offender", "youth offender", "nominal", "perpetrator", "juvenile"),
        preferred="young person, or: person alleged to cause harm",
        why=_NO_LABEL,
    ),
    Preferred(
        seen=("older boyfriend", "her boyfriend is", "boyfriends who are older"),
        preferred="an adult who is exploiting her; say what is known of his age and power",
        why="An adult who exploits a child is no boyfriend.",
        blames=True,
    ),
    Preferred(seen=("absconded", "absconding", "absconder", "absconds"), preferred="missing", why=_NAME),
    Preferred(seen=("hotspot", "hot spot", "hot-spot"), preferred="location, or place", why=_NAME),
    Preferred(seen=("peer-on-peer", "peer on peer"), preferred="child-on-child", why=_NAME),
    Preferred(seen=("peer group assessment",), preferred="friendship and peer assessment", why=_NAME),
    Preferred(seen=("sexualised behaviour",), preferred="harmful sexual behaviour", why=_NAME),
    Preferred(seen=("going country", "cunch"), preferred="county lines", why=_NAME),
    Preferred(seen=("knife crime",), preferred="serious youth violence", why=_NAME),
    Preferred(seen=("safe eyes",), preferred="community guardian", why=_NAME),
    Preferred(seen=("lscb",), preferred="safeguarding children partnership (Wales: regional board)", why=_NAME),
    Preferred(seen=("tier 1", "tier one"), preferred="Level 1", why=_NAME),
    Preferred(seen=("tier 2", "tier two"), preferred="Level 2", why=_NAME),
    Preferred(seen=("sociogram", "association chart", "network chart"), preferred="peer mapping", why=_NAME),
    Preferred(seen=("youths",), preferred="young people", why=_NO_LABEL),
)
