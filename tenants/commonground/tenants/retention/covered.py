"""What a hold and a disposal reach. Every table of a council's practice hangs on a referral or a context, so that it is
held and goes with that one, or it says here what becomes of it instead; a test compares this with all tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HANGS_BY: Final = frozenset({"referral_id", "context_id", "record_id", "report_id", "statement_id"})
"""Columns by which a row is of a referral or a context, or of a report, which is of a referral."""

OTHERWISE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tenants.referral_looks": "when somebody looked last: holds no words, and its foreign key takes it along",
        "tenants.report_drafts": "a resident's, of nothing yet: goes by itself on its day (`system.sweep`)",
        "tenants.heard_answers": "one answer of one day: knows neither who gave it nor about what, and stays",
        "tenants.tracker_imports": "that a tracker was brought in: numbers, and stays; its cells go within a day",
        "tenants.access_requests": "goes by itself when its time is up, held with each record that it found",
        "tenants.disposals": "that a record may go: holds no words, and stays",
        "tenants.disposal_confirmations": "that a second person agreed: holds no words, and stays",
        "tenants.disposal_certificates": "that a record went: holds no words, and stays",
        "tenants.gone_by_itself": "how many went: numbers, and stays",
        "tenants.packages": "what was shared: goes with what it was about, else by itself (`crossed`); its hash stays",
        "tenants.package_files": "likewise",
        "tenants.outside_receivers": "who was told outside: emptied with what it was about; that it was opened stays",
        "tenants.outside_steps": "what happened to it: stays beside the receipt, without its words",
        "tenants.authorisations": "that a second person agreed to share, and why: stays beside the receipt",
        "tenants.joint_links": "whose a joint concern is here: codes, and stays; it loses its context",
        "tenants.joint_minutes": "emptied when they are published, or when the council leaves; name-free",
        "tenants.joint_partners": "which partner was let in, and why: stays beside the receipts",
        "tenants.trial_records": "that a record is a trial: holds no words, and stays",
    }
)
"""Tables that do not hang on a case, or outlive it, and why."""
