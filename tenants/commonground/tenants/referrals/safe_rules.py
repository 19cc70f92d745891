"""Phrases that a reply must not contain in English, and those that are pointed at. Welsh ones: `safe_rules_cy.py`.

Rules cannot know every sentence: whatever is typed freely is put before the writer once more (`own_words.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from commonground.tenants.referrals.safe_doings import ACTED, DONE_TO, HOW, MET
from commonground.tenants.referrals.safe_kin import KIN, WHOSE


class Weight(StrEnum):
    """How serious a finding is."""

    REFUSE = "refuse"
    WARN = "warn"


SKIP: Final = "skip"
"""The group of an expression under which it passes over what asserts nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase, why it must not stay, and what to write instead."""

    pattern: re.Pattern[str]
    weight: Weight
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a phrase gives away, with other words for it."""

    why: str
    instead: str


KNOWN: Final = Kind(
    "It tells whether a child or a concern is known to us.",
    "Somebody whose job is that part of town will look at it.",
)
WORK: Final = Kind(
    "It tells what is being done about a child, a family or a person.",
    "We have decided what to do. We are not able to tell you more, and that is the same for everybody.",
)
REPORTS: Final = Kind(
    "It tells whether somebody else has reported it too.",
    "We put what you told us together with everything else we learn about places.",
)
STATE: Final = Kind(
    "It tells how a child or a person is.",
    "We are not able to tell you more, and that is the same for everybody.",
)


PERSON: Final = Kind(
    "It speaks of people whom the reader meant, as if we knew them.", "Speak of the place, or of young people."
)


def refuse(kind: Kind, *expressions: str) -> Rule:
    """One rule of several ways to say it."""
    return Rule(re.compile("|".join(expressions), re.IGNORECASE), Weight.REFUSE, kind.why, kind.instead)


def warn(expression: str, why: str, instead: str) -> Rule:
    return Rule(re.compile(expression, re.IGNORECASE), Weight.WARN, why, instead)


_WHERE: Final = r"[^.!?\n]{0,60}?"
_NEAR: Final = r"[^.!?\n]{0,40}?"
_NOT: Final = r"(?:\s*n['’]?t|\s+not|\s+never)"
_WE: Final = (
    r"(?:we|i|(?:the|our|my)\s+(?:\w+\s+)?(?:team|council|staff|colleagues?|officers?|workers?)|somebody|someone|"
    r"colleagues?|staff)"
)
_HAVE: Final = rf"(?:\s+(?:have|has|had|are|is|were|was|am|do|did|does)|['’]?(?:ve|re|d|m)\b){{0,2}}{_NOT}?"
_OFTEN: Final = (
    r"(?:\s+(?:already|also|long|now|since|just|all|both|well|fully|currently|actively|been|never|always|not|only|"
    r"recently|indeed|of\s+course|actually|certainly|being|be|still|then|today|yesterday)){0,4}"
)
_PERSON: Final = (
    r"(?:girls?|boys?|child(?:ren)?|kids?|pupils?|students?|lads?|lass(?:es)?|teenagers?|teens?|youths?|youngsters?|"
    r"young\s+(?:person|people|persons|man|men|wom[ae]n|lads?|ones?)|famil(?:y|ies)|carers?|guardians?|individuals?|"
    rf"persons?|m[ae]n|wom[ae]n|adults?|groups?|gangs?|(?:{KIN})\b)"
)
_DEFINITE: Final = r"(?:the|this|that|these|those|their|her|his|its|both|all\s+(?:the|of\s+the))"
_THANKS_TO: Final = r"(?:because\s+of|thanks\s+to|due\s+to)\s+(?:you|your|what\s+you)\b"
_SOME: Final = r"(?:an?|one|two|three|four|five|some|several|another)"
_YOU_SAID: Final = r"(?:\s+(?:(?:that|who|whom)\s+)?you\s+\w+(?:\s+about)?)"
_THE_ONE: Final = (
    rf"(?:{_DEFINITE}\s+(?:(?!safe|same)\w+\s+)?{_PERSON}|your\s+{WHOSE}{_PERSON}|s?he|him|everyone\s+you\s+\w+|{_PERSON}{_YOU_SAID}|"
    rf"(?:one|some|all|most|two|three|any|several|none|neither|either)\s+of\s+(?:the\s+{_PERSON}|them|these|those)|"
    r"(?:they|them|those|who|somebody|someone|people|anybody|anyone|everybody)\s+(?:that\s+|whom?\s+)?you\s+"
    r"(?:mention|describ|nam|t[eo]l|saw|mean|refer|spoke|writ|wrote)\w*|about\s+(?:them|her)|(?:with|to)\s+her)"
)
_ANYBODY: Final = rf"(?:{_THE_ONE}|them|they|anybody\s+like\s+that|anyone\s+like\s+that)"
_NO_SERVICE: Final = (
    r"(?!['’]?s?['’]?\s+(?:clubs?|hubs?|centres?|services?|website|workers?|work|rooms?|toilets?|play\w*|front|school|court|"
    r"information|help\w*|council|parliament|evening))"
)
_ONE_CLAUSE: Final = r"(?:(?!\b(?:and|but|because|so)\b)[^.!?,;:()\n–—])"
_ASKS: Final = (
    r"(?:which|what|when|where|who|whose|how|why|did|do|does|is|are|was|were|have|has|had|can|could|would|will|should|"
    r"(?:about|at|on|from|until)\s+(?:what|which|when|how))"
)
_AGENCY: Final = (
    r"(?:police|officers?|social\s+(?:workers?|care|services)|children['’]?s\s+services|schools?|"
    r"head\s*teachers?|hospitals?|youth\s+(?:justice|offending)\s+team|(?:support|youth)\s+workers?)"
)
_IS: Final = r"(?:has|have|had|was|were|is|are|will|got|['’](?:s|ve|re|ll))"
_NOT_IF: Final = r"(?<!\bif )(?<!\bwhen )(?<!\bthink )(?<!\bwhere )"

RULES_EN: Final = (
    refuse(
        KNOWN,
        rf"\b{_WE}{_HAVE}{_OFTEN}\s+(?:kn[eo]wn?|aware)\b(?!\s+(?:whether|if|when|how\s+long|what\s+will))"
        rf"(?:\s+(?:of|about|who|that))?(?:\s+(?:this|{_ANYBODY}))?(?<!not know)(?<!n['’]t know)",
        rf"\b{_WE}{_HAVE}{_OFTEN}\s+(?:know|aware|familiar|acquainted)\s+(?:with\s+|of\s+|about\s+)?(?:this|it|any|"
        rf"{_ANYBODY})\b",
        rf"\b{_WE}{_HAVE}{_OFTEN}\s+(?:hear[d]?|come\s+across|came\s+across|recogni[sz]e[d]?)\s+(?:of\s+|about\s+|from\s+)?"
        rf"(?:this|it|that|any|{_ANYBODY})\b",
    ),
    refuse(
        KNOWN,
        r"\b(?:(?:well|already|previously|un)\s*)?(?:known|new|news|familiar|stranger\w*|unknown)\s+to\s+(?:us|me|the\s+council|"
        r"services|social\s+(?:care|services|work)|(?:the|our)\s+(?:\w+\s+)?(?:police|school|team|department|colleagues))",
    ),
    refuse(
        KNOWN,
        r"\b(?:(?:already|currently)\s+)?(?:open\s+to|on|with)\s+(?:us\b|our\s+(?:radar|books|systems?|records?|list|"
        r"caseload|files?|database|minds?)|services\b|social\s+(?:care|services)|children['’]?s\s+services)",
        r"\b(?:an?|the|any|no|this)\s+(?:open|existing|active|live|current|closed|previous)\s+(?:case|file|record|referral)\b",
        r"\bon\s+(?:file|record)s?\b|\b(?:in|on|from|against)\s+our\s+(?:own\s+)?(?:files?|records?|systems?|notes|database|"
        r"intelligence|information)\b",
        r"\bour\s+(?:own\s+)?(?:files?|records?|systems?|notes|database|intelligence|information)\s+(?:do|does|did|show|say|"
        r"tell|mention|hold|suggest|confirm|match|agree)\w*",
        r"\b(?:no|any|a|some|several|our|earlier|previous)\s+(?:records?|files?|trace|history|intelligence|knowledge|case\s"
        r"notes?)\s+(?:of|on|about|for|with|concerning)\b",
        r"\b(?:nothing|something|anything|plenty|details?|a\s+lot|much|this\s+all|all\s+this)\s+(?:on|about)\s+(?:the\s+)?(?:file|"
        rf"system|record|{_ANYBODY}|this\s+group)\b",
    ),
    refuse(
        KNOWN,
        r"(?<!not )(?<!never )\bcan\s+(?:now\s+|only\s+)?confirm\b|\b(?:we|i)\s+(?:do\s+|now\s+)?confirm\b",
        r"\b(?:you\s+(?:are|were)|you['’]?re)\s+(?:quite\s+|absolutely\s+|completely\s+)?(?:right|correct|wrong|mistaken)\b",
        r"\b(?:your\s+(?:suspicions?|concerns?|worr(?:y|ies)|information|report|fears?)|what\s+you\s+(?:say|said|told\s+us|"
        r"describe[d]?|saw|heard)|the\s+concerns?|this|it|that)\s+(?:is|was|are|were|has\s+been|turned\s+out(?:\s+to\s+be)?)\s+"
        r"(?:not\s+|in\s+fact\s+|indeed\s+)?(?:true|right(?!\s+(?:to|that|of|for))|correct|well\s+founded|(?:un)?founded|(?:un)?substantiated|confirmed|"
        r"valid|justified|known|false|untrue|wrong|accurate)\b",
        r"\b(?:yes|indeed|correct|no)\s*[,.:–-]+\s*(?:we|this|that|it|s?he|they|the|i|there)\b",
        r"\bas\s+(?:we|i|you)\s+(?:had\s+|already\s+|may\s+|rightly\s+)?(?:suspect|thought|expect|fear|know|knew|assume)\w*",
        r"\b(?:fits?|match(?:es)?|agrees?|consistent|in\s+line)\s+(?:with\s+)?(?:what|other|everything|the\s+picture|information)\b",
        rf"\bno\s+such\s+{_PERSON}|\b(?:nobody|no\s+one|no\s+{_PERSON})\s+(?:of|by|with|like|under)\s+(?:that|this)\b",
        r"\b(?:could|did|can|do)(?:\s+not|n['’]?t|not)\s+(?:find|trace|identify|locate|match|recogni[sz]e)\b",
        r"\bfound\s+(?:nothing|no\s)|\bnothing\s+(?:to\s+worry|in\s+it|was\s+found|is\s+wrong|has\s+happened)|\bfalse\s+alarm\b",
    ),
    refuse(
        REPORTS,
        r"\b(?:other|others|several|many|earlier|previous|more|two|three|four|five|similar|lots\s+of|numerous|various|"
        r"a\s+(?:lot|number|few)\s+of)\s+(?:of\s+)?(?:other\s+)?(?:people|residents|neighbours|reports?|concerns?|referrals?|"
        r"complaints?|worries|calls|parents|messages|locals|shopkeepers)\b(?:\s+(?:have|had|has|were|about|from)\b)?",
        r"\bothers\s+(?:have|had|has|were|are|also|too|tell|told|say|said|report)\b|\byou\s+are(?:\s+not|n['’]?t)\s+alone\b",
        r"(?:\bnot|n['’]?t|\bhardly|\bnever)\s+(?:\w+\s+)?(?:the\s+)?(?:first|only|second|last)\b|\bfirst\s+time\s+(?:that\s+)?"
        r"(?:we|i|any|some|this|it)\w*",
        r"\b(?:you|this|yours|it|that)(?:\s+(?:is|are|was|were)|['’]?(?:re|s))\s+(?:\w+\s+)?the\s+(?:first|only|second|third|"
        r"fourth|latest)\b",
        r"\b(?:nobody|no\s*one|no-one|somebody|someone|anybody|anyone|everybody|everyone|people)\s+else\s+(?:has|had|have|is|told|"
        r"also|report|rais|said|mention|complain|contact|call|saw|seems)\w*",
        r"\b(?:reported|raised|heard(?:\s+about)?|told\s+us|told|seen|mentioned|brought\s+to\s+us|had)\s+(?:of\s+|about\s+)?"
        r"(?:this\s+|it\s+|that\s+|the\s+same\s+)?(?:\w+\s+){0,2}(?:before|already|many\s+times|again\s+and\s+again|in\s+the\s+past|"
        r"previously|for\s+(?:some|a\s+long)\s+(?:time|while))\b(?!\s+the\b)",
        r"\bheard\s+(?:the\s+same|this|it)\b|\b(?:corroborat|backs?\s+up|bears?\s+out)\w*",
    ),
    refuse(
        WORK,
        r"\b(?:social\s+worker|support\s+worker|youth\s+worker|key\s+worker|police\s+officer|mentor|worker)s?\s+(?:is|are|was|has|"
        r"have|will|['’]ll)\s+(?:\w+\s+){0,2}(?:involved|visit\w*|working|allocated|spoken|seen|met|supporting|helping|assigned|"
        r"with|see\w*|speak\w*|in\s+touch|going)",
        rf"\b{_ANYBODY}(?:\s+(?:has|have|had|got|already|now)|['’](?:s|ve)){{1,2}}\s+(?:a|an|their|no|his|her)\s+(?:\w+\s+)?"
        rf"(?:workers?|plan|mentor|case|file|record|order|tag|placement)",
        r"\b(?:child\s+protection|child\s+in\s+need|protection|safety|care|support)\s+(?:plan|conference|register|enquiry|"
        r"investigation|order|proceedings)\b|\bsection\s+(?:17|47|20|31)\b|\bs\.?47\b|\bstrategy\s+(?:discussion|meeting)|"
        r"\blooked[-\s]after\b|\bin(?:to)?\s+(?:our\s+|local\s+authority\s+)?care\b|\bfoster\s+(?:care|carer|home|placement|family)",
        r"\bthere(?:\s+(?:is|are|was|were|will\s+be|has\s+been)|['’]?s)(?:\s+(?:already|now|currently|also|no|not|a|an|some|no\s"
        r"longer|going\s+to\s+be|been)|n['’]?t){0,5}\s+(?:\w+\s+)?(?:plans?|cases?|investigations?|enquir(?:y|ies)|assessments?|"
        r"orders?|files?|records?|operations?|referrals?|conference|interventions?|concerns?|history|intelligence)\b",
        rf"\bplans?\s+(?:\w+\s+){{0,3}}(?:in\s+place|for\s+{_ANYBODY})|\bwe\s+(?:already\s+)?have\s+(?:\w+\s+)?plans?\b",
        r"\b(?:already|currently)\s+(?:being|dealing|looking|working|investigat\w+|in\s+(?:place|hand)|involved|under\s?way|"
        r"receiving|getting|supported|helped|taking|acting|on\s+it)\b|\b(?:under|being|in)\s+(?:control|hand|dealt\s+with)\b",
    ),
    refuse(
        WORK,
        r"\b(?:police|officers|detectives)\s+(?:are|is|have|were|was|will\s+be)\s+(?:already\s+|now\s+|not\s+)?(?:investigat\w+|"
        r"aware|arrest\w+|watching|involved|looking|on\s+to|after)|\b(?:arrested|charged|on\s+bail|under\s+(?:investigation|"
        r"surveillance|arrest)|being\s+investigated|convicted|in\s+prison|(?:in|into)\s+custody)\b",
        rf"\b{_WE}{_HAVE}{_OFTEN}\s+{MET}\b{_NEAR}\b{_ANYBODY}\b",
        rf"\b(?:{_WE}\s+(?:will|shall|can|are\s+going\s+to|plan\s+to|intend\s+to|hope\s+to|want\s+to)|(?:we|i)['’]ll){_OFTEN}\s+"
        rf"{MET}\b{_NEAR}\b{_THE_ONE}\b",
        rf"\b(?:we|i|the\s+team){_HAVE}(?:\s+\w+ly|\s+all|\s+now|\s+already)?\s+(?:been\s+)(?:{ACTED})\b",
        r"\bfor\s+(?:some|a\s+long|quite\s+some|a)\s+(?:time|while)\s+now\b|\bkeep(?:ing)?\s+(?:an\s+eye|a\s+close\s+eye|watch)\b",
        rf"\b{_AGENCY}\s+(?:{_IS}|know\w*)\b{_WHERE}\b{_THE_ONE}\b|\b{_THE_ONE}\b{_WHERE}{_IS}\b{_WHERE}\b{_AGENCY}\b",
        rf"\b(?:{_IS}|{_WE})\s+(?:\w+\s+){{0,2}}(?:told|informed|contacted|alerted|asked|rung|spoken|passed)\b{_WHERE}"
        rf"\b{_AGENCY}\b{_WHERE}\b{_THE_ONE}\b",
        r"\b(?:school|police|hospital|family|parents?)\s+(?:already\s+)?(?:knows?|knew|is\s+aware|are\s+aware|has\s+been\s+told)\b",
    ),
    refuse(
        STATE,
        rf"{_NOT_IF}\b(?:{_THE_ONE}|they|the\s+group|{_DEFINITE}\s+{_PERSON}){_YOU_SAID}?(?:\s+{_IS}|['’](?:s|re|ve|ll)){_OFTEN}"
        rf"{_NOT}?{_OFTEN}\s+(?:{DONE_TO}|{HOW})",
        rf"\b(?:nobody|no\s*one|no\s+{_PERSON})\s+(?:is|are|was|were)\s+(?:\w+\s+)?(?:at\s+risk|in\s+danger|hurt|harmed)\b",
    ),
    refuse(
        REPORTS,
        r"\b(?:your|the|our)\s+(?:neighbours?|residents)\s+(?:have|has|had|told|also|rang|said|report|saw)\w*|"
        r"\b(?:some|several|many|most|two|three|four|one)\s+of\s+(?:your|the|our)\s+(?:neighbours|residents|shopkeepers)\b|"
        r"\btold\s+us\s+(?:too|as\s+well|also)\b|\b(?:reports?|calls?|complaints?|concerns?|worries)\s+like\s+(?:this|yours)\b",
        rf"\b(?:we|i|the\s+council)(?:\s+(?:have|has|had|get|got|received?|hold|held)|['’]?ve)\b{_NEAR}"
        r"\b(?:reports|calls|complaints|concerns|information|intelligence|history)\b",
        r"\b(?:(?:has|have|had|was|were|been)\s+(?:\w+\s+)?(?:come|brought)|came)\s+to\s+our\s+(?:attention|notice)|"
        r"\bfirst\s+(?:that\s+)?(?:we|i)\b|\bhad\s+no\s+idea\b|\bnames?\s+(?:that\s+)?you\s+\w+",
    ),
    refuse(
        WORK,
        r"(?<!in )(?<!in any )(?<!in that )(?<!in this )\bcases?\b|"
        r"\b(?:investigations?|enquir(?:y|ies)|assessments?|referrals?)\b",
        r"\b(?:action|steps|measures)\s+(?:\w+\s+){1,3}taken\b|\btak(?:en|ing|e)\s+(?:\w+\s+)?(?:action|steps|measures)\b|"
        rf"\b(?:put|support|help|measures?|safeguards?)\b{_NEAR}\bin\s+place\b|\b(?:deal|dealt|dealing)\s+with\b|\beyes?\s+on\b",
        r"\b(?:police|officers?|detectives|social\s+(?:services|care|workers?)|children['’]?s\s+services|child\s+protection)\s+"
        r"(?:have|has|had|are|were|was|is|will|know|attend|visit|came|went|took|saw|spoke|agree|came)\w*",
        r"\b(?:passed|reported|given|handed|referred|sent|told)\s+(?:\w+\s+){0,3}to\s+(?:the\s+)?(?:police|social|children['’]?s\s"
        r"services|school|mash)\b|\b(?:visit\w*|attend\w*|search\w*|went\s+to|been\s+to|raid\w*|called\s+at)\s+(?:the|that|this)\s+"
        r"(?:address|house|home|flat|property)\b",
        r"\b(?:need\s+not|needn['’]?t|do\s+not|don['’]?t|no\s+need\s+to)\s+(?:\w+\s+)?worr(?:y|ied)\b|\brest\s+"
        r"assured\b|\bworkers?\s+(?:is\s+|are\s+)?(?:now\s+)?with\b",
        rf"\barrests?\b|\b(?:moved|taken|brought|led|got|came|come|back)\s+(?:\w+\s+){{0,2}}to\s+safety\b|"
        rf"\bhelped\s+(?:(?!that|when|if|because|wh|how|see|understand)\w+\s+){{0,5}}(?:{_PERSON}|somebody|someone)\b|"
        rf"\byou(?:\s+have|['’]ve)?{_OFTEN}\s+(?:saved|rescued|protected)\b|"
        r"\b(?:found|traced|located)\s+(?:\w+\s+){0,2}missing\b",
        rf"\b(?:you|your\s+\w+|this|that|it)(?:\s+(?:have|has)|['’]ve)?{_OFTEN}\s+(?:saved|rescued|protected|kept|led)\b{_NEAR}"
        rf"\b{_PERSON}\b",
        rf"\b{_PERSON}\s+{_IS}\b{_WHERE}\b{_THANKS_TO}|\b{_THANKS_TO}{_NEAR}\b{_PERSON}\s+{_IS}\b",
    ),
    # Whoever the reader meant, a reply has no need of them: it speaks of the place. A question asserts nothing, nor
    # does an “if”.
    refuse(
        PERSON,
        rf"(?P<skip>\b(?:if|whether)\b{_ONE_CLAUSE}*|(?:(?<![^.!?\n])|(?<=[.!?\n]\s))\s?{_ASKS}\b{_ONE_CLAUSE}*\?)|"
        rf"\b{_DEFINITE}\s+(?:\w+\s+)?{_PERSON}\b{_NO_SERVICE}|\b{_PERSON}{_YOU_SAID}",
        r"\b(?:his|her)\s+\w+\s+(?:knows?|knew|is|are|has|have|was|were|will)\b|\bs?he(?:\s+\w+n['’]?t\b|['’](?:s|ll|d)\b|\s+"
        r"(?:will|is|was|has|had|did|does|can|came|went|lives?|lived|moved|left|stays?|stayed|got|goes)\b)",
        rf"{_NOT_IF}(?<!\bwhat )\byour\s+{WHOSE}{_PERSON}\s+(?:came|went|lives?|lived|moved|left|stays|stayed|got|goes|"
        r"knows|knew|said|seems?|ran|returned|attends|attended|was|were)\b",
        rf"{_NOT_IF}\b{_SOME}\s+(?:\w+\s+)?(?!groups?\b){_PERSON}\s+(?:has|have|had|was|were|got|['’]ve)\b{_OFTEN}\s+"
        rf"(?:{DONE_TO}|{HOW})",
        rf"\bmissing\s+{_PERSON}\s+(?:{_IS}|came|went)\b",
    ),
    warn(
        r"\b(?:aged?\s+\d{1,2}|\d{1,2}[-\s]years?[-\s]olds?|year\s+\d{1,2}s?|\d{1,2}\s+oed|blwyddyn\s+\d{1,2})\b",
        "An age or a school year can tell who it is.",
        "young people",
    ),
    warn(
        r"\b(?:he|she|him|her|his|hers)\b",
        "It speaks of one person, as if we knew whom you mean.",
        "Speak of the place, not of a person.",
    ),
    warn(
        r"\b(?:gang|offenders?|perpetrators?|suspects?|dealers?|victims?|culprits?)\b",
        "It says as a fact what somebody is.",
        "young people, or the place",
    ),
)
