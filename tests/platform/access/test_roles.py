"""The table of roles once more, in other words: whoever gives a role more, or takes from it, says so twice."""

from __future__ import annotations

import pytest

from commonground.platform.access import PARTNER_ROLES, ROLES, STAFF_ROLES, Action, Reach, Role, Whose, known_roles

PUBLIC = {"open_public_page", "report_worry", "collect", "sign_in"}
ACCOUNT = PUBLIC | {"sign_out", "look_after_account"}
SIGNED_IN = ACCOUNT | {"see_own_work"}
STAFF = SIGNED_IN | {"record_absence", "read_playbooks", "refer", "see_directory"}
ACROSS = {"prepare_disclosure", "read_handoff", "read_joint", "work_joint"}
TRAIL = {"read_audit", "export_audit", "review_access"}
PARTNERS = {"read_partners", "keep_partners"}
SCREENING = {"screen_referral", "escalate_referral", "reassign_referral", "reopen_referral", "read_names"}
RETENTION = {"review_retention", "set_retention", "confirm_disposal", "set_basis", "set_area"}
TAKEN_FROM_ANYWHERE = {"reassign_referral", "reopen_referral"}
LOOKS_ON = STAFF | {"read_tracker", "save_view", "read_referral", "read_context"}

# Role: what it may do in its own teams alone, and what in the whole council.
MAY: dict[Role, tuple[set[str], set[str]]] = {
    Role.ANYONE: (set(), PUBLIC),
    Role.FRONT_DOOR_SCREENER: (
        SCREENING | ACROSS | {"write_to_teller", "see_who", "flag_record", "keep_person_links", "share_context"},
        STAFF
        | {
            "read_tracker",
            "save_view",
            "export_tracker",
            "read_referral",
            "read_context",
            "change_context",
            "break_glass",
        }
        | {"read_partners", "send_out", "link_referral", "keep_agreed", "do_steps", "see_crossings", "answer_crossing"}
        | {"settle_dispute"},
    ),
    Role.PRACTITIONER: (
        {"read_referral", "write_to_teller", "do_steps", "change_context", "see_who", "flag_record"}
        | {"keep_person_links", "share_context", "send_out", "keep_agreed"}
        | ACROSS,
        STAFF | {"read_tracker", "save_view", "read_context", "break_glass", "read_partners", "see_crossings"},
    ),
    Role.TEAM_MANAGER: (
        SCREENING - TAKEN_FROM_ANYWHERE
        | {
            "write_to_teller",
            "do_steps",
            "change_context",
            "restrict_record",
            "see_who",
            "flag_record",
            "keep_person_links",
            "share_context",
            "send_out",
            "authorise_sharing",
        }
        | {"record_others_absence", "keep_agreed", "authorise_disclosure", "coordinate_joint"}
        | ACROSS,
        STAFF
        | TAKEN_FROM_ANYWHERE
        | {"link_referral"}
        | {
            "read_tracker",
            "save_view",
            "export_tracker",
            "import_tracker",
            "read_referral",
            "read_context",
            "manage_teams",
            "read_council",
        }
        | {"break_glass", "read_partners", "write_playbooks", "write_replies", "see_figures"}
        | {"see_crossings", "answer_crossing", "settle_dispute", "decide_dispute"},
    ),
    Role.CS_CONSULTANT: (
        {"read_referral", "write_to_teller", "do_steps", "change_context", "see_who", "flag_record"}
        | {"keep_person_links", "share_context", "keep_agreed", "coordinate_joint"}
        | ACROSS,
        STAFF | {"read_tracker", "save_view", "read_context", "read_partners", "write_playbooks", "see_crossings"},
    ),
    Role.CONFERENCE_CHAIR: (set(), STAFF | {"read_context"}),
    Role.PANEL_COORDINATOR: (
        set(),
        STAFF | {"read_tracker", "save_view", "read_referral", "read_context", "see_figures"},
    ),
    Role.QA_AUDITOR: (set(), STAFF | {"read_tracker", "save_view", "read_referral", "read_context", "see_figures"}),
    Role.ANALYST: (set(), STAFF | {"see_figures"}),
    Role.IG_LEAD: (
        set(),
        STAFF
        | TRAIL
        | PARTNERS
        | RETENTION
        | {"read_council", "review_break_glass", "see_who", "authorise_sharing", "answer_subject_access"}
        | {"grant_support", "name_keeper", "see_figures"}
        | {"see_crossings", "authorise_disclosure", "keep_agreements"},
    ),
    Role.OVERLAP_COORDINATOR: (set(), STAFF | {"see_crossings"}),
    Role.COUNCIL_ADMIN: (
        set(),
        STAFF
        | TRAIL
        | PARTNERS
        | {
            "read_council",
            "manage_teams",
            "manage_people",
            "set_notices",
            "review_break_glass",
            "record_others_absence",
        }
        | {"confirm_disposal", "set_basis", "set_area", "set_up_council", "grant_support", "name_keeper"}
        | {"write_playbooks", "write_replies", "see_figures", "keep_agreements"},
    ),
    Role.SCHOOL_DSL: (set(), SIGNED_IN | {"read_shared", "refer"}),
    Role.PARTNER: (set(), SIGNED_IN | {"read_shared", "refer"}),
    Role.PLATFORM_OPERATOR: (set(), ACCOUNT | {"run_platform", "bring_on_council", "use_support"}),
    Role.NETWORK_FACILITATOR: (set(), ACCOUNT),
    Role.PLATFORM_SUPPORT: (set(), PUBLIC | {"sign_out", "visit_council"}),
}
CASES = {
    "read_tracker",
    "save_view",
    "export_tracker",
    "read_referral",
    "read_context",
    "change_context",
    "restrict_record",
    "break_glass",
    "flag_record",
    "share_context",
    "write_to_teller",
    "do_steps",
    "send_out",
    "link_referral",
    "keep_agreed",
    *SCREENING,
}


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("action", Action, ids=str)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    own_teams, council = MAY[role]
    expected = Reach.COUNCIL if action in council else Reach.OWN_TEAMS if action in own_teams else None
    assert ROLES[role].reach(action) is expected


def test_who_looks_after_the_house_or_the_platform_opens_no_case() -> None:
    nobody = (Role.ANALYST, Role.IG_LEAD, Role.OVERLAP_COORDINATOR, Role.COUNCIL_ADMIN)
    for role in (*nobody, *(role for role in Role if ROLES[role].whose is not Whose.STAFF)):
        assert not any(ROLES[role].reach(action) for action in Action if action.value in CASES)


def test_the_widest_reach_counts_where_an_action_stands_in_both() -> None:
    """A card that names an action twice gives the wider one."""
    card = ROLES[Role.FRONT_DOOR_SCREENER]
    both = type(card)("x", "x", own_teams=frozenset({Action.READ_REFERRAL}), council=frozenset({Action.READ_REFERRAL}))
    assert both.reach(Action.READ_REFERRAL) is Reach.COUNCIL


def test_every_role_is_given_by_somebody_and_by_one_alone() -> None:
    given = [*STAFF_ROLES, *PARTNER_ROLES]
    assert len(given) == len(set(given))
    assert set(Role) - set(given) == {
        Role.ANYONE,
        Role.PLATFORM_OPERATOR,
        Role.NETWORK_FACILITATOR,
        Role.PLATFORM_SUPPORT,
    }


def test_a_council_gives_its_own_people_every_role_but_those_of_others() -> None:
    others = {"anyone", "platform_operator", "network_facilitator", "platform_support"}
    assert set(PARTNER_ROLES) == {"partner", "school_dsl"}
    assert {role for role in Role if role not in STAFF_ROLES} == others | set(PARTNER_ROLES)


def test_a_role_that_has_gone_is_ignored() -> None:
    assert known_roles(["practitioner", "wizard"]) == {Role.PRACTITIONER}
