"""What a context must have, and when it may be closed, reopened or restricted. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from commonground.platform.postcodes import parse_postcode
from commonground.platform.reference import VENUES
from commonground.platform.refusals import Problem
from commonground.tenants.contexts.details import detail_problems, tidy_details
from commonground.tenants.contexts.errors import (
    ContextIncompleteError,
    ContextReasonMissingError,
    ContextStandsAlreadyError,
)
from commonground.tenants.contexts.names import normal_name
from commonground.tenants.contexts.types import (
    ADDRESS_LIMIT,
    ALIAS_LIMIT,
    DESCRIPTION_LIMIT,
    HANDLE_LIMIT,
    NAME_LIMIT,
    ContextInput,
    ContextKind,
    ContextStatus,
)

_LIMITS: Final = MappingProxyType(
    {
        "name": NAME_LIMIT,
        "description": DESCRIPTION_LIMIT,
        "address": ADDRESS_LIMIT,
        "platform": HANDLE_LIMIT,
        "handle": HANDLE_LIMIT,
    }
)


class ContextVerb(StrEnum):
    """Lines of a context's timeline."""

    OPEN = "open"
    CHANGE = "change"
    LINK = "link"
    UNLINK = "unlink"
    NOTE = "note"
    TAKE_IN = "take_in"
    GO_INTO = "go_into"
    TAKE_OUT = "take_out"
    COME_OUT = "come_out"
    RELATE = "relate"
    UNRELATE = "unrelate"
    CHILDREN = "children"
    GIVE_LEAD = "give_lead"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    NAME_KEEPER = "name_keeper"
    CLOSE = "close"
    REOPEN = "reopen"
    BREAK_GLASS = "break_glass"
    PUT_FLAG = "put_flag"
    KEEP_FLAG = "keep_flag"
    TAKE_OFF_FLAG = "take_off_flag"
    ADD_FILE = "add_file"
    TAKE_OFF_FILE = "take_off_file"
    PROPOSE_PARTNER = "propose_partner"
    INVITE_PARTNER = "invite_partner"
    REFUSE_PARTNER = "refuse_partner"
    END_PARTNER = "end_partner"
    ADD_ACTION = "add_action"
    CHANGE_ACTION = "change_action"
    DO_ACTION = "do_action"
    DROP_ACTION = "drop_action"
    TELL_CHANGE = "tell_change"
    OFFER_ELSEWHERE = "offer_elsewhere"
    TAKE_BACK_OFFER = "take_back_offer"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    MOVED_ELSEWHERE = "moved_elsewhere"
    OFFER_EXPIRED = "offer_expired"
    TELL_OUTSIDE = "tell_outside"
    TAKE_BACK_OUTSIDE = "take_back_outside"
    OPENED_OUTSIDE = "opened_outside"
    OUTSIDE_EXPIRED = "outside_expired"
    OPEN_JOINT = "open_joint"
    JOIN_JOINT = "join_joint"
    LEAVE_JOINT = "leave_joint"
    CLOSE_JOINT = "close_joint"


ABOUT_ANOTHER: Final = frozenset(
    {
        ContextVerb.TAKE_IN,
        ContextVerb.GO_INTO,
        ContextVerb.TAKE_OUT,
        ContextVerb.COME_OUT,
        ContextVerb.RELATE,
        ContextVerb.UNRELATE,
    }
)
"""Lines that are about another context as well. Of an old one, nobody may know any more which that was."""

VERBS_THAT_NEED_A_REASON: Final = MappingProxyType(
    {
        ContextVerb.RESTRICT: "restrict",
        ContextVerb.LIFT_RESTRICTION: "lift the restriction of",
        ContextVerb.CLOSE: "close",
        ContextVerb.REOPEN: "reopen",
        ContextVerb.TAKE_IN: "merge",
        ContextVerb.TAKE_OUT: "take apart",
    }
)


def tidy(typed: ContextInput) -> ContextInput:
    """The same context without stray spaces, its postcode as the post office writes it, each alias once."""
    name = " ".join(typed.name.split())
    return replace(
        tidy_details(typed),
        name=name,
        aliases=_tidy_aliases(name, typed.aliases),
        description=typed.description.strip(),
        address=" ".join(typed.address.split()),
        postcode=parse_postcode(typed.postcode) or typed.postcode.strip(),
        platform=typed.platform.strip(),
        handle=typed.handle.strip(),
    )


def _tidy_aliases(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    seen = {normal_name(name)}
    kept = []
    for alias in (" ".join(each.split()) for each in aliases):
        if alias and normal_name(alias) not in seen:
            seen.add(normal_name(alias))
            kept.append(alias)
    return tuple(kept)


def context_problems(typed: ContextInput) -> tuple[Problem, ...]:
    """Everything to put right about a context as typed."""
    return tuple(_problems(tidy(typed)))


def _problems(context: ContextInput) -> Iterator[Problem]:
    if not context.name:
        yield Problem("name", "Give it the name that people use for it.")
    for field, limit in _LIMITS.items():
        if len(getattr(context, field)) > limit:
            yield Problem(field, f"Keep this to {limit:,} characters.")
    if len(context.aliases) > ALIAS_LIMIT or any(len(alias) > NAME_LIMIT for alias in context.aliases):
        yield Problem("aliases", f"Keep to {ALIAS_LIMIT} other names of at most {NAME_LIMIT} characters.")
    if context.venue is not None and not _venue_fits(context.venue, context.kind):
        yield Problem("venue", "Choose a kind from the list, or leave it open.")
    if context.postcode and parse_postcode(context.postcode) is None:
        yield Problem("postcode", "Write the whole postcode, like LM4 2QT, or leave it empty.")
    if context.kind is not ContextKind.ONLINE and (context.handle or context.platform):
        yield Problem("handle", "Only an online space has an app and an online name.")
    yield from detail_problems(context)


def _venue_fits(venue: str, kind: ContextKind) -> bool:
    return venue in VENUES and VENUES[venue].kind == kind


def check_context(typed: ContextInput) -> ContextInput:
    """The context as it may be stored; `ContextIncompleteError` with every problem."""
    if problems := context_problems(typed):
        raise ContextIncompleteError(problems)
    return tidy(typed)


def check_reason(verb: ContextVerb, reason: str) -> str:
    """The reason without stray spaces; refused when the verb needs one and there is none."""
    reason = reason.strip()
    if verb in VERBS_THAT_NEED_A_REASON and not reason:
        raise ContextReasonMissingError(VERBS_THAT_NEED_A_REASON[verb])
    return reason


def next_status(status: ContextStatus, verb: ContextVerb) -> ContextStatus:
    """What a verb makes of a context. A closed one still takes new contacts: they are why it may be reopened."""
    if verb is ContextVerb.CLOSE:
        if status is ContextStatus.CLOSED:
            raise ContextStandsAlreadyError("This context is closed already.")
        return ContextStatus.CLOSED
    if verb is ContextVerb.REOPEN:
        if status is ContextStatus.ACTIVE:
            raise ContextStandsAlreadyError("This context is active already.")
        return ContextStatus.ACTIVE
    return status
