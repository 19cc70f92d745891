"""The whole accessibility matrix: whatever every role of three councils sees, and the public pages of two in both
languages, each at 1280 and 320 pixels, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run

# What there was when this was written, less a little: a matrix that looks at nothing finds nothing.
ENOUGH_PAGES = 500
NONE_ALLOWED = {
    "axe violations": "violations",
    "said in the console": "messages",
    "invalid HTML": "faults",
    "other faults": "faults",
}


def measures() -> Iterator[Measure]:
    """How many different pages were looked at and how often, and what was found of each sort."""
    ran = run("tests/journeys/test_every_page.py", "tests/journeys/test_resident_pages.py", PAGES="whole")
    yield from figures(ran.figures, ran.failed)


def figures(found: Mapping[str, int], failed: int) -> list[Measure]:
    """Raises `KeyError` where the long form did not run."""
    return [
        Measure("accessibility-pages", found["pages: different pages"], "pages", ENOUGH_PAGES, "higher"),
        Measure("accessibility-looks-with-axe", found["pages: looks with axe"], "looks", 4 * ENOUGH_PAGES, "higher"),
        *(
            Measure(f"accessibility-{name.lower().replace(' ', '-')}", found[f"pages: {name}"], unit, 0, "lower")
            for name, unit in NONE_ALLOWED.items()
        ),
        Measure("accessibility-failed-parts", failed, "parts", 0, "lower"),
    ]
