"""Mutants of the guards that change nothing anybody could notice, each with the reason: (module, name) -> why."""

from __future__ import annotations

_NO_REFERENCE = "Compared with NULL instead of '': no record is without a reference, so neither finds one."
_TYPE = "The name of a type, which nothing looks at while the program runs."

_COUNCIL = "The row policies let through the acting council's rows alone; its id is said again for the index."

_TIMELINE = (
    "timeline_of: without ReferralRow.tenant_id == event.tenant_id: and_(ReferralRow.tenant_id == event.tenant_id,"
    " ReferralRow.id == event.referral_id, visible_referrals(work.actor, Action.READ_REFERRAL))"
)

_VISIT = "A visit that was never handed out validates nothing, whatever stands in its place."
_MOMENT = "It would be open for one microsecond more: the moment at which a transaction began is drawn by nobody."
_GLASS = "_by_break_glass: without actor.staff_id: actor.staff_id and _may_break(actor, action)"
_ENGINE = "commonground.platform.database.engine"
_SESSIONS = "commonground.platform.database.sessions"
_WORK = "commonground.platform.work"
_KEEPERS = "commonground.tenants.keepers.load"
_CSRF = "commonground.ui.shell.csrf"
_SHORT = (
    "is_valid: without len(salt) == SALT_LENGTH:"
    " len(salt) == SALT_LENGTH and hmac.compare_digest(mac.encode(), expected.encode())"
)
_NO_SOCKET = "A web socket needs no token, so nobody asks for one from what is no request."
_AGAIN = (
    "_comes_again: without not isinstance(connection, Request):"
    " not isinstance(connection, Request) or connection.headers.get('sec-fetch-site') != 'same-origin'"
)
_AGAIN_SHORT = (
    "_comes_again: without len(salt) == SALT_LENGTH: len(salt) == SALT_LENGTH and"
    " hmac.compare_digest(mac.encode('utf-8', 'replace'), expected.encode())"
)
_SENT = "_sent_token: without isinstance(connection, Request): token is None and isinstance(connection, Request)"
_ASCII = "_sent_token: without token.isascii(): isinstance(token, str) and token.isascii()"
_KEPT = (
    "keep_typed: without connection.method != 'POST': not isinstance(connection, Request) or"
    " connection.method != 'POST' or (not came_from_here(connection))"
)

EQUIVALENT: dict[tuple[str, str], str] = {
    ("commonground.platform.access.decide", _GLASS): "Nobody without an id has opened anything by break-glass.",
    (
        "commonground.tenants.break_glass.around",
        "_is_open: compared otherwise: BreakGlassUse.until_at > func.now()",
    ): _MOMENT,
    ("commonground.tenants.break_glass.service", "_end: compared otherwise: use.until_at > func.now()"): _MOMENT,
    ("commonground.tenants.contexts.load", "_find: without '': known or ''"): _NO_REFERENCE,
    ("commonground.tenants.contexts.timeline", _TIMELINE): _COUNCIL,
    ("commonground.ui.declare", ": without list[str]: str | list[str]"): _TYPE,
    ("commonground.ui.declare", ": without str: str | list[str]"): _TYPE,
    ("commonground.tenants.referrals.load", "_find: without '': known or ''"): _NO_REFERENCE,
    (_KEEPERS, "_row: without '': parse_reference(reference, kind=kind) or ''"): _NO_REFERENCE,
    (_KEEPERS, ": without ContextRow: ContextRow | ReferralRow"): _TYPE,
    (_KEEPERS, ": without ReferralRow: ContextRow | ReferralRow"): _TYPE,
    (_CSRF, "_visit_binding: without make: visit is None and make"): _VISIT,
    (_CSRF, "_visit_binding: without secrets.token_urlsafe(24): visit or secrets.token_urlsafe(24)"): _VISIT,
    (
        _ENGINE,
        "make_engine: the other: False",
    ): "A closed connection is noticed either way.",
    (_SESSIONS, "_RoomSession.__init_subclass__: left out: super().__init_subclass__(**options)"): "It does nothing.",
    (
        _SESSIONS,
        "_RoomSession.admit_statement: without shape is None: shape is None or shape not in cls._known",
    ): "None is never among the known ones.",
    (_WORK, "begin: left out: await connection.begin()"): "The first statement begins it as well.",
    (_WORK, "begin: left out: await connection.rollback()"): "What is closed next is rolled back by being closed.",
    (_CSRF, _AGAIN): _NO_SOCKET,
    (_CSRF, _SENT): _NO_SOCKET,
    (_CSRF, _ASCII): "Tokens are ASCII: one that is not agrees with none of them.",
    (_CSRF, _AGAIN_SHORT): "A token shorter than its salt has nothing left that could agree.",
    (_CSRF, _SHORT): "A token shorter than its salt has nothing left that could agree.",
    (_CSRF, _KEPT): "No handler of ours takes another method that changes something.",
}
