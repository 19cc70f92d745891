"""Where a report stands, as whoever comes back with its code reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commonground.tenants.intake.queries import Correspondence
from commonground.ui.public_report.views import When
from commonground.ui.shell.i18n import LazyText, gettext, lazy

_NEWEST: Final[Mapping[str, LazyText]] = {
    "change": lazy("Something has changed since. We have written below what it is."),
    "word": lazy("We have written to you below."),
    "further": lazy("We ask you something below."),
    "asks": lazy("We have your question. The answer will stand here."),
}
"""Where it stands, by what was written last."""
_OURS: Final[Mapping[str, LazyText]] = {
    "reply": lazy("Our reply"),
    "question": lazy("We ask you"),
    "further": lazy("We ask you"),
    "word": lazy("We wrote to you"),
    "change": lazy("What has changed"),
}


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
        asked_back = gettext("You asked us to withdraw it.") if self._wished_back else ""
        return f"{asked_back} {self._stands()}".strip()

    @property
    def _wished_back(self) -> bool:
        """Closed or not: that one asked is true for ever."""
        return self.found.withdrawn_at is not None

    def _stands(self) -> str:
        """That we wait for them comes before whatever else was written: nobody answers what they are not told of."""
        if self.found.asked:
            return gettext("Somebody has read it and asks you something below. Your answer helps us to decide.")
        if self.found.newest in _NEWEST:
            return f"{_NEWEST[self.found.newest]} {self._to_come()}".strip()
        if self.found.settled:
            return self._settled()
        if self._wished_back or self.found.answered:
            again = "" if self._wished_back else gettext("We are looking at it again.")
            return f"{again} {self._to_come()}".strip()
        return self._not_yet(self.found.due_at)

    @property
    def ours(self) -> Mapping[str, LazyText]:
        """How each thing that we write is headed."""
        return _OURS

    @property
    def has_heard(self) -> bool:
        """Whether they have heard from us, so that it can be asked how that was."""
        return any(message.kind in _OURS and message.kind != "question" for message in self.found.messages)

    def _settled(self) -> str:
        if self.found.replied:
            return gettext("We have replied below.")
        if self.found.answered:
            return gettext("We have looked at it again. There is no new reply.")
        return gettext("Somebody has read what you told us. There is no reply to it.")

    def _to_come(self) -> str:
        """Behind what is said of it: what is still to come."""
        if self.found.settled or self.late:
            return ""
        if self._wished_back:
            return gettext("Somebody reads it before it is closed, and we may still have to act on it.")
        if self.found.due_at is None:
            return gettext("We have not decided yet what to do.")
        return gettext("We decide what to do by %(day)s.") % {"day": When(self.found.due_at, self.now).by_day}

    def _not_yet(self, due_at: datetime | None) -> str:
        if due_at is None:
            return gettext("Somebody has read it. We have not decided yet what to do.")
        if self.late:
            return gettext("There is no reply yet.")
        day = When(due_at, self.now).by_day
        return gettext("There is no reply yet. We decide what to do by %(day)s.") % {"day": day}

    @property
    def late(self) -> bool:
        """Only while it is for us to decide, and a reply is still to come."""
        return not self._wished_back and self.found.due_at is not None and self.found.due_at <= self.now
