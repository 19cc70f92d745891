"""“What we were told”: the teller's words with likely names masked, and the facts around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonground.platform.reference import FREQUENCIES, GROUP_SIZES, SOURCES, VENUES
from commonground.tenants.intake.copies import hidden_places
from commonground.tenants.intake.models import Report
from commonground.tenants.intake.said import Said, postcode_shown
from commonground.tenants.intake.types import Connection, ContactBy, Danger
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import Written
from commonground.tenants.referrals.types import Route
from commonground.tenants.referrals.words import ROUTE_LABELS
from commonground.tenants.referring.models import Statement
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.ui.referrals import words as say
from commonground.ui.referrals.told_by_professional import professional_facts, shown
from commonground.ui.referrals.told_by_tracker import HELD_BACK, imported_facts, is_held_back
from commonground.ui.referrals.views import ToldView
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import LANGUAGES, gettext, ngettext

_CONNECTIONS = {
    Connection.LIVES_NEARBY: "Lives nearby",
    Connection.WORKS_THERE: "Works there",
    Connection.PARENT: "Parent or carer",
    Connection.YOUNG_PERSON: "Young person",
    Connection.PASSES_BY: "Passes by",
    Connection.OTHER: "Knows it another way",
}
_CONTACT = {ContactBy.EMAIL: "e-mail", ContactBy.PHONE: "phone", ContactBy.TEXT: "text message"}
_DANGER = {Danger.YES: "Yes, when it was sent", Danger.NO: "No", Danger.NOT_SURE: "Not sure"}


def told_view(
    row: ReferralRow,
    said: Said | None,
    since: Sequence[Written],
    *,
    can_look: bool,
    can_answer: bool,
    look: bool,
    redacted: bool = False,
    lies: str = "",
    referrer: str = "",
) -> ToldView:
    """`look`: the masked words were asked for by somebody who may, and are shown this once. `redacted`: somebody made a
    copy of them. `lies`: where its postcode lies, in words. `referrer`: the professional who referred it."""
    if said is None:
        return ToldView("", tuple(_facts_without_words(row)), "", can_look=False, unmasked=False)
    masked = said.names_masked + sum(hidden_places(each.body, each.shown) for each in since)
    return ToldView(
        words=shown(said, "what_said", look),
        facts=tuple(_facts(row, said, referrer, can_answer=can_answer, look=look, lies=lies)),
        names=str(HELD_BACK) if is_held_back(said) and not look else _names(masked, look, redacted),
        can_look=can_look and masked > 0 and not look,
        unmasked=look,
        people=f"/referrals/{row.reference}/people" if can_look and isinstance(said, Statement) else "",
        clear=f"/referrals/{row.reference}/clear" if can_look and isinstance(said, ImportedRow) else "",
        redact=f"/referrals/{row.reference}/redact" if can_look and not isinstance(said, ImportedRow) else "",
    )


def _facts(
    row: ReferralRow, said: Said, referrer: str, *, can_answer: bool, look: bool, lies: str
) -> Iterator[tuple[str, str]]:
    yield gettext("Where"), _joined(_where(said, look))
    if lies:
        yield gettext("The postcode lies"), lies
    yield gettext("When"), _joined([shown(said, "when_said", look), say.label(FREQUENCIES, said.how_often)])
    yield gettext("Harm"), say.harms(row.harms)
    yield gettext("Children affected"), _children(row, said)
    if helps := shown(said, "helps_said", look):
        yield gettext("What helps there"), helps
    if isinstance(said, Statement):
        yield from professional_facts(row, said, referrer, can_answer=can_answer, look=look)
    if isinstance(said, Report):
        yield gettext("Told by"), _told_by(row, said)
        if can_answer and (contact := _contact(said)):
            yield gettext("Safe contact"), contact
    if isinstance(said, ImportedRow):
        yield from imported_facts(row, said, look)
    else:
        yield gettext("Danger now?"), _danger(said)


def _facts_without_words(row: ReferralRow) -> Iterator[tuple[str, str]]:
    yield gettext("Harm"), say.harms(row.harms)
    yield gettext("Children affected"), say.children(row.children)
    source = say.label(SOURCES, row.source, row.source)
    came = gettext("Came in %(moment)s") % {"moment": moment(row.received_at)}
    yield gettext("Told by"), f"{source}. {ROUTE_LABELS[Route(row.route)]}. {came}"


def _where(said: Said, look: bool) -> list[str]:
    kind = say.label(VENUES, said.venue)
    return [
        shown(said, "where_said", look),
        shown(said, "address", look),
        said.postcode if look else postcode_shown(said),
        shown(said, "online_handle", look),
        f"({kind})" if kind else "",
    ]


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part) or gettext("Not said")


def _children(row: ReferralRow, said: Said) -> str:
    size = say.label(GROUP_SIZES, said.group_size)
    children = say.children(row.children, said.ages)
    return gettext("%(said)s. The group: %(size)s") % {"said": children, "size": size} if size else children


def _told_by(row: ReferralRow, report: Report) -> str:
    who = _CONNECTIONS.get(Connection(report.connection)) if report.connection in set(Connection) else None
    known = gettext("gave a safe contact") if report.contact_value else gettext("no name, return code given")
    came = gettext("Came in %(moment)s, in %(language)s") % {
        "moment": moment(row.received_at),
        "language": gettext("Welsh") if report.lang == "cy" else LANGUAGES.get(report.lang, report.lang),
    }
    return f"{who or say.label(SOURCES, row.source, row.source)}, {known}. {came}"


def _contact(report: Report) -> str:
    """For those who may answer: how, and when it is safe."""
    if not report.contact_value:
        return ""
    by = _CONTACT.get(ContactBy(report.contact_by), "") if report.contact_by in set(ContactBy) else ""
    safe = gettext("Safe: %(when)s") % {"when": report.contact_safe} if report.contact_safe else ""
    return _joined([report.contact_name, f"{report.contact_value} ({by})" if by else report.contact_value, safe])


def _danger(said: Said) -> str:
    words = _DANGER[Danger(said.danger)] if said.danger in set(Danger) else gettext("Not said")
    seen = isinstance(said, Report) and said.danger_page_seen
    return gettext("%(said)s. Was shown 999 first") % {"said": words} if seen else words


def _names(masked: int, look: bool, redacted: bool) -> str:
    if look:
        return gettext("Shown this once. Your look is recorded.")
    if redacted:
        return ngettext("A redacted copy: %(n)s place hidden.", "A redacted copy: %(n)s places hidden.", masked) % {
            "n": masked
        }
    if not masked:
        return gettext("None found by the system")
    return ngettext("%(n)s word masked by the system.", "%(n)s words masked by the system.", masked) % {"n": masked}
