"""Ten thousand form posts that no browser would send, to every form of the public report, and as many to every form of
a council’s staff; some hundreds of them are opened in a browser."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

POSTS = 10_000
_MESSY = "tests/ui/public_report/test_malformed.py"
_STAFF = "tests/isolation/test_malformed_forms.py"
_SHOWN = "tests/journeys/test_hostile_words_run_nothing.py"


def measures(posts: int = POSTS) -> Iterator[Measure]:
    """How many were sent, how many were answered by an error of ours, and how often what was typed was lost."""
    ran = run(_MESSY, MALFORMED_POSTS=str(posts))
    yield Measure("malformed-posts", ran.figure("malformed form posts"), "posts", posts, "higher")
    yield Measure("malformed-posts-broken", ran.figure("malformed form posts answered by 5xx"), "posts", 0, "lower")
    yield Measure("malformed-posts-refused", ran.figure("malformed form posts refused at the form"), "posts",
                  posts / 10, "higher")  # fmt: skip
    yield Measure("malformed-posts-typed-lost", ran.figure("malformed form posts whose words were lost"), "posts", 0,
                  "lower")  # fmt: skip
    yield Measure("malformed-posts-failures", ran.failed, "tests", 0, "lower")
    ran = run(_STAFF, MALFORMED_STAFF_POSTS=str(posts))
    yield Measure("malformed-staff-posts", ran.figure("malformed staff posts"), "posts", posts, "higher")
    yield Measure("malformed-staff-posts-broken", ran.figure("malformed staff posts answered by 5xx"), "posts", 0,
                  "lower")  # fmt: skip
    yield Measure("malformed-staff-forms-reached", ran.figure("staff forms reached by malformed posts"), "forms", 110,
                  "higher")  # fmt: skip
    yield Measure("malformed-partner-posts", ran.figure("malformed partner posts"), "posts", posts // 4, "higher")
    yield Measure("malformed-partner-posts-broken", ran.figure("malformed partner posts answered by 5xx"), "posts", 0,
                  "lower")  # fmt: skip
    yield Measure("malformed-partner-posts-kept", ran.figure("malformed partner posts that became a referral"), "posts",
                  posts // 400, "higher")  # fmt: skip
    yield Measure("malformed-staff-posts-failures", ran.failed, "tests", 0, "lower")
    shown = run(_SHOWN, processes=0, MALFORMED_STAFF_POSTS=str(posts // 50))
    yield Measure("hostile-posts-opened", shown.figure("hostile form posts opened in a browser"), "posts", posts // 60,
                  "higher")  # fmt: skip
    yield Measure("hostile-posts-executed", shown.figure("hostile form posts that ran something"), "posts", 0, "lower")
    yield Measure("hostile-posts-shown-failures", shown.failed, "tests", 0, "lower")
