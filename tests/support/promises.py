"""Every promise of the definer functions, and those about the pass itself. See `pass_probes.py`."""

from __future__ import annotations

from uuid import uuid4

from agreement_probes import AGREEMENT_PROMISES
from chain_probes import (
    CHAIN_PROMISES,
    an_entry_waits_for_its_link,
    heads_are_kept_of_links_that_there_are,
    what_waits_is_linked_in_its_councils_turn,
)
from commonground.platform.database.roles import APP
from crossed_probes import CROSSED_PROMISES
from crossing_probes import CROSSING_PROMISES
from disposal_probes import DISPOSAL_PROMISES, two_people_and_a_job_dispose_of_a_record
from dispute_probes import DISPUTE_PROMISES
from forgotten_probes import FORGOTTEN_PROMISES
from held_probes import HELD_PROMISES
from import_probes import IMPORT_PROMISES
from joint_guest_probes import JOINT_GUEST_PROMISES
from joint_part_probes import JOINT_PART_PROMISES
from joint_probes import JOINT_PROMISES, each_hands_its_own_side_on, one_is_begun_by_whom_the_pass_is_of
from joint_standing_probes import (
    JOINT_STANDING_PROMISES,
    how_another_stands_is_told_to_whoever_reads_its_side,
    what_is_agreed_is_told_to_the_two,
)
from keeper_probes import KEEPER_PROMISES
from letter_probes import LETTER_PROMISES
from local_probes import (
    LOCAL_PROMISES,
    a_code_works_once_and_never_one_before_it,
    a_known_address_is_accepted_by_its_account,
    a_link_changes_one_password_once_and_ends_its_sessions,
    an_account_joins_a_second_council_by_invitation,
    an_address_is_somebody_at_their_own_councils_address,
    an_enrolment_is_found_by_its_browser_for_an_hour,
    an_invitation_is_its_councils_while_it_lasts,
    asking_for_a_link_leaves_as_much_for_nobody,
    one_acts_for_whom_one_belongs_to,
    only_both_factors_make_a_session_once,
    whoever_accepts_becomes_what_the_invitation_says,
)
from mail_probes import (
    MAIL_PROMISES,
    a_lease_opens_its_own_council,
    councils_take_turns,
    unsent_mail_is_counted_until_it_is_settled,
)
from onboarding_probes import ONBOARDING_PROMISES
from outlived_probes import OUTLIVED_PROMISES
from outside_probes import OUTSIDE_PROMISES
from own_probes import OWN_PROMISES
from partner_probes import PARTNER_PROMISES
from partner_receipt_probes import PARTNER_RECEIPT_PROMISES
from pass_probes import (
    SESSION_PROMISES,
    Hand,
    Promise,
    a_session_opens_its_own_council,
    ending_ends_one_session_once,
    one_sees_and_ends_ones_own_open_sessions,
    undone,
)
from people_probes import PEOPLE_PROMISES
from provider_probes import PROVIDER_PROMISES
from public_probes import (
    INTAKE,
    PUBLIC_PROMISES,
    a_draft_is_opened_by_its_cookie_alone,
    a_form_is_one_councils,
    a_form_is_open_while_somebody_reads,
    a_return_code_opens_its_report_in_its_council,
    a_return_code_says_how_far_its_report_is,
    people_sign_in_where_there_is_a_provider,
    sending_is_begun_at_the_form_and_once,
)
from referred_probes import REFERRED_PROMISES
from returning_probes import RETURNING_PROMISES
from settings_probes import SETTINGS_PROMISES
from sign_in_probes import (
    SIGN_IN_PROMISES,
    a_council_has_its_own_provider,
    a_success_begins_anew_for_one_person_and_one_throttle,
    an_address_is_theirs_whom_the_provider_knows,
    attempts_are_counted_by_bucket_and_by_whom,
    beginning_again_forgets_what_was_begun,
    groups_of_the_own_council_give_roles,
    whoever_does_not_count_a_throttle_is_refused,
)
from stands import SETTING
from support_probes import SUPPORT_PROMISES
from trail_probes import TRAIL_PROMISES
from way_back_probes import WAY_BACK_PROMISES
from work_probes import (
    WORK_PROMISES,
    a_job_is_claimed_until_it_is_done,
    the_trail_is_the_own_councils,
    waiting_is_counted_until_it_is_done,
    what_is_due_is_minted_once,
    what_is_over_is_swept_and_nothing_else,
)


async def no_pass_is_no_council(hand: Hand) -> None:
    asked = ("identity.council()", "identity.council_as('session')", "identity.opened_as('job')", "identity.account()",
             "identity.council_as('')", "identity.opened_as('')", "identity.council_as(null)")  # fmt: skip
    for whole in ("", "session", "||||", "session|not an id|||", f"session|{hand.scene.other.id}||||{'0' * 64}"):
        await hand.connection.execute("select set_config($1, $2, true)", SETTING, whole)
        for each in asked:
            said = (await hand.call(APP, f"select {each}"))[0][0]
            assert said is None, f"{each} of {whole!r} is {said}"


async def one_pass_to_a_transaction(hand: Hand) -> None:
    for first in (hand.tokens.mine, hand.tokens.operator):
        await hand.session(first)
        assert await hand.refused(APP, "select * from identity.open_session($1, true)", hand.tokens.theirs)
        assert await hand.refused(APP, INTAKE, hand.scene.other.slug, None)


async def what_is_signed_cannot_be_changed(hand: Hand) -> None:
    """Each part of one's own genuine pass, exchanged."""
    own, other = hand.scene.own, hand.scene.other
    await hand.session(hand.tokens.mine)
    genuine = str(await hand.ask("select current_setting($1)", SETTING))
    account = await hand.account_of(own, "screener")
    for before, after in ((str(own.id), str(other.id)), (str(account), str(uuid4())), ("session", "job"),
                          (str(hand.me.staff_id), str(uuid4()))):  # fmt: skip
        changed = genuine.replace(before, after)
        assert changed != genuine
        await hand.connection.execute("select set_config($1, $2, true)", SETTING, changed)
        for asked in ("council()", "account()", "council_as('session')", "council_as('job')", "opened_as('session')",
                      "opened_as('job')"):  # fmt: skip
            said = (await hand.call(APP, f"select identity.{asked}"))[0][0]
            assert said is None, f"{asked} with {after} is {said}"


async def who_knows_how_but_not_the_key_signs_nothing(hand: Hand) -> None:
    """How a pass is signed can be read in the source. The key is needed too."""
    message = f"session|{hand.scene.other.id}|||"
    sign = ("encode(sha256(sha256(convert_to($2, 'UTF8') || int4send(pg_backend_pid())"
            " || timestamptz_send(transaction_timestamp()))), 'hex')")  # fmt: skip
    await hand.call(APP, f"select set_config($1, $2 || '|' || {sign}, true)", SETTING, message)
    assert await hand.sees_staff() == 0


# What the functions' bodies call, and the operators in them, made to fail.
_SHADOWS = (
    "sha256(bytea)", "convert_to(text, name)", "right(text, integer)", "left(text, integer)",
    "transaction_timestamp()", "statement_timestamp()", "pg_backend_pid()", "split_part(text, text, integer)",
    "current_setting(text, boolean)", "set_config(text, text, boolean)", "encode(bytea, text)",
)  # fmt: skip
_OPERATORS = ("text", "uuid", "uuid[]", "boolean")


async def shadows_of_our_names_are_not_looked_at(hand: Hand) -> None:
    """Though somebody could make them, and though the caller's search path begins with them."""
    fails = "language plpgsql as $$ begin raise exception 'a shadow was called'; end $$"
    for shadow in _SHADOWS:
        kind = await hand.ask(
            "select prorettype::regtype::text from pg_proc where oid = $1::text::regprocedure", shadow
        )
        await hand.do(f"create function public.{shadow} returns {kind} {fails}")
    for kind in _OPERATORS:
        await hand.do(f"create function public.never({kind}, {kind}) returns boolean {fails}")
        await hand.do(f"create operator public.= (leftarg = {kind}, rightarg = {kind}, function = public.never)")
    await hand.do("grant usage on schema public to public")
    hand.path = "public, pg_catalog"
    try:
        for promise in _UNDER_SHADOWS:
            async with undone(hand.connection):
                await promise(hand)
    finally:
        hand.path = ""


_UNDER_SHADOWS: tuple[Promise, ...] = (
    a_form_is_one_councils,
    a_form_is_open_while_somebody_reads,
    people_sign_in_where_there_is_a_provider,
    a_session_opens_its_own_council,
    ending_ends_one_session_once,
    one_sees_and_ends_ones_own_open_sessions,
    a_council_has_its_own_provider,
    beginning_again_forgets_what_was_begun,
    groups_of_the_own_council_give_roles,
    an_address_is_theirs_whom_the_provider_knows,
    attempts_are_counted_by_bucket_and_by_whom,
    whoever_does_not_count_a_throttle_is_refused,
    a_success_begins_anew_for_one_person_and_one_throttle,
    a_draft_is_opened_by_its_cookie_alone,
    sending_is_begun_at_the_form_and_once,
    what_is_over_is_swept_and_nothing_else,
    a_return_code_opens_its_report_in_its_council,
    a_return_code_says_how_far_its_report_is,
    a_job_is_claimed_until_it_is_done,
    what_is_due_is_minted_once,
    councils_take_turns,
    a_lease_opens_its_own_council,
    unsent_mail_is_counted_until_it_is_settled,
    the_trail_is_the_own_councils,
    waiting_is_counted_until_it_is_done,
    an_entry_waits_for_its_link,
    what_waits_is_linked_in_its_councils_turn,
    heads_are_kept_of_links_that_there_are,
    an_address_is_somebody_at_their_own_councils_address,
    a_code_works_once_and_never_one_before_it,
    only_both_factors_make_a_session_once,
    one_acts_for_whom_one_belongs_to,
    an_invitation_is_its_councils_while_it_lasts,
    an_enrolment_is_found_by_its_browser_for_an_hour,
    a_known_address_is_accepted_by_its_account,
    whoever_accepts_becomes_what_the_invitation_says,
    an_account_joins_a_second_council_by_invitation,
    asking_for_a_link_leaves_as_much_for_nobody,
    a_link_changes_one_password_once_and_ends_its_sessions,
    *OWN_PROMISES,
    *PEOPLE_PROMISES,
    *KEEPER_PROMISES,
    *RETURNING_PROMISES,
    *LETTER_PROMISES,
    *IMPORT_PROMISES,
    *OUTSIDE_PROMISES,
    *ONBOARDING_PROMISES,
    *SETTINGS_PROMISES,
    *PROVIDER_PROMISES,
    *PARTNER_PROMISES,
    *PARTNER_RECEIPT_PROMISES,
    *REFERRED_PROMISES,
    *SUPPORT_PROMISES,
    *AGREEMENT_PROMISES,
    *TRAIL_PROMISES,
    *CROSSING_PROMISES,
    *DISPUTE_PROMISES,
    one_is_begun_by_whom_the_pass_is_of,
    each_hands_its_own_side_on,
    how_another_stands_is_told_to_whoever_reads_its_side,
    what_is_agreed_is_told_to_the_two,
    *JOINT_PART_PROMISES,
    *JOINT_GUEST_PROMISES,
    two_people_and_a_job_dispose_of_a_record,
)


PROMISES: tuple[Promise, ...] = (
    no_pass_is_no_council,
    one_pass_to_a_transaction,
    what_is_signed_cannot_be_changed,
    who_knows_how_but_not_the_key_signs_nothing,
    *SESSION_PROMISES,
    *SIGN_IN_PROMISES,
    *LOCAL_PROMISES,
    *WAY_BACK_PROMISES,
    *OWN_PROMISES,
    *PEOPLE_PROMISES,
    *KEEPER_PROMISES,
    *RETURNING_PROMISES,
    *LETTER_PROMISES,
    *ONBOARDING_PROMISES,
    *SETTINGS_PROMISES,
    *PROVIDER_PROMISES,
    *PARTNER_PROMISES,
    *REFERRED_PROMISES,
    *SUPPORT_PROMISES,
    *AGREEMENT_PROMISES,
    *PUBLIC_PROMISES,
    *WORK_PROMISES,
    *OUTLIVED_PROMISES,
    *FORGOTTEN_PROMISES,
    *CHAIN_PROMISES,
    *MAIL_PROMISES,
    *DISPOSAL_PROMISES,
    *CROSSED_PROMISES,
    *HELD_PROMISES,
    *IMPORT_PROMISES,
    *OUTSIDE_PROMISES,
    *TRAIL_PROMISES,
    *CROSSING_PROMISES,
    *DISPUTE_PROMISES,
    *JOINT_STANDING_PROMISES,
    *JOINT_PROMISES,
    *JOINT_PART_PROMISES,
    *JOINT_GUEST_PROMISES,
    shadows_of_our_names_are_not_looked_at,
)
