"""Mutants of the guards that change nothing anybody could notice, each with the reason: (module, name) -> why."""

from __future__ import annotations

_NO_REFERENCE = "Compared with NULL instead of '': no record is without a reference, so neither finds one."

EQUIVALENT: dict[tuple[str, str], str] = {
    ("commonground.tenants.contexts.load", "load_context: without '': known or ''"): _NO_REFERENCE,
    ("commonground.tenants.referrals.load", "load_referral: without '': known or ''"): _NO_REFERENCE,
}
