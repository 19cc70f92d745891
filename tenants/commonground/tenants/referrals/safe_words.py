"""What a reply to somebody who told us must not say: that a child or a concern is known, or who it is about.

A reply may be read by anyone who has the code, the one who does the harm included (issue text and domain notes, 2a:
feedback in safe words). `refuse` stops the reply; `warn` only asks the writer to look again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from commonground.platform.references import parse_reference
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.referrals.hidden_words import where_they_return


class Weight(StrEnum):
    """How serious a finding is."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase as it stands in the text, from `start` to `end`; why it must not stay; what to write instead."""

    start: int
    end: int
    phrase: str
    weight: Weight
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    weight: Weight
    why: str
    instead: str


_WE: Final = r"(?:we|the\s+team|the\s+council|staff|i)"
_HAVE: Final = r"(?:\s+(?:have|had|are|were|already|also|long)|['’](?:ve|re|d)){0,3}"
_CHILD: Final = (
    r"(?:(?:the|this|that|a|your|these|those)\s+)?(?:young\s+(?:person|people)|child(?:ren)?|boys?|girls?|lads?|"
    r"famil(?:y|ies)|pupils?|students?|group|individuals?)"
)
_SOMEBODY: Final = rf"(?:s?he|him|her|they|them|{_CHILD})"

_THE_ONE: Final = (
    r"(?:(?:the|this|that|your|these|those|both)\s+(?:\w+\s+)?(?:girls?|boys?|child(?:ren)?|pupils?|students?|lads?|teenagers?|"
    r"young\s+(?:person|people|man|men|wom[ae]n|lads?)|famil(?:y|ies)|individuals?)|s?he|him|"
    r"(?:they|them|those|who|somebody|someone|people)\s+(?:that\s+|whom?\s+)?you\s+(?:mention|describ|nam|t[eo]l|saw|mean)\w*|"
    r"about\s+(?:them|her))"
)
_AGENCY: Final = (
    r"(?:police|officers?|social\s+(?:workers?|care|services)|children['’]?s\s+services|schools?|"
    r"head\s*teachers?|hospitals?|youth\s+(?:justice|offending)\s+team|(?:support|youth)\s+workers?)"
)
_IS: Final = r"(?:has|have|had|was|were|is|are|will|got|['’](?:s|ve|re))"
_DONE_TO: Final = (
    r"(?:taken|moved|removed|arrested|questioned|interviewed|placed|excluded|picked\s+up|visited|"
    r"(?:spoken|talked)\s+(?:to|with))"
)
_WHERE: Final = r"[^.!?\n]{0,60}?"
_Y_UN: Final = (
    r"(?:(?:yr?|['’]r|dy|eich)\s+(?:ferch|bachgen|fachgen|plentyn|blentyn|person\s+ifanc|bobl\s+ifanc|disgybl|llanc|"
    r"teulu))"
)
_CORFF: Final = r"(?:heddlu|ysgol|gweithiwr\s+cymdeithasol|gwasanaethau\s+(?:cymdeithasol|plant))"

_KNOWN_WHY: Final = "It tells that a child or a concern is known to us."
_KNOWN_INSTEAD: Final = "Somebody whose job is that part of town is now looking at it."
_WORK_WHY: Final = "It tells what is being done about a child, a family or a person."
_WORK_INSTEAD: Final = (
    "We have decided what to do. We are not able to tell you more, and that is the same for everybody."
)
_REPORTS_WHY: Final = "It tells that somebody else has reported it too."
_REPORTS_INSTEAD: Final = "We put what you told us together with everything else we learn about places."


def _rule(expression: str, weight: Weight, why: str, instead: str) -> _Rule:
    return _Rule(re.compile(expression, re.IGNORECASE), weight, why, instead)


_RULES: Final = (
    _rule(
        rf"\b{_WE}{_HAVE}\s+(?:already\s+|well\s+|fully\s+)?(?:kn[eo]wn?|aware)\b"
        rf"(?:\s+(?:of|about|who|that))?(?:\s+(?:this|{_SOMEBODY}))?",
        Weight.REFUSE,
        _KNOWN_WHY,
        _KNOWN_INSTEAD,
    ),
    _rule(
        r"\b(?:(?:well|already|previously)\s+)?known\s+to\s+(?:us|the\s+council|services|social\s+(?:care|services|work)"
        r"|(?:the\s+)?(?:police|school|team|department))",
        Weight.REFUSE,
        _KNOWN_WHY,
        _KNOWN_INSTEAD,
    ),
    _rule(
        r"\b(?:(?:already|currently)\s+)?(?:open\s+to|on)\s+(?:us|our\s+(?:radar|books|system|records|list|caseload)"
        r"|services|social\s+(?:care|services)|children['’]?s\s+services)|\b(?:an?|the)\s+(?:open|existing)\s+case\b",
        Weight.REFUSE,
        _KNOWN_WHY,
        _KNOWN_INSTEAD,
    ),
    _rule(
        r"\bour\s+(?:files?|records?|systems?)\s+(?:show|say|tell|mention|hold)|\bin\s+our\s+(?:files|records|system)\b",
        Weight.REFUSE,
        _KNOWN_WHY,
        _KNOWN_INSTEAD,
    ),
    _rule(
        r"\b(?:other|several|many|earlier|previous|more|two|three|similar)\s+(?:people|residents|neighbours|reports?|"
        r"concerns?|referrals?|complaints?|worries)\b(?:\s+(?:have|had|has|were|about|from)\b)?|\bnot\s+the\s+(?:first|only)"
        r"\b|\b(?:reported|raised|heard\s+about|told\s+us)\s+(?:this\s+|it\s+)?(?:before|already|many\s+times)\b",
        Weight.REFUSE,
        _REPORTS_WHY,
        _REPORTS_INSTEAD,
    ),
    _rule(
        rf"\b(?:social\s+worker|support\s+worker|youth\s+worker|police\s+officer)s?\s+(?:is|are|was|has|have|will)\s+"
        rf"(?:\w+\s+){{0,2}}(?:involved|visit\w*|working|allocated|spoken|seen|met|supporting|helping)"
        rf"|\b{_SOMEBODY}\s+(?:has|have|had|got)\s+(?:a|an|their)\s+(?:social|support|youth|key)\s+worker",
        Weight.REFUSE,
        _WORK_WHY,
        _WORK_INSTEAD,
    ),
    _rule(
        r"\b(?:child\s+protection|child\s+in\s+need|protection)\s+(?:plan|conference|register|enquiry|investigation)|"
        r"\bsection\s+(?:17|47)\b|\bs\.?47\b|\bstrategy\s+(?:discussion|meeting)|\blooked[-\s]after\b|\bin\s+(?:our\s+)?"
        r"care\b|\bfoster\s+(?:care|carer|home|placement)",
        Weight.REFUSE,
        _WORK_WHY,
        _WORK_INSTEAD,
    ),
    _rule(
        rf"\b(?:police|officers|detectives)\s+(?:are|is|have|were|will\s+be)\s+(?:already\s+|now\s+)?(?:investigat\w+|"
        rf"aware|arrest\w+|watching|involved|looking)|\b(?:arrested|charged|on\s+bail|under\s+(?:investigation|"
        rf"surveillance)|being\s+investigated)\b|\b{_WE}{_HAVE}\s+(?:spoken|talked|been\s+in\s+touch|visited|met|seen|"
        rf"contacted)\b[^.!?\n]{{0,40}}?\b(?:famil\w+|mother|mum|father|dad|parents?|carers?|{_SOMEBODY})\b",
        Weight.REFUSE,
        _WORK_WHY,
        _WORK_INSTEAD,
    ),
    _rule(
        rf"\b{_AGENCY}\s+(?:{_IS}|know\w*)\b{_WHERE}\b{_THE_ONE}\b|\b{_THE_ONE}\b{_WHERE}{_IS}\b{_WHERE}\b{_AGENCY}\b"
        rf"|\b(?:{_IS}|{_WE})\s+(?:\w+\s+){{0,2}}(?:told|informed|contacted|alerted|asked|rung|spoken|passed)\b{_WHERE}"
        rf"\b{_AGENCY}\b{_WHERE}\b{_THE_ONE}\b",
        Weight.REFUSE,
        _WORK_WHY,
        _WORK_INSTEAD,
    ),
    _rule(
        rf"\b(?:{_THE_ONE}|they|the\s+group)\b(?:\s+you\s+\w+)?\s+{_IS}\s+(?:(?:now|already|since|safely|be|been|being|all)"
        rf"\s+){{0,3}}{_DONE_TO}\b",
        Weight.REFUSE,
        _WORK_WHY,
        _WORK_INSTEAD,
    ),
    _rule(
        rf"\b{_CORFF}\b{_WHERE}{_Y_UN}|{_Y_UN}\b{_WHERE}\b(?:{_CORFF}|arestio|symud|cymryd|siarad)\b",
        Weight.REFUSE,
        _WORK_WHY,
        "Rydym wedi penderfynu beth i’w wneud. Ni allwn ddweud mwy wrthych, ac mae hynny’r un fath i bawb.",
    ),
    _rule(
        r"\b(?:mae|rydym|rydyn|roeddem|ydym)\b[^.!?\n]{0,30}\b(?:eisoes|yn\s+gwybod|yn\s+ymwybodol|yn\s+adnabod)\b"
        r"|\byn\s+(?:hysbys|adnabyddus)\s+i\b|\b(?:adroddiadau|pryderon)\s+(?:eraill|blaenorol)\b|\bpobl\s+eraill\s+wedi\b",
        Weight.REFUSE,
        _KNOWN_WHY,
        "Mae rhywun sy’n gyfrifol am y rhan honno o’r ardal yn edrych arno nawr.",
    ),
    _rule(
        r"\bgweithiwr\s+cymdeithasol\b|\bcynllun\s+(?:amddiffyn|diogelu)\s+plant\b|\bmewn\s+gofal\b|"
        r"\bheddlu\s+(?:yn|wedi)\s+\w+|\bwedi(?:['’]i|\s+cael\s+ei)\s+arestio\b",
        Weight.REFUSE,
        _WORK_WHY,
        "Rydym wedi penderfynu beth i’w wneud. Ni allwn ddweud mwy wrthych, ac mae hynny’r un fath i bawb.",
    ),
    _rule(
        r"\b(?:aged?\s+\d{1,2}|\d{1,2}[-\s]years?[-\s]olds?|year\s+\d{1,2}s?|\d{1,2}\s+oed|blwyddyn\s+\d{1,2})\b",
        Weight.WARN,
        "An age or a school year can tell who it is.",
        "young people",
    ),
    _rule(
        r"\b(?:he|she|him|her|his|hers)\b",
        Weight.WARN,
        "It speaks of one person, as if we knew whom you mean.",
        "Speak of the place, not of a person.",
    ),
    _rule(
        r"\b(?:gang|offenders?|perpetrators?|suspects?|dealers?|victims?|culprits?)\b",
        Weight.WARN,
        "It says as a fact what somebody is.",
        "young people, or the place",
    ),
)

_REFERENCE: Final = re.compile(r"\b[A-Za-z]{2}[-\s]?[0-9A-Za-z]{4}[-\s]?[0-9A-Za-z]{3}\b")
_CASE_NUMBER: Final = re.compile(r"(?<![\d/])\d{6,12}(?![\d/])")
_SENTENCE_START: Final = re.compile(r"[.!?\n]")
_WHETHER: Final = re.compile(r"\b(?:whether|if|p[’']?run\s+a|a\s+yw)\b", re.IGNORECASE)
_NOT: Final = re.compile(r"\b(?:not|never|cannot|unable|ni|byth|nid)\b|n['’]t\b", re.IGNORECASE)


def check_reply(words: str, *, masked: Collection[str] = ()) -> tuple[Finding, ...]:
    """Everything in a reply that must not or should not stay, in the order in which it stands.

    `masked` are the words that masking hid in the report (`Masked.hidden_words`): none of them may come back."""
    found = [*_phrases(words), *_masked_words(words, masked), *_references(words), *_names(words)]
    return tuple(_outermost(found))


def refused(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop the reply."""
    return tuple(finding for finding in findings if finding.weight is Weight.REFUSE)


def _phrases(words: str) -> Iterator[Finding]:
    for rule in _RULES:
        for found in rule.pattern.finditer(words):
            if rule.weight is Weight.WARN or not _neither_confirms_nor_denies(words, found.start()):
                yield Finding(found.start(), found.end(), found[0], rule.weight, rule.why, rule.instead)


def _neither_confirms_nor_denies(words: str, start: int) -> bool:
    """“We can never say whether a child is known to us” is what we want people to read."""
    sentence = _SENTENCE_START.split(words[:start])[-1]
    whether = _WHETHER.search(sentence)
    return whether is not None and _NOT.search(sentence, 0, whether.start()) is not None


def _masked_words(words: str, masked: Collection[str]) -> Iterator[Finding]:
    for start, end in where_they_return(words, masked):
        why = "This word was hidden in the report because it may be a name."
        yield Finding(start, end, words[start:end], Weight.REFUSE, why, "Leave it out.")


def _references(words: str) -> Iterator[Finding]:
    for found in _REFERENCE.finditer(words):
        if parse_reference(found[0]) is not None:
            yield _leave_out(found, Weight.REFUSE, "A reference of ours tells that there is a record.")
    for found in _CASE_NUMBER.finditer(words):
        yield _leave_out(found, Weight.WARN, "It looks like a case number or a telephone number.")


def _leave_out(found: re.Match[str], weight: Weight, why: str) -> Finding:
    return Finding(*found.span(), found[0], weight, why, "Leave it out.")


def _names(words: str) -> Iterator[Finding]:
    for span in mask_names(words).spans:
        phrase = words[span.start : span.end]
        yield Finding(
            span.start, span.end, phrase, Weight.WARN, "It looks like a name or a way of contact.", "Leave it out."
        )


def _outermost(findings: list[Finding]) -> Iterator[Finding]:
    """In order; what stands inside a longer or graver finding is not told twice."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.weight is Weight.WARN, each.start, -each.end)):
        if not any(finding.start < other.end and other.start < finding.end for other in kept):
            kept.append(finding)
    return iter(sorted(kept, key=lambda each: each.start))
