"""Words that the person who told us will read are looked at once more before they go out; ready ones are not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from commonground.tenants.referrals.own_words import own_words
from commonground.tenants.referrals.safe_rules import Weight
from commonground.tenants.referrals.safe_words import check_reply, refused
from commonground.ui.referrals.forms import Flagged
from commonground.ui.shell.i18n import gettext


def look_again(field: str, words: str, ready: Collection[str] = ()) -> Iterator[Flagged]:
    """What is doubtful; and, for whatever is not ready, the one question that no rule can answer, with the writer's
    own words. Where a rule refuses them already, there is nothing to affirm yet. `ready`: sentences of the council's
    own ready words, which somebody looked at when they were put there."""
    findings = check_reply(words)
    for finding in findings:
        if finding.weight is Weight.WARN:
            said = {"phrase": finding.phrase, "why": finding.why}
            sentence = gettext("“%(phrase)s”: %(why)s Look again, and save again if it may stay") % said
            yield Flagged(field, sentence, words)
    own = own_words(words, ready)
    if own and not refused(findings):
        question = gettext(
            "You wrote: “%(words)s” Does any of this tell the reader whether a child, a family or this concern is "
            "known to us, or what we are doing about anybody? If it does, change it. If it does not, save again"
        )
        yield Flagged(field, question % {"words": own}, words)
