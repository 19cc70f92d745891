"""Where a report stands, as whoever comes back with its code reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commonground.tenants.intake.queries import Correspondence
from commonground.ui.public_report.views import When
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """What a return code opens."""

    here: str
    found: Correspondence
    now: datetime

    @property
    def sent(self) -> When:
        return When(self.found.sent_at, self.now)

    @property
    def standing(self) -> str:
        """Where it stands, and never what was decided or what is known: somebody else may have found the code."""
        if self.found.withdrawn_at is not None:
            return self._asked_back()
        if self.found.changed:
            return gettext("Something has changed since. We have written below what it is.")
        if self.found.answered:
            return gettext("We have replied below.")
        if self.found.settled:
            return self._settled()
        return self._not_yet(self.found.due_at)

    def _settled(self) -> str:
        return gettext("Somebody has read what you told us. Nothing more will be written here.")

    def _asked_back(self) -> str:
        """Closed or not: that one asked is true for ever."""
        asked = gettext("You asked us to withdraw it.")
        if self.found.answered:
            return f"{asked} {gettext('We have replied below.')}"
        if self.found.settled:
            return f"{asked} {self._settled()}"
        before = gettext("Somebody reads it before it is closed, and we may still have to act on it.")
        return f"{asked} {before}"

    def _not_yet(self, due_at: datetime | None) -> str:
        if self.found.asked:
            return gettext("Somebody has read it and asks you something below. Your answer helps us to decide.")
        if due_at is None:
            return gettext("Somebody has read it. We have not decided yet what to do.")
        if self.late:
            return gettext("There is no reply yet.")
        day = When(due_at, self.now).by_day
        return gettext("There is no reply yet. We decide what to do by %(day)s.") % {"day": day}

    @property
    def late(self) -> bool:
        """Only while it is for us to decide, and a reply is still to come."""
        over = self.found.answered or self.found.withdrawn_at is not None
        return not over and self.found.due_at is not None and self.found.due_at <= self.now
