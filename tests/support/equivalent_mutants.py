"""Mutants of the isolation that show no row and refuse nobody, each with the reason. What stands here must still be
found by `commonground check database`; what does not stand here must be noticed by behaviour."""

from __future__ import annotations

import re

_READ_ONLY = "(operators|providers|group_roles|pass_keys)"
_UNUSED = "No function does this to the table, and nobody connects as the functions' owner: a right that could go."
_ALL = (
    "Only the functions' owner has a grant on it, and may do everything to it; the tables' owner is a member of that."
)
_OTHER_SIDE = "The row is asked for its kind by the policy's other side; with both sides weakened it is noticed."
_NULL = "The next comparison is with NULL, and ends the function in the same way."
_INSIDE = "Called by the definer functions alone, with their rights and their search path."

# A pattern of the mutant's whole name, and why nobody can tell.
EQUIVALENT: tuple[tuple[str, str], ...] = (
    (r"^grant widened: REFERENCES on ", "Nobody of ours may make a table, so nothing can refer to this one."),
    (r"^kind of pass not asked: \S+ jobs_", "The worker's role can open passes of one kind only, a job's."),
    (r"^kind of pass not asked: \S+ staff_update, (using|with check):", _OTHER_SIDE),
    (
        r"^kind of pass not asked: \S+ public_\w+_insert, .*about_as",
        "What the pass says of the row is asked for its kind.",
    ),
    (r"^policy dropped: identity\.accounts definer_(select|update|delete)$", _UNUSED),
    (r"^policy dropped: identity\.credentials definer_(update|delete)$", _UNUSED),
    (r"^policy dropped: identity\.memberships definer_delete$", _UNUSED),
    (
        r"^policy dropped: identity\.(operators|providers|group_roles|pass_keys) definer_(insert|update|delete)$",
        _UNUSED,
    ),
    (r"^grant taken away: (SELECT|UPDATE|DELETE) on identity\.accounts from cg_definer$", _UNUSED),
    (r"^grant taken away: (UPDATE|DELETE) on identity\.credentials from cg_definer$", _UNUSED),
    (r"^grant taken away: DELETE on identity\.memberships from cg_definer$", _UNUSED),
    (rf"^grant taken away: (INSERT|UPDATE|DELETE) on identity\.{_READ_ONLY} from cg_definer$", _UNUSED),
    (r"^row security not forced: identity\.", _ALL),
    (r"^row security disabled: identity\.pass_keys$", _ALL),
    (r"identity\.(pass_parts|council): (goes on when|in a guard, without) whole (is null|= '')", _NULL),
    (r"identity\.council_as: in a guard, without whole is null$", _NULL),
    (r"identity\.count_attempt: .*(not found|who is null)", "A row without a key is refused as well."),
    (r"^function revoked: identity\.account\(\) by cg_worker$", "No job asks who acts: a right that could go."),
    (r"identity\.open_session: goes on when not found$", "Nobody is an operator whose account is NULL."),
    (r"identity\.sign_in: in a guard, without the_account is null$", "Nobody is an operator whose account is NULL."),
    (r"identity\.set_pass: with the caller's", _INSIDE),
    (r"identity\.front_door: with the caller's", "It asks two functions that its caller may ask too, and no table."),
    (
        r"^function granted: identity\.acting_admin\(\) by cg_(login|relay)$",
        "It has its caller's rights, and stops at the first function in it that is not theirs.",
    ),
    (r"identity\.wake_relay: with the caller's", "Anybody may notify, and the function names nothing else."),
)


def reason_for(mutant: str) -> str | None:
    """Why this mutant may go unnoticed by every probe; None when it may not."""
    return next((why for pattern, why in EQUIVALENT if re.search(pattern, mutant)), None)
