"""Mutants of the isolation that show no row and refuse nobody, each with the reason. What stands here must still be
found by `commonground check database`; what does not stand here must be noticed by behaviour."""

from __future__ import annotations

import re

_ALL = (
    "Only the functions' owner has a grant on it, and may do everything to it; the tables' owner is a member of that."
)
_OTHER_SIDE = "The row is asked for its kind by the policy's other side; with both sides weakened it is noticed."
_NULL = "The next comparison is with NULL, and ends the function in the same way."
_WALK = "Whether any is due is asked once more of each council found: without it the walk is only longer."
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
    (
        r"identity\.take_back: without m\.(council_id = admin\[1\]|staff_id = gone)$",
        "The first of the two only locks: without it more rows wait for the second of two, and none is changed.",
    ),
    (
        r"identity\.(leads_of: without s\.tenant_id = of_council|read_at: without t\.tenant_id = of_council)$",
        "`comes_in` asks for the council again, of each of the staff.",
    ),
    (
        r"system\.outlived: without o\.id < lowest$",
        "The key only spares looking at what can't be old; each row is asked for its day as well.",
    ),
    (
        r"^function granted: system\.outlived\(integer\) by (cg_app|public)$",
        "It has its caller's rights: they find no council, or stop at the first function in it, which is nobody's.",
    ),
    (
        r"tenants\.undo_import: without (its|k)\.",
        "It only locks: without it more rows wait for a moment, and what goes is asked for again.",
    ),
    (r"crossing\.act: without locked\.(tenant_id|id) = ", "It only locks: without it more rows wait for a moment."),
    (r"crossing\.joint_expire: without gone\.", "It only locks: without it more rows wait for a moment."),
    (r"crossing\.end_replaced: without locked\.id = old$", "It only locks: without it more rows wait for a moment."),
    (
        r"crossing\.receipts_due: with the caller's search path",
        "It names one table, with its schema, and neither a function nor an operator.",
    ),
    (
        r"crossing\.expire: without f\.state in ",
        "The machine is asked of each as well: with it, fewer are looked at.",
    ),
    (
        r"crossing\.joint_(show|done|add_as_guest): goes on when not found$",
        "What is asked next is whether the council may add to a concern of NULL: it is not there, which ends it too.",
    ),
    (
        r"crossing\.joint_withdraw_as_guest: without s\.guest_id = p\.guest_id$",
        "All that somebody is let into bears one name, their organisation's.",
    ),
    (
        r"crossing\.joint_\w+: without (held|its)\.",
        "It holds more joint concerns for a moment, and reads nothing of them.",
    ),
    (r"tenants\.dispose: without its\.", "It locks more contexts for a moment, and reads nothing of them."),
    (r"^row security not forced: identity\.", _ALL),
    (r"^row security disabled: identity\.pass_keys$", _ALL),
    (r"identity\.(pass_parts|council): (goes on when|in a guard, without) whole (is null|= '')", _NULL),
    (r"identity\.council_as: in a guard, without whole is null$", _NULL),
    (r"identity\.count_attempt: .*(not found|who is null)", "A row without a key is refused as well."),
    (r"tenants\.dispose: goes on when not found$", "Nobody can have confirmed a disposal that is not there."),
    (r"identity\.open_session: goes on when not found$", "Nobody is an operator whose account is NULL."),
    (r"identity\.sign_in: in a guard, without the_account is null$", "Nobody is an operator whose account is NULL."),
    (r"identity\.set_pass: with the caller's", _INSIDE),
    (r"identity\.front_door: with the caller's", "It asks two functions that its caller may ask too, and no table."),
    (
        r"^function granted: (identity\.acting_(admin|granter)|crossing\.acting_keeper)\(\) by cg_(login|relay)$",
        "It has its caller's rights, and stops at the first function in it that is not theirs.",
    ),
    (
        r"^function granted: crossing\.joint_(tell|issue|put|may_see|standing|readers)\(.*\) by ",
        "It has its caller's rights, and stops at the first function in it, which is not theirs to call.",
    ),
    (
        r"^function granted: identity\.acting_operator\(\) by ",
        "It has its caller's rights, and stops at the first function in it, which is nobody's to call.",
    ),
    (
        r"audit\.councils_to_link: without not exists",
        "Its key refuses a second row; to ask first spares waiting for whoever has the turn.",
    ),
    (r"audit\.await_link: with the caller's search path", "It names one table, with its schema, and nothing else."),
    (
        r"^function granted: audit\.canonical\(audit\.entries\) by ",
        "It is made of two functions that nobody else may call.",
    ),
    (r"identity\.wake_(relay|sender): with the caller's", "Anybody may notify, and the function names nothing else."),
    (
        r"tenants\.say_context: with the caller's search path",
        "It names only functions of PostgreSQL's own, and nobody of ours may make one.",
    ),
    (r"identity\.claim_mails: without m\.(state = 'queued'|urgent = only_urgent)$", _WALK),
    (
        r"identity\.claim_mails: without d\.due_at <= clock_timestamp\(\)$",
        "What is not due comes last and takes no place of what is; the row itself is asked again whether it is due.",
    ),
)


def reason_for(mutant: str) -> str | None:
    """Why this mutant may go unnoticed by every probe; None when it may not."""
    return next((why for pattern, why in EQUIVALENT if re.search(pattern, mutant)), None)
