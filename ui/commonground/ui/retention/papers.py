"""Certificates as their page shows them: what went, who said so and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonground.tenants.retention.by_themselves import Gone
from commonground.tenants.retention.disposing import Certificate
from commonground.tenants.retention.types import GROUND_LABELS, TYPE_LABELS
from commonground.ui.retention.views import Tabs, when_due
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext, lazy

WENT = {
    "tenants.referrals": lazy("The referral"),
    "tenants.referral_events": lazy("Lines of its history"),
    "tenants.reports": lazy("What was reported"),
    "tenants.report_messages": lazy("Messages to and from whoever told us"),
    "tenants.statements": lazy("What a professional referred"),
    "tenants.imported_rows": lazy("What stood in an earlier tracker"),
    "tenants.statement_people": lazy("Children’s references and adults of concern"),
    "tenants.referral_letters": lazy("Letters about it"),
    "tenants.agreed_versions": lazy("What was agreed with other agencies"),
    "tenants.redacted_copies": lazy("Redacted copies of what we were told"),
    "tenants.referral_steps": lazy("Steps that followed a decision about it"),
    "tenants.contexts": lazy("The context"),
    "tenants.context_events": lazy("Lines of its timeline"),
    "tenants.context_actions": lazy("Actions on it"),
    "tenants.context_merges": lazy("What went into it, or it into"),
    "tenants.context_relations": lazy("How it relates to other contexts"),
    "tenants.context_watchers": lazy("Who watched it"),
    "tenants.children_affected": lazy("How many children were believed affected"),
    "tenants.person_links": lazy("Person links"),
    "tenants.partner_invitations": lazy("Invitations of partners to it"),
    "tenants.warning_flags": lazy("Warning flags"),
    "tenants.attachments": lazy("Files"),
    "tenants.named_people": lazy("People named on it"),
    "council.drafts": lazy("Drafts"),
    "council.notifications": lazy("Notices"),
    "council.mails": lazy("Mails about them, sent or not: our lines, not what is in somebody’s inbox"),
}
"""What people call what stood in a table."""
EMPTIED = {
    "tenants.break_glass_uses": lazy("Why it was opened by break-glass, and what came of looking at that"),
    "tenants.holds": lazy("Why it was held"),
    "tenants.kept_longer": lazy("Why it was kept longer"),
    "tenants.disclosures": lazy("What was told of it to another council or outside, and what came from there"),
    "tenants.context_events": lazy("Lines of another record’s timeline about it"),
    "tenants.access_mentions": lazy("What was decided about words of it for somebody who asked"),
}
"""What stays without its words, because it says who did what and when."""


@dataclass(frozen=True, slots=True)
class CertificateLine:
    reference: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, int], ...]
    emptied: tuple[tuple[str, int], ...]
    id: str


@dataclass(frozen=True, slots=True)
class CertificatesView:
    tabs: Tabs
    lines: tuple[CertificateLine, ...]
    older: str
    by_itself: tuple[tuple[str, str, str, int], ...]
    """What went without anybody's looking: type, when, after how long, how many."""
    cut: str


def certificate_line(paper: Certificate) -> CertificateLine:
    facts = (
        (gettext("Why"), GROUND_LABELS[paper.ground]),
        (gettext("Was due"), when_due(paper)),
        (gettext("Proposed by"), f"{paper.proposed_by}, {moment(paper.proposed_at)}"),
        (gettext("Confirmed by"), f"{paper.confirmed_by}, {moment(paper.confirmed_at)}"),
        (gettext("Removed"), moment(paper.disposed_at)),
        (gettext("Record’s id"), str(paper.record_id)),
    )
    heading, said = TYPE_LABELS[paper.record_type], tuple((term, words) for term, words in facts if words)
    gone = tuple((str(WENT.get(table, table)), number) for table, number in paper.gone if number)
    emptied = tuple((str(EMPTIED.get(table, table)), number) for table, number in paper.emptied if number)
    return CertificateLine(paper.reference, heading, said, gone, emptied, str(paper.id))


def gone_row(gone: Gone) -> tuple[str, str, str, int]:
    first, last = day(gone.first), day(gone.last)
    when = first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    return TYPE_LABELS[gone.record_type], when, gone.kept_for.words, gone.number


def counts_from(begins: date, today: date) -> str:
    """What somebody reads who chose another time."""
    if begins == today:
        return gettext("Saved. It counts from now on for every record of this type.")
    said = gettext(
        "Saved. Something may go sooner by it, so it counts from %(day)s on. Until then it can be taken back."
    )
    return said % {"day": day(begins)}
