"""Every definer function there is, and who may call it. `commonground check database` refuses any other."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from commonground.platform.database.roles import APP, LOGIN, RELAY, WORKER


@dataclass(frozen=True)
class Function:
    """A definer function: its signature as PostgreSQL prints it, and the roles that may call it."""

    signature: str
    callers: tuple[str, ...] = ()

    @property
    def schema(self) -> str:
        return self.signature.split(".", 1)[0]


FUNCTIONS: tuple[Function, ...] = (
    Function("identity.sign_pass(text)"),
    Function("identity.set_pass(text, uuid, uuid, uuid, text)"),
    Function("identity.pass_parts()"),
    Function("identity.council()", (APP, WORKER)),
    Function("identity.council_as(text)", (APP, WORKER)),
    Function("identity.opened_as(text)", (APP, WORKER)),
    Function("identity.about_as(text)", (APP,)),
    Function("identity.account()", (APP,)),
    Function("identity.open_session(text, boolean)", (APP,)),
    Function("identity.end_session(text)", (APP,)),
    Function("identity.my_sessions()", (APP,)),
    Function("identity.end_my_session(uuid)", (APP,)),
    Function("identity.provider_for(text)", (LOGIN,)),
    Function("identity.begin_sign_in(text, text, text, text, text, text, uuid)", (LOGIN,)),
    Function("identity.take_sign_in(text, text, text)", (LOGIN,)),
    Function("identity.sign_in(text, text, text, text, text[], text, text)", (LOGIN,)),
    Function("identity.write_to(text, text, text, text)", (LOGIN,)),
    Function("identity.of_token(text)"),
    Function("identity.write_letter(uuid, text, text, text, bytea, text, uuid)"),
    Function("identity.tell_account(uuid, uuid, text)"),
    Function("identity.take_factor(uuid, bigint, bytea)"),
    Function("identity.begin_local_session(uuid, uuid, text, text, text)"),
    Function("identity.revoke_all_to(uuid, text)"),
    Function("identity.come_back_as(uuid, text, uuid)"),
    Function("identity.take_in(bytea, text, uuid)"),
    Function("identity.has_local(uuid)", (APP, LOGIN)),
    Function("identity.local_account(text, text)", (LOGIN,)),
    Function("identity.invitation_of(text, text)", (LOGIN,)),
    Function("identity.invited_account(text, text)", (LOGIN,)),
    Function("identity.begin_half(text, text, uuid, text, text)", (LOGIN,)),
    Function("identity.half_sign_in(text, text)", (LOGIN,)),
    Function("identity.prove_half(text, text, bigint, bytea)", (LOGIN,)),
    Function("identity.half_councils(text, text)", (LOGIN,)),
    Function("identity.finish_half(text, text, text, text, text, text)", (LOGIN,)),
    Function("identity.begin_enrolment(text, text, text, text, bytea)", (LOGIN,)),
    Function("identity.enrolment_of(text, text)", (LOGIN,)),
    Function("identity.accept_invitation(text, text, uuid, bytea, bigint, bytea[], text, text, text)", (LOGIN,)),
    Function("identity.begin_reset(text, text, text, uuid, bytea, text)", (LOGIN,)),
    Function("identity.reset_of(text, text)", (LOGIN,)),
    Function("identity.finish_reset(text, text, text)", (LOGIN,)),
    Function("identity.my_local_account(text)", (LOGIN,)),
    Function("identity.confirm_session(text, bigint, bytea)", (LOGIN,)),
    Function("identity.confirm_by_provider(text, uuid, text, text, text)", (LOGIN,)),
    Function("identity.change_password(text, text)", (LOGIN,)),
    Function("identity.begin_authenticator(text, bytea)", (LOGIN,)),
    Function("identity.finish_authenticator(text, bigint)", (LOGIN,)),
    Function("identity.renew_recovery_codes(text, bytea[])", (LOGIN,)),
    Function("identity.begin_email_change(text, text, text, uuid, bytea)", (LOGIN,)),
    Function("identity.email_change_of(text, text)", (LOGIN,)),
    Function("identity.finish_email_change(text, text)", (LOGIN,)),
    Function("identity.my_councils(text)", (LOGIN,)),
    Function("identity.act_for(text, text, text, text)", (LOGIN,)),
    Function("identity.are_staff_roles(text[])"),
    Function("identity.acting_admin()"),
    Function("identity.invite(uuid, text, text, text[], text[], text, text, uuid, bytea)", (APP,)),
    Function("identity.invite_partner(uuid, uuid, text, text, text, text, text, uuid, bytea)", (APP,)),
    Function("identity.invite_again(uuid, text, uuid, bytea)", (APP,)),
    Function("identity.revoke_invitation(uuid)", (APP,)),
    Function("identity.revoke_of_partner(uuid)", (APP,)),
    Function("identity.change_roles(uuid, text[])", (APP,)),
    Function("identity.end_work(uuid)", (APP,)),
    Function("identity.look_what_they_leave()"),
    Function("identity.who_may_return()", (APP,)),
    Function("identity.take_back(uuid)", (APP,)),
    Function("identity.acting_operator()"),
    Function("identity.note_for(uuid, text, text, uuid, text)"),
    Function("identity.found_council(uuid, jsonb, text)", (APP,)),
    Function("identity.invite_first(uuid, uuid, text, text, text, text, uuid, bytea, text)", (APP,)),
    Function("identity.has_begun(uuid)", (APP,)),
    Function("identity.texts_in(jsonb, text, text[])"),
    Function("identity.change_council(jsonb, jsonb)", (APP,)),
    Function("identity.kind_stands()", (APP,)),
    Function("identity.my_provider()", (APP,)),
    Function("identity.set_provider(text, text, text)", (APP,)),
    Function("identity.end_provider()", (APP,)),
    Function("identity.my_groups()", (APP,)),
    Function("identity.map_group(uuid, text, text, uuid)", (APP,)),
    Function("identity.unmap_group(uuid)", (APP,)),
    Function("identity.open_door(text[])", (APP,)),
    Function("identity.close_door()", (APP,)),
    Function("identity.sign_out_by_provider(uuid, text, uuid, text)"),
    Function("identity.standing_visit(uuid, uuid)"),
    Function("identity.acting_granter()"),
    Function("identity.support_people()", (APP,)),
    Function("identity.grant_support(uuid, uuid, text, interval)", (APP,)),
    Function("identity.end_support(uuid)", (APP,)),
    Function("identity.my_support()", (APP,)),
    Function("identity.note_visit(uuid, uuid, text, text, uuid, text, text, text)"),
    Function("identity.enter_support(uuid, uuid, text, text, text)", (APP,)),
    Function("identity.note_support(text, text, uuid, text, text, text)", (APP,)),
    Function("identity.leave_support()", (APP,)),
    Function("identity.claim_letter()", (WORKER,)),
    Function("identity.letter_sent(uuid)", (WORKER,)),
    Function("identity.count_attempt(text, text)", (APP, LOGIN)),
    Function("identity.start_over(text, text)", (LOGIN,)),
    Function("identity.open_intake(text, text)", (APP,)),
    Function("identity.has_provider(uuid)"),
    Function("identity.has_sign_in(uuid)", (APP,)),
    Function("identity.is_known_to_provider(uuid, uuid)"),
    Function("identity.comes_in(uuid, uuid)"),
    Function("identity.leads_of(uuid)"),
    Function("identity.leads_here()", (APP,)),
    Function("identity.read_at(uuid)"),
    Function("identity.read_here()", (APP,)),
    Function("identity.front_door_of(uuid)", (APP,)),
    Function("identity.front_door()", (APP,)),
    Function("identity.draw_reference()"),
    Function("identity.begin_report(uuid)", (APP,)),
    Function("identity.open_report(text, bytea)", (APP,)),
    Function("identity.report_standing()", (APP,)),
    Function("tenants.say_context()"),
    Function("tenants.standing_invitations()"),
    Function("tenants.shared_with_me()", (APP,)),
    Function("tenants.shared_subject(text)", (APP,)),
    Function("tenants.shared_notes(text, integer)", (APP,)),
    Function("tenants.referring_partner()"),
    Function("tenants.referring_as()", (APP,)),
    Function("tenants.referred_by_partner(text)", (APP,)),
    Function("tenants.letters_to_partner(text)", (APP,)),
    Function("tenants.refer_as_partner(uuid, jsonb, jsonb, jsonb)", (APP,)),
    Function("tenants.add_as_partner(text, text, text, text)", (APP,)),
    Function("tenants.files_of_partner(text)", (APP,)),
    Function("tenants.add_files_as_partner(text, text, jsonb, boolean)", (APP,)),
    Function("tenants.undo_import(uuid)", (APP,)),
    Function("identity.claim_job(uuid)", (WORKER,)),
    Function("identity.finish_job()", (WORKER,)),
    Function("identity.wake_relay()"),
    Function("identity.claim_mails(integer, boolean)", (WORKER,)),
    Function("identity.open_mails(uuid)", (WORKER,)),
    Function("identity.wake_sender()"),
    Function("system.oldest_mail()", (APP,)),
    Function("system.waiting()", (APP,)),
    Function("system.new_id()"),
    Function("system.due_slot(interval, time without time zone, timestamp with time zone)"),
    Function("system.mint_due()", (RELAY,)),
    Function("system.oldest_waiting()", (APP,)),
    Function("system.sweep(integer)", (RELAY,)),
    Function("system.outlived(integer)"),
    Function("council.kept_for(uuid, text)"),
    Function("system.note_outlived(uuid, text, integer, integer)"),
    Function("tenants.dispose()", (WORKER,)),
    Function(
        "audit.trail(uuid, text, text[], timestamp with time zone, timestamp with time zone, "
        "timestamp with time zone, uuid, integer)",
        (APP,),
    ),
    Function("audit.readers(text)", (APP,)),
    Function("audit.usage(text[], timestamp with time zone, timestamp with time zone)", (APP,)),
    Function("audit.looks(text[], interval, timestamp with time zone, timestamp with time zone)", (APP,)),
    Function("audit.chain_part(timestamp with time zone, timestamp with time zone, integer)", (APP,)),
    Function("audit.signed_heads(bigint, bigint)", (APP,)),
    Function("audit.await_link()"),
    Function("audit.measured(text)"),
    Function("audit.written(timestamp with time zone)"),
    Function("audit.canonical(audit.entries)"),
    Function("audit.genesis(uuid)"),
    Function("audit.councils_to_link()", (RELAY,)),
    Function("audit.link(uuid, integer)", (RELAY,)),
    Function("audit.heads_due()", (RELAY,)),
    Function("audit.keep_head(uuid, bigint, bytea, timestamp with time zone, text, bytea, text)", (RELAY,)),
)


@dataclass(frozen=True)
class Trigger:
    """A trigger, in the words of PostgreSQL's catalogue."""

    table: str
    name: str
    definition: str


TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        "tenants.contexts",
        "say_context",
        "CREATE TRIGGER say_context BEFORE INSERT OR UPDATE ON tenants.contexts"
        " FOR EACH ROW EXECUTE FUNCTION tenants.say_context()",
    ),
    Trigger(
        "council.staff",
        "look_what_they_leave",
        "CREATE TRIGGER look_what_they_leave AFTER UPDATE OF roles, ended_at ON council.staff"
        " FOR EACH ROW EXECUTE FUNCTION identity.look_what_they_leave()",
    ),
    Trigger(
        "council.mails",
        "wake_sender",
        "CREATE TRIGGER wake_sender AFTER INSERT ON council.mails"
        " FOR EACH STATEMENT EXECUTE FUNCTION identity.wake_sender()",
    ),
    Trigger(
        "system.outbox",
        "wake_relay",
        "CREATE TRIGGER wake_relay AFTER INSERT ON system.outbox"
        " FOR EACH STATEMENT EXECUTE FUNCTION identity.wake_relay()",
    ),
    Trigger(
        "audit.entries",
        "await_link",
        "CREATE TRIGGER await_link AFTER INSERT ON audit.entries REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit.await_link()",
    ),
)


def function_sources() -> list[str]:
    """The SQL files, in order. Each may be run again."""
    folder = files("commonground.platform.database") / "sql"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".sql")), key=lambda p: p.name)
    return [p.read_text(encoding="utf-8") for p in paths]
