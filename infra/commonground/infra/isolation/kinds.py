"""Where the ids stand that routes declare. A kind that is not here makes the report incomplete, never green."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commonground.platform.references import ReferenceKind, new_reference

WHERE: Final[Mapping[str, tuple[str, str]]] = {
    "referral": ("tenants.referrals", "reference"),
    "context": ("tenants.contexts", "reference"),
    "notification": ("council.notifications", "id"),
    "staff": ("council.staff", "id"),
    "team": ("council.teams", "id"),
    "session": ("identity.sessions", "id"),
    "mail": ("council.mails", "id"),
    "flag": ("tenants.warning_flags", "id"),
    "file": ("tenants.attachments", "id"),
    "letter": ("tenants.referral_letters", "id"),
    "agreed": ("tenants.agreed_versions", "agreed_id"),
    "step": ("tenants.referral_steps", "id"),
    "break_glass": ("tenants.break_glass_uses", "id"),
    "invitation": ("council.invitations", "id"),
    "link": ("council.invitations", "id"),
    "disposal": ("tenants.disposals", "id"),
    "retention_choice": ("council.retention_choices", "id"),
    "certificate": ("tenants.disposal_certificates", "id"),
    "access_request": ("tenants.access_requests", "id"),
    "mention": ("tenants.access_mentions", "id"),
    "group": ("identity.group_roles", "id"),
    "organisation": ("council.partner_organisations", "id"),
    "agreement": ("council.partner_agreements", "id"),
    "sharing": ("tenants.partner_invitations", "id"),
    "isolation_report": ("audit.isolation_reports", "id"),
    "support": ("council.support_grants", "id"),
    "merge": ("tenants.context_merges", "id"),
    "relation": ("tenants.context_relations", "id"),
    "person_link": ("tenants.person_links", "id"),
    "absence": ("council.absences", "id"),
    "ring_contact": ("council.ring_contacts", "id"),
    "context_action": ("tenants.context_actions", "id"),
    "tracker_file": ("tenants.tracker_imports", "id"),
    "tracker_import": ("tenants.tracker_imports", "id"),
    "tracker_meaning": ("council.tracker_meanings", "id"),
    "saved_view": ("council.saved_views", "id"),
    "crossing": ("tenants.disclosures", "reference"),
    "outside": ("tenants.disclosures", "reference"),
    "dispute": ("crossing.disputes", "reference"),
    "receipt": ("council.receipts", "id"),
    "sharing_agreement": ("crossing.agreements", "id"),
    "joint": ("tenants.joint_links", "reference"),
    "joint_asked": ("crossing.joint_parties", "reference"),
    "joint_part": ("crossing.contributions", "id"),
    "joint_guest": ("crossing.joint_guests", "id"),
    "joint_minutes": ("tenants.joint_minutes", "id"),
    "joint_receipt": ("council.receipts", "id"),
}
_REFERENCES: Final = {
    "referral": ReferenceKind.REFERRAL,
    "context": ReferenceKind.CONTEXT,
    "crossing": ReferenceKind.HANDOFF,
    "outside": ReferenceKind.DISCLOSURE,
    "dispute": ReferenceKind.DISPUTE,
    "joint": ReferenceKind.JOINT,
    "joint_asked": ReferenceKind.JOINT,
}
_NOWHERE: Final = "01900000-0000-7000-8000-00000000dead"


def missing(kind: str) -> str:
    """An id as it could be, of a record that nobody has."""
    return new_reference(_REFERENCES[kind]) if kind in _REFERENCES else _NOWHERE
