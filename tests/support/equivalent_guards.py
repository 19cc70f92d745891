"""Mutants of the guards that change nothing anybody could notice, each with the reason: (module, name) -> why."""

from __future__ import annotations

_NO_REFERENCE = "Compared with NULL instead of '': no record is without a reference, so neither finds one."
_TYPE = "The name of a type, which nothing looks at while the program runs."

EQUIVALENT: dict[tuple[str, str], str] = {
    ("commonground.tenants.contexts.load", "load_context: without '': known or ''"): _NO_REFERENCE,
    ("commonground.ui.declare", ": without list[str]: str | list[str]"): _TYPE,
    ("commonground.ui.declare", ": without str: str | list[str]"): _TYPE,
    ("commonground.tenants.referrals.load", "load_referral: without '': known or ''"): _NO_REFERENCE,
}
