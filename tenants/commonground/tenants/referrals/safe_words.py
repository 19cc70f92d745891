"""What a reply to somebody who told us must not say: that a child or a concern is known, or who it is about.

A reply may be read by anyone who has the code, the one who does the harm included (issue text and domain notes, 2a:
feedback in safe words). `refuse` stops the reply; `warn` only asks the writer to look again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from commonground.platform.references import parse_reference
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.intake.seeing import ways_to_read
from commonground.tenants.referrals.hidden_words import where_they_return
from commonground.tenants.referrals.own_words import without_ready
from commonground.tenants.referrals.safe_rules import RULES_EN, SKIP, Weight
from commonground.tenants.referrals.safe_rules_cy import RULES_CY


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase as it stands in the text, from `start` to `end`; why it must not stay; what to write instead."""

    start: int
    end: int
    phrase: str
    weight: Weight
    why: str
    instead: str


_REFERENCE: Final = re.compile(r"\b[A-Za-z]{2}[-\s]?[0-9A-Za-z]{4}[-\s]?[0-9A-Za-z]{3}\b")
_CASE_NUMBER: Final = re.compile(r"(?<![\d/])\d{6,12}(?![\d/])")
_NEITHER: Final = re.compile(
    r"\b(?:(?:not|never|cannot|unable|nobody\s+can)\b|\w+n['’]t\b)(?:\s+(?:able|allowed|free|to|be|ever|even|always|can|"
    r"you|anybody|anyone)){0,4}\s+(?:say|tell|confirm|discuss|share|answer|reveal|let\s+you\s+know)(?:\s+(?:you|anybody|"
    r"anyone|people|to\s+(?:you|anybody|anyone))){0,2}\s+(?:whether|if)\b"
    r"|\b(?:ni|nid|byth)\b(?:\s+(?:allwn|allaf|all|ellir|yw|ydym|gallu|yn|bosibl|i|ni|neb|fyddwn|byth)){1,5}\s+(?:ddweud|dweud|"
    r"gadarnhau|cadarnhau|rannu|rhannu|trafod|drafod)(?:\s+(?:wrthych|wrth\s+neb|chi)){0,2}\s+(?:a\s+yw|p[’']?run\s+a|a\s+oes|os)\b",
    re.IGNORECASE,
)
"""“We can never say whether” is what we want people to read: what follows neither confirms nor denies."""
_CLAUSE_END: Final = re.compile(
    r"[.!?,;:()\n–—\"“”…]|\s-+\s|\b(?:and|but|because|so|although|though|however|yet|since|while|as|which|who|except|still|"
    r"then|also|plus|ond|ac|achos|oherwydd|gan|felly|er|hefyd)\b|\ba\s+(?:mae|rydym|rydyn|roedd)\b",
    re.IGNORECASE,
)
_BLOT: Final = "¤"
_RULES: Final = (*RULES_EN, *RULES_CY)


def check_reply(words: str, *, masked: Collection[str] = ()) -> tuple[Finding, ...]:
    """Everything in a reply that must not or should not stay, in the order in which it stands. Ready words pass.

    `masked` are the words that masking hid in the report (`Masked.hidden_words`): none of them may come back."""
    typed = without_ready(words)
    found = [*_phrases(typed), *_masked_words(typed, masked), *_references(typed), *_names(typed)]
    return tuple(replace(each, phrase=words[each.start : each.end]) for each in _outermost(found))


def refused(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop the reply."""
    return tuple(finding for finding in findings if finding.weight is Weight.REFUSE)


def _phrases(words: str) -> Iterator[Finding]:
    for seen in ways_to_read(words):
        plain = _without_neither(seen.text)
        for rule in _RULES:
            for found in rule.pattern.finditer(plain if rule.weight is Weight.REFUSE else seen.text):
                if found.lastgroup == SKIP:
                    continue
                start, end = seen.in_original(*found.span())
                yield Finding(start, end, words[start:end], rule.weight, rule.why, rule.instead)


def _without_neither(words: str) -> str:
    """As long as the text, with the clauses blotted out that neither confirm nor deny: those alone, up to the next
    comma or “and”, so that nothing hides behind them."""
    kept = words
    for found in _NEITHER.finditer(words):
        ends = _CLAUSE_END.search(words, found.end())
        end = ends.start() if ends else len(words)
        kept = kept[: found.start()] + _BLOT * (end - found.start()) + kept[end:]
    return kept


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
