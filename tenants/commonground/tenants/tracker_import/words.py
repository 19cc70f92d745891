"""A tracker's own words for our codes: “SYV”, “peer on peer”, “bus stn”, “NFA - advice”.

A proposal that somebody looks at. What a council chose once is remembered for the next file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from rapidfuzz import fuzz, process

from commonground.platform.reference import DECISIONS, HARMS, NOT_SAID, SOURCES, VENUES
from commonground.platform.reference.types import Table
from commonground.tenants.tracker_import.columns import plain

UNDECIDED: Final = "undecided"
"""A decision column that says that there is none yet."""
_BETWEEN: Final = re.compile(r"\s*(?:[,;/|+&\n]|\band\b|\ba(?:c|’r)\b)\s*")
_LIKE_FROM: Final = 88
_HESITATES: Final = re.compile(
    r"\b(?:await\w*|pending|waiting|not|no|nil|tbc|tba|hold|ongoing|yet|progress|possibl[ey]|maybe|perhaps|consider\w*|chas\w*|"
    r"propos\w*|request\w*|to be|due|planned|if|until|aros|dim)\b"
)
_DENIES: Final = re.compile(r"\b(?:not|no|non|nil|never|without|denie[sd]|ruled out|excluded|unlikely|nid|dim)\b")

_HARMS: Final = MappingProxyType(
    {
        "cse": "cse|sexual exploitation|exploitation sexual|camfanteisio rhywiol",
        "cce": "cce|criminal exploitation|exploitation|drug running|grooming for crime",
        "county_lines": "county lines|cl|county line|going country|cuckooing",
        "serious_youth_violence": "syv|youth violence|violence|fights|fighting|assault|gang violence|stabbing",
        "weapons": "knife crime|knife|knives|weapons|weapon|weapon carrying|offensive weapon|knife carrying",
        "group_associated": "gangs|gang|gang related|gang affiliation|group associated|group offending|street gangs",
        "child_on_child": "peer on peer|peer on peer abuse|child on child|child on child abuse|p2p|coc",
        "harmful_sexual_behaviour": "hsb|harmful sexual behaviour|sexualised behaviour|sexually harmful behaviour",
        "sexual_harassment": "sexual harassment|harassment|upskirting|cat calling",
        "relationship_abuse": "relationship abuse|teen relationship abuse|da|domestic abuse|teenage relationship abuse",
        "group_based_cse": "group based cse|group based exploitation|organised abuse",
        "modern_slavery": "modern slavery|trafficking|human trafficking|nrm|ms",
        "missing": "missing|missing episodes|mfh|missing from home|misper|absconding|frequent missing",
        "radicalisation": "radicalisation|prevent|extremism|channel",
        "online_grooming": "online grooming|grooming|online|online harm|online exploitation",
        "online_images": "image sharing|images|sexting|nudes|indecent images|image based abuse|youth produced imagery",
        "online_coercion": "sextortion|blackmail|online blackmail|online threats",
        "fraud_money_muling": "money muling|money mule|fraud|squaring|deets",
        "robbery": "robbery|theft|robberies|shoplifting|burglary|phone theft",
        "bullying": "bullying|bullied|cyberbullying",
        "hate": "hate|hate crime|racism|homophobia",
        "substances": "substance use|substances|drugs|drug use|drug dealing|substance misuse|alcohol|vaping|cannabis",
        "asb_exposed": "asb|anti social behaviour|antisocial behaviour|nuisance",
        "self_harm": "self harm|sh|suicide",
        "other": "other",
        "not_sure": "unknown|not known|n k|nk|n a|na|not applicable|none|tbc|unclear|not sure",
    }
)
_BROAD: Final = frozenset(
    {"exploitation", "online", "online harm", "online exploitation", "grooming", "theft", "shoplifting", "burglary",
     "violence", "harassment", "prevent", "channel", "alcohol", "vaping"}
)  # fmt: skip  # one list
"""Harms by words that say more than one of ours, or less: taken, and looked at."""
_SOURCES: Final = MappingProxyType(
    {
        "individual_family": "family|parent|parents|carer|mother|father|mum|dad|individual|rhiant",
        "young_person": "young person|yp|child|self|student|pupil",
        "public": "public|member of the public|mop|resident|neighbour|local resident|preswylydd",
        "school": "school|dsl|education|college|academy|teacher|head teacher|safeguarding lead|ysgol|pru|ap",
        "police": "police|met|sso|pcso|safer schools officer|police sso|snt|neighbourhood police|heddlu|mps",
        "health": "health|ed|a e|hospital|camhs|gp|school nurse|health ed|nhs|nurse|iechyd",
        "housing": "housing|housing officer|rsl|housing association|estate officer|landlord|tai",
        "la_other": "csc|social care|social worker|youth worker|early help|fast|mash|community safety|yot|yjs|"
        "youth justice|youth offending|licensing|parks|asb team|cctv|council|early intervention|cads|duty|lado",
        "vcs": "vcs|charity|voluntary|voluntary sector|youth club|third sector|faith group|mosque|church",
        "business": "business|shop|shop owner|retailer|manager|shopkeeper|security|shopping centre|takeaway|cafe",
        "transport": "transport|tfl|bus company|bus driver|rail|btp|station staff|network rail",
        "other_borough": "other borough|other la|other council|neighbouring borough|cc|council cc|out of borough",
        "panel": "panel|mace|efrp|mash panel|vap|risk panel",
        "anonymous": "anon|anonymous|crimestoppers|dienw",
        NOT_SAID: "not said|not given|not known|not recorded|unknown|n k|nk|n a|na|not applicable|none|tbc|unclear|",
    }
)
_VENUES: Final = MappingProxyType(
    {
        "park": "park|open space|parks|playground|rec|skate park|green|field|parc",
        "street": "street|road|alley|underpass|alleyway|high street|lane|car meet|subway",
        "estate": "estate|flats|housing estate|block",
        "stairwell": "stairwell|stairs|lobby|communal area|shared entrance",
        "transport_stop": "bus stop|tram stop|stop|shelter",
        "transport_route": "bus|bus route|train line|tram|route bus",
        "transport_hub": "station|bus stn|bus station|train station|railway station|tube|interchange|transport|stn",
        "takeaway": "takeaway|take away|fast food|chicken shop|food outlet|kebab shop|cafe",
        "shop": "shop|retail|shopping centre|shopping ctr|shopping center|arcade|supermarket|mall|off licence|store",
        "car_park": "car park|carpark|multi storey|garages",
        "licensed_premises": "pub|bar|club|licensed premises|nightclub",
        "hotel_short_let": "hotel|airbnb|short let|b b|bnb|hostel",
        "youth_venue": "youth club|youth centre|youth venue|community centre",
        "sport_venue": "gym|leisure centre|sports centre|swimming pool|football club|pool",
        "faith_venue": "mosque|church|temple|gurdwara|place of worship",
        "placement": "placement|childrens home|children s home|care home|semi independent|residential",
        "home": "home|house|private address|address|cuckooed",
        "event": "event|festival|fair|carnival|party",
        "route": "walking route|walk|route home|footpath|towpath|canal",
        "other_place": "other|place|location|venue",
        "peer_group": "peer group|group|peers|gang|network|association",
        "friendship_group": "friendship group|friends|friendship",
        "school": "school|academy|primary|secondary|sixth form|education",
        "college": "college|fe college|coleg",
        "alternative_provision": "ap|pru|alternative provision|alternative",
        "online_platform": "online|social media|internet|app|website|platform",
        "online_chat": "group chat|chat|whatsapp|snapchat|whatsapp group",
        "online_game": "game|gaming|roblox|fortnite",
    }
)
# “Closed”, “logged” and “noted” say how a row stands and not what was decided: they are asked about.
_DECISIONS: Final = MappingProxyType(
    {
        "advice": "nfa|nfa advice|no further action|advice|advice given|nfa with advice|dim gweithredu",
        "added_to_context": "linked to existing|added to existing|linked|link to existing|merged|added to context|dup|"
        "duplicate",
        "signpost": "signposted|signpost|universal|early help offer|info given",
        "consultation": "consultation|cs consultation|consult|case consultation",
        "single_agency": "referred to housing|single agency|referred on|police lead|housing|licensing|community safety|"
        "referred to police|referred to licensing|youth service|detached|parks",
        "level_1": "level 1|l1|s17|section 17|cin|child in need|child referral|referred to mash|individual referral",
        "context_assessment": "location assessment|peer group assessment|context assessment|assessment|peer assessment|"
        "neighbourhood assessment|school assessment|cs conf|conference|context conference|level 2|l2|peer mapping",
        "strategy_discussion": "strategy|strat|strategy discussion|s47|section 47|level 1 s47|strat meeting|"
        "strategy meeting|cp|icpc",
        "panel": "panel|to panel|mace|efrp|taken to panel|referred to panel|vap",
        "other_borough": "other borough|transferred|other la|out of borough|transfer|passed to neighbour",
        UNDECIDED: "awaiting|pending|open|tbc|new|waiting|in progress|ongoing|on hold|not yet|allocated|"
        "lead allocated|",
    }
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code for words of a cell; `sure` where they are known as they stand, or were chosen by somebody."""

    code: str
    sure: bool
    by: str = ""
    """The words that we know and that it is like, where it is not sure."""


def hesitates(words: str, known: str) -> bool:
    """Whether what stands around the `known` words of a decision speaks of what is still to come: “Awaiting panel”, “no
    assessment needed yet”; “no further action, moved” does not."""
    return bool(_HESITATES.search(_around(words, known)))


def denies(words: str, known: str) -> bool:
    """Whether the `known` words are said not to be so: “no CSE”, “ruled out: county lines”."""
    return bool(_DENIES.search(_around(words, known)))


def _around(words: str, known: str) -> str:
    return f" {plain(words)} ".replace(f" {known} ", " | ", 1)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a column's words mean: those of one council before ours, and a label of its own as well as a code's."""

    known: Mapping[str, str]
    chosen: Mapping[str, str]
    broad: frozenset[str] = frozenset()
    """Of the known words those that somebody looks at all the same."""
    _found: dict[str, Meaning | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Ten thousand rows hold a few dozen different words."""
    _several: dict[str, tuple[tuple[str, Meaning | None], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _as_written: dict[str, Meaning | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def meaning(self, words: str) -> Meaning | None:
        """None where nothing is like it."""
        if words not in self._as_written:
            self._as_written[words] = self._meaning(words)
        return self._as_written[words]

    def _meaning(self, words: str) -> Meaning | None:
        asked = plain(words)
        if asked in self.chosen:
            return Meaning(self.chosen[asked], sure=True)
        if asked in self.known:
            # “CSE?” was not sure of itself either; a lone question mark is an answer of its own.
            return Meaning(self.known[asked], sure=not asked or ("?" not in words and asked not in self.broad))
        if asked not in self._found:
            found = process.extractOne(asked, self.known.keys(), scorer=_like, score_cutoff=_LIKE_FROM)
            self._found[asked] = Meaning(self.known[found[0]], sure=False, by=str(found[0])) if found else None
        return self._found[asked]

    def meanings(self, words: str) -> tuple[tuple[str, Meaning | None], ...]:
        """Of a cell with several: the whole, if that is known, or each part with what it means."""
        if words not in self._several:
            self._several[words] = self._meanings(words)
        return self._several[words]

    def _meanings(self, words: str) -> tuple[tuple[str, Meaning | None], ...]:
        whole = self.meaning(words)
        if whole is not None and (whole.sure or plain(words) in self.known):
            return ((words.strip(), whole),)
        parts = [part for part in _BETWEEN.split(words) if plain(part)]
        return tuple((part, self.meaning(part)) for part in parts)


def _like(asked: str, known: str, **_: object) -> float:
    if min(len(asked), len(known)) <= 3:
        return 100.0 if known in asked.split() and len(known) > 1 else 0.0
    inside = 90.0 if f" {known} " in f" {asked} " else 0.0
    return max(float(fuzz.ratio(asked, known)), inside)


def _known(said: Mapping[str, str], labels: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    ours = {plain(label): code for code, label in labels}
    return MappingProxyType(ours | {word: code for code, words in said.items() for word in words.split("|")})


def every_word() -> Iterator[str]:
    """All that we know trackers to say in cells that are codes here, as `plain` writes it; no council’s own words."""
    for said in (_HARMS, _SOURCES, _VENUES, _DECISIONS):
        for words in said.values():
            yield from words.split("|")
    tables: Iterable[Table[Any]] = (HARMS, SOURCES, VENUES, DECISIONS)
    for entry in (each for table in tables for each in table):
        yield from (plain(entry.label()), plain(entry.short_label()))


def _broad() -> frozenset[str]:
    """Less what is a harm's whole label, ours or the council's own."""
    return _BROAD - {plain(label) for _, label in HARMS.labels()}


def lexicons(chosen: Mapping[str, Mapping[str, str]] = MappingProxyType({})) -> Mapping[str, Lexicon]:
    """By the table's key (`harm`, `source`, `venue`, `decision`), with what the council chose before. Asked for while
    its labels are in use (`reference.own`), its own words count as known."""
    return MappingProxyType(
        {
            "harm": Lexicon(_known(_HARMS, HARMS.labels()), chosen.get("harm", {}), _broad()),
            "source": Lexicon(_known(_SOURCES, SOURCES.labels()), chosen.get("source", {})),
            "venue": Lexicon(_known(_VENUES, VENUES.labels()), chosen.get("venue", {})),
            "decision": Lexicon(_known(_DECISIONS, DECISIONS.labels()), chosen.get("decision", {})),
        }
    )
