"""What a screener may weigh beside the decision: six questions, each of which may stay open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonground.platform.reference import FREQUENCIES, GUARDIANSHIPS, LEVELS, SEVERITIES, TRAJECTORIES
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import REASON_LIMIT, Weighed
from commonground.ui.referrals import words as say
from commonground.ui.referrals.forms import ProposedForm
from commonground.ui.referrals.views import Fact
from commonground.ui.shell.forms import Select, TextArea, coded
from commonground.ui.shell.i18n import gettext, lazy

WEIGHED: Final = ("frequency", "severity", "trajectory", "guardianship", "level", "response")
_OPEN: Final = lazy("Left open")


class WeighForm(ProposedForm):
    frequency = Select(lazy("How often?"), coded(FREQUENCIES.label, FREQUENCIES.codes), empty=_OPEN)
    severity = Select(lazy("How bad?"), coded(SEVERITIES.label, SEVERITIES.codes), empty=_OPEN)
    trajectory = Select(lazy("Where is it going?"), coded(TRAJECTORIES.label, TRAJECTORIES.codes), empty=_OPEN)
    guardianship = Select(
        lazy("Do adults look out for young people there?"),
        coded(GUARDIANSHIPS.label, GUARDIANSHIPS.codes),
        empty=_OPEN,
    )
    level = Select(lazy("How much does it need?"), coded(LEVELS.label, LEVELS.codes), empty=_OPEN)
    response = TextArea(lazy("What is being done there already?"), most=REASON_LIMIT, rows=2, count=False)

    def weighed(self) -> Weighed:
        """As typed, for the rules to judge."""
        codes = {name: self[name].data or None for name in WEIGHED if name != "response"}
        return Weighed(**codes, response=self.response.data or "")

    @property
    def weighs(self) -> bool:
        """Whether something of it was said, or is to be put right."""
        return any(self[name].data or self[name].errors for name in WEIGHED)


def weighed_facts(row: ReferralRow | Weighed) -> Iterator[Fact]:
    """What the decider weighed; what was left open, or is no answer, is left out."""
    said = (
        (gettext("How often"), FREQUENCIES, row.frequency),
        (gettext("How bad"), SEVERITIES, row.severity),
        (gettext("Where it is going"), TRAJECTORIES, row.trajectory),
        (gettext("Adults who look out"), GUARDIANSHIPS, row.guardianship),
        (gettext("How much it needs"), LEVELS, row.level),
    )
    for term, table, code in said:
        if code is not None and code in table:
            yield Fact(term, say.label(table, code))
    if row.response:
        yield Fact(gettext("Being done already"), row.response)
