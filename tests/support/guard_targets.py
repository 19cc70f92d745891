"""Which modules guard something, and which tests have to notice when they do not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_AGREEMENT = "tests/isolation/test_access_agreement.py"


@dataclass(frozen=True)
class Target:
    """A module; of it the functions `only`, and what has one of the words `touching` in it. `tests` run in this order
    until the first fails."""

    module: str
    tests: tuple[str, ...]
    only: frozenset[str] = frozenset()
    touching: tuple[str, ...] = ()

    def path(self, root: Path) -> Path:
        room = self.module.split(".")[1]
        place = root / room / Path(*self.module.split("."))
        return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _target(module: str, *tests: str, only: str = "", touching: tuple[str, ...] = ()) -> Target:
    return Target(f"commonground.{module}", tests, frozenset(only.split()), touching)


ROOMS = ("platform", "tenants", "ui", "workers", "infra")
SEEN = ("visible", "seen", "_contacts(")

CONTEXTS, REFERRALS = "tests/tenants/contexts", "tests/tenants/referrals"
KEEPERS = "tests/tenants/keepers"
FILES = "tests/ui/attachments/test_files.py"
SIGN_IN = "tests/ui/sign_in"
PAGES_OF_REFERRALS = ("tests/ui/referrals/test_moves.py", "tests/ui/referrals/test_record.py")
PAGES_OF_CONTEXTS = "tests/ui/contexts/test_contexts.py"
HOUSE = "tests/ui/test_house.py"
BOTH_WAYS = "tests/tenants/test_both_ways_to_a_record.py"
# Restricted records want a fresh confirmation, mails ask for many records at once, and some pages are about who reads.
CONFIRMED = ("tests/ui/account/test_confirming.py", "tests/ui/who/test_who.py", "tests/workers/mail/test_carrying.py")

TARGETS = (
    _target("platform.access.decide", "tests/platform/access/test_decide.py", "tests/platform/access/test_sharing.py",
            "tests/platform/access/test_features.py", _AGREEMENT),
    _target("platform.access.roles", "tests/platform/access/test_roles.py"),
    _target("platform.access.actor", "tests/platform/access/test_decide.py"),
    _target("tenants.contexts.load", f"{CONTEXTS}/test_load.py", BOTH_WAYS, _AGREEMENT, *CONFIRMED),
    _target("tenants.referrals.load", f"{REFERRALS}/test_load.py", BOTH_WAYS, _AGREEMENT, *CONFIRMED),
    _target("tenants.break_glass.around", "tests/tenants/break_glass/test_around.py",
            "tests/tenants/break_glass/test_service.py", _AGREEMENT,
            f"{CONTEXTS}/test_load.py"),
    _target("tenants.break_glass.service", "tests/tenants/break_glass/test_service.py",
            "tests/tenants/break_glass/test_one_of_several.py",
            "tests/ui/break_glass/test_pages.py"),
    _target("tenants.break_glass.queries", "tests/tenants/break_glass/test_service.py",
            "tests/tenants/break_glass/test_one_of_several.py", only="my_uses all_uses"),
    _target("tenants.flags.service", "tests/tenants/flags/test_service.py", only="_standing"),
    _target("tenants.attachments.service", FILES, only="open_file take_off"),
    _target("tenants.attachments.queries", FILES, only="file_of taken_up"),
    _target("tenants.attachments.sweeping", "tests/workers/test_files_due.py",
            "tests/workers/test_joint_documents.py", only="take_away"),
    _target("tenants.letters.service", "tests/ui/letters/test_letters.py", only="load_letter"),
    _target("tenants.allocation.queries", "tests/ui/allocation/test_allocation.py", touching=SEEN),
    _target("tenants.pathways.doing", "tests/ui/pathways/test_steps.py", only="load_step context_for_action"),
    _target("tenants.pathways.following", "tests/ui/pathways/test_steps.py", touching=SEEN),
    _target("tenants.contexts.restriction", f"{CONTEXTS}/test_restriction.py", PAGES_OF_CONTEXTS),
    _target("tenants.contexts.linked", f"{CONTEXTS}/test_restriction.py", f"{CONTEXTS}/test_service.py",
            PAGES_OF_CONTEXTS),
    _target("tenants.keepers.load", f"{KEEPERS}/test_service.py", "tests/ui/keepers/test_pages.py"),
    _target("tenants.keepers.rules", f"{KEEPERS}/test_rules.py"),
    _target("tenants.contexts.colleagues", f"{CONTEXTS}/test_colleagues.py", f"{CONTEXTS}/test_service.py",
            *PAGES_OF_REFERRALS, PAGES_OF_CONTEXTS, only="could places readers who_could _is_in put"),
    _target("tenants.contexts.service", f"{CONTEXTS}/test_service.py", only="give_lead"),
    _target("tenants.referrals.restriction", f"{REFERRALS}/test_restriction.py", *PAGES_OF_REFERRALS,
            f"{REFERRALS}/test_service.py"),
    _target("tenants.referrals.service", f"{REFERRALS}/test_service.py", only="put_with"),
    _target("tenants.referrals.deciding", f"{REFERRALS}/test_deciding_with_whom.py",
            f"{REFERRALS}/test_service_deciding.py",
            only="_check_holder _stand_on _make _put_with"),
    _target("tenants.referrals.linking", f"{REFERRALS}/test_deciding_with_whom.py", f"{REFERRALS}/test_linking.py",
            f"{REFERRALS}/test_service_deciding.py", "tests/ui/tracker/test_linking.py"),
    _target("tenants.agreed.service", "tests/ui/agreed/test_agreed.py", only="load_agreed"),
    _target("tenants.contexts.timeline", PAGES_OF_CONTEXTS, "tests/ui/contexts/test_timeline.py", touching=SEEN),
    _target("tenants.contexts.queries", f"{CONTEXTS}/test_queries.py", PAGES_OF_CONTEXTS, HOUSE,
            "tests/ui/find/test_typing.py", touching=SEEN),
    _target("tenants.referrals.queries", f"{REFERRALS}/test_queries.py", *PAGES_OF_REFERRALS,
            f"{REFERRALS}/test_service_deciding.py", PAGES_OF_CONTEXTS, touching=SEEN),
    _target("tenants.referrals.tracker_queries", f"{REFERRALS}/test_tracker_queries.py",
            "tests/ui/tracker/test_tracker.py", touching=SEEN),
    _target("tenants.referrals.my_work", f"{REFERRALS}/test_my_work.py", HOUSE, "tests/ui/home/test_my_work.py",
            touching=SEEN),
    _target("platform.councils.teams", "tests/platform/councils/test_teams.py", "tests/ui/council/test_moving.py",
            only="movable_by _may_fill _check_may"),
    _target("ui.edge", "tests/ui/test_edge.py", "tests/ui/audit/test_guessing.py", "tests/ui/test_turns.py",
            CONFIRMED[0], "tests/ui/referrals/test_moves.py", "tests/ui/public_report/test_methods.py",
            "tests/ui/attachments/test_slow_lines.py",
            only="session_cookie session_token origin_of handle _receive _let_in _check_role refuse _asked_for "
                 "_hides_a_record committing letting_go _letting_go"),
    _target("ui.declare", "tests/ui/test_declare.py"),
    _target("ui.hosts", "tests/ui/test_hosts.py"),
    _target("ui.frame", "tests/ui/test_frame.py", HOUSE, "tests/ui/account/test_account.py"),
    _target("ui.shell.csrf", "tests/ui/shell/test_came_from_here.py", "tests/ui/shell/test_csrf_tokens.py",
            "tests/ui/shell/test_csrf.py",
            f"{SIGN_IN}/test_csrf_everywhere.py",
            f"{SIGN_IN}/test_typed_again.py", f"{SIGN_IN}/test_whose.py"),
    _target("platform.identity.passes", "tests/platform/identity/test_passes.py"),
    _target("platform.work", "tests/platform/test_work.py", "tests/isolation/test_passes.py", "tests/ui/test_edge.py"),
    _target("platform.audit", "tests/platform/audit/test_denied.py", HOUSE, "tests/ui/audit/test_guessing.py",
            only="denied"),
    _target("platform.database.sessions", "tests/platform/database/test_sessions.py"),
    _target("platform.database.engine", "tests/platform/database/test_engine.py",
            "tests/isolation/test_pitfalls_of_the_pass.py"),
    _target("workers.actors.circle", "tests/workers/test_circle.py"),
    _target("workers.actors.carry_out", "tests/workers/test_carry_out.py", only="carry_out _in_one_transaction"),
)  # fmt: skip  # a module and its tests read as the table they are
