"""What is written to those who told us. All of it is looked at once more before it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonground.tenants.referrals.telling import FIELDS
from commonground.tenants.referrals.types import REPLY_LIMIT, NoReplyReason
from commonground.tenants.referrals.words import NO_REPLY_LABELS
from commonground.tenants.referrals.writing import Teller
from commonground.tenants.referring.models import Statement
from commonground.tenants.replies.library import CHANGE, Library
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.referrals.looking_again import look_again
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Checkboxes, Choice, TextArea
from commonground.ui.shell.i18n import gettext, lazy

_NOBODY = lazy(
    "There is nobody whom you can tell from here: nothing that was told about it is decided and with your team"
)
_LEFT_ALONE = (NoReplyReason.COULD_PUT_SOMEBODY_AT_RISK, NoReplyReason.ASKED_FOR_NONE)


class TellForm(RecordForm):
    """`offer` must have been called: whom there is to tell depends on the context."""

    whom = Checkboxes(
        lazy("Whom do you tell?"),
        hint=lazy("Each reads it alone, and not that there are others"),
        required=lazy("Choose whom you tell"),
        size="s",
        small=True,
    )
    words = TextArea(
        lazy("What has changed?"),
        hint=lazy("What everybody can see there: light, staff, opening hours. Nothing about any child, or who told us"),
        most=REPLY_LIMIT,
        rows=5,
        count=False,
        size="s",
    )
    words_cy = TextArea(
        lazy("The same in Welsh"),
        hint=lazy("For those who are answered in Welsh"),
        most=REPLY_LIMIT,
        rows=5,
        count=False,
        size="s",
    )

    tellers: Sequence[Teller] = ()
    library = Library()

    def offer(self, tellers: Sequence[Teller], library: Library) -> None:
        """Everybody is ticked at first but those who wanted none, or for whom a reply was thought a risk; and the
        words begin with the ready ones."""
        self.tellers, self.library = tellers, library
        if not tellers:
            self.whom.hint = _NOBODY
        self.whom.choices = [_choice(each) for each in tellers]
        if self.whom.raw_data is None:
            self.whom.data = [each.row.reference for each in tellers if not _doubt(each)]
            self.words.data, self.words_cy.data = (library.words(CHANGE, lang) for lang in FIELDS)
        if not any(each.lang == "cy" for each in tellers):
            del self["words_cy"]

    def typed(self) -> dict[str, str]:
        return {lang: str(self[name].data or "") for lang, name in FIELDS.items() if name in self}

    def flagged(self) -> Iterator[Flagged]:
        for lang, words in self.typed().items():
            yield from look_again(FIELDS[lang], words, self.library.sentences)


def _choice(each: Teller) -> Choice:
    said = {"title": each.row.title, "day": day(each.row.received_at)}
    hint = ". ".join(filter(None, (_how(each), _doubt(each))))
    return Choice(each.row.reference, gettext("%(title)s, %(day)s") % said, hint)


def _how(each: Teller) -> str:
    if isinstance(each.said, Statement):
        who = each.said.organisation or gettext("A colleague")
        return who if each.has_left else gettext("%(who)s: is told at once") % {"who": who}
    how = gettext("Reads it with the return code")
    return gettext("%(how)s, in Welsh") % {"how": how} if each.lang == "cy" else how


def _doubt(each: Teller) -> str:
    """Why they are not ticked at first; nothing where nothing speaks against it."""
    if each.has_left:
        return gettext("Has left, so that nobody would read it")
    if each.row.withdrawal_asked_at is not None:
        return gettext("They asked to withdraw it")
    reason = each.row.no_reply_reason
    if reason in _LEFT_ALONE:
        return gettext("No reply was sent: %(why)s") % {"why": NO_REPLY_LABELS[NoReplyReason(reason)].lower()}
    return ""
