"""A tour of everything that somebody can see: once past each page, or the whole matrix.

Once past each page: each declared page, each form's errors, each state of a record and each error page once, lists
without scripts too. The council, the language and the width that is looked at closely follow from the address, so that
a new page does not move the others. The whole: everything that every role of three councils sees, closely at both
widths, with scripts and without; what looks the same for two people is looked at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from litestar import Litestar

from broken_site import STATUSES
from commonground.platform.demo.personas import OPERATOR, PERSONAS, Persona, personas_of
from commonground.ui.declare import Door
from matrix import Survey
from page_checks import LISTS, NARROW, WIDE, Eyes
from pages import masked
from scene import EMPTY, roles
from swaps import asked_by
from vendor import vnu_check
from viewer import Sight
from ways import Way, ways

# GET routes that show no page, and why.
NO_PAGE: Mapping[str, str] = {
    "/": "leads to one's own work",
    "/healthz": "text for machines",
    "/readyz": "text for machines",
    "/metrics": "text for machines",
    "/notifications/count": "a piece of the header",
    "/tracker/export.csv": "a file",
    "/figures/figures.csv": "a file",
    "/tracker/export.xlsx": "a file",
    "/tracker/import/{file:uuid}/look.csv": "a file",
    "/tracker/import/{file:uuid}/look.xlsx": "a file",
    "/collect/{token:str}/file": "a file",
    "/collect/{token:str}/package": "stands open once, for whoever has the code: see test_receiver_outside.py",
    "/disclosures/{reference:str}/receipts/{receipt:uuid}": "a file",
    "/shared/{reference:str}/file.txt": "a file",
    "/shared/{reference:str}/receipt/file": "a file",
    "/sharing/{sharing:uuid}/receipt/file": "a file",
    "/audit/isolation/{report:uuid}/file": "a file",
    "/handoffs/{reference:str}/receipts/{receipt:uuid}/file": "a file",
    "/joint/{reference:str}/parts/{part:uuid}/file": "a file",
    "/joint/{reference:str}/receipts/{receipt:uuid}/file": "a file",
    "/shared/joint/{reference:str}/parts/{part:uuid}/file": "a file",
    "/contexts/{reference:str}/files/{file:uuid}": "a file",
    "/referrals/{reference:str}/files/{file:uuid}": "a file",
    "/account/acting": "leads to one's own account",
    "/worklist/uncleared": "leads to where rows are cleared of names",
    "/static/{name:str}": "files",
    "/{council:str}/logo": "a picture",
    "/{council:str}/report/{page:path}": "never a page: says that there is none",
    "/{council:str}/{page:path}": "likewise",
    "/{council:str}/report/exit": "leads away",
}
# POST routes whose form cannot be filled in wrongly, and why.
NO_ERRORS: Mapping[str, str] = {
    "/notifications/read": "a button",
    "/tracker/import/{file:uuid}/columns": "what is not sent stays as it was",
    "/council/replies/write": "without a reply of theirs it is not found",
    "/council/allocation": "buttons",
    "/council/pathways": "buttons",
    "/council/pathways/ours": "a button",
    "/council/pathways/draft": "keeps whatever is typed",
    "/council/pathways/one": "without a pathway it is not found",
    "/council/letters": "its words may all stay empty",
    "/council/set-up/labels": "its words may all stay empty",
    "/account/notices/preset": "a button",
    "/refer/draft": "keeps whatever is typed",
    "/refer/drop": "a button",
    "/referrals/{reference:str}/people": "a button",
    "/contexts/{reference:str}/watch": "a button",
    "/contexts/{reference:str}/unwatch": "a button",
    "/referrals/{reference:str}/take": "a button",
    "/handoffs/{reference:str}/draft": "keeps whatever is typed",
    "/handoffs/{reference:str}/supplement/draft": "keeps whatever is typed",
    "/disclosures/{reference:str}/draft": "keeps whatever is typed",
    "/referrals/{reference:str}/draft": "keeps whatever is typed",
    "/referrals/{reference:str}/redact/draft": "keeps whatever is typed",
    "/referrals/{reference:str}/redact/bring-back": "a button",
    "/referrals/{reference:str}/words": "puts words beside whatever is typed",
    "/referrals/{reference:str}/resume": "its one question may stay empty",
    "/referrals/{reference:str}/hand-back": "its one question may stay empty",
    "/break-glass/confirm": "its fields are hidden: a refused one is the form's own page again",
    "/break-glass/end": "a button",
    "/break-glass/review/end": "a button",
    "/council/support/end": "a button",
    "/directory/contacts/{contact:uuid}/end": "a button",
    "/joint/{reference:str}/leave": "its one question may stay empty",
    "/joint/{reference:str}/parts/{part:uuid}/withdraw": "its one question may stay empty",
    "/retention/schedule/take-back": "a button",
    "/subject-access/{asked:uuid}/search": "its one box may stay empty",
    "/retention/waiting/confirm": "a button",
    "/retention/waiting/withdraw": "a button",
    "/away/change/{absence:uuid}/end": "a button",
    "/playbooks/ours": "a button",
    "/playbooks/write": "without a playbook it is not found",
    "/playbooks/draft": "keeps whatever is typed",
    "/playbooks/contacts/{contact:uuid}/end": "a button",
    "/tracker/views/{view:uuid}/end": "a button",
    "/team/views/{view:uuid}/end": "a button",
    "/{council:str}/report/keep": "keeps whatever is typed",
    "/{council:str}/report/note": "a button: a file with the code that the page shows",
    "/{council:str}/report/withdraw": "its one question may stay empty",
}


@dataclass
class Tour:
    """Looks at sights as they come, and keeps what was found."""

    eyes: Eyes
    folder: Path
    whole: bool = False
    problems: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    shown: set[tuple[str, int]] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)

    def past(self, sights: Iterable[Sight]) -> None:
        for sight in sights:
            self.shown.add((sight.route, sight.status))
            self.seen["answers"] += 1
            self.asked |= asked_by(sight.html)
            print_of = hashlib.sha256(_impersonal(sight).encode()).hexdigest()
            if print_of not in self._known:
                self._known.add(print_of)
                self._look(sight)

    def _look(self, sight: Sight) -> None:
        self.seen["different pages"] += 1
        file = self.folder / f"{len(self.files)}-{sight.name[:120]}.html"
        file.write_text(sight.html, encoding="utf-8")
        self.files.append(file)
        narrow_first = bool(crc32(sight.route.encode()) >> 1 & 1)
        sizes = (NARROW, WIDE) if narrow_first else (WIDE, NARROW)
        for scripts in (True, False) if self.whole or sight.address in LISTS else (True,):
            glance = self.eyes.look_at(sight, sizes if self.whole else sizes[:1], scripts=scripts)
            self.seen["looks with axe"] += len(sizes) if self.whole else 1
            self.seen["axe violations"] += len(glance.violations) + len(glance.unclear)
            self.seen["said in the console"] += len(glance.said)
            self.seen["other faults"] += len(glance.faults)
            self.problems += glance.problems

    def check_html(self) -> None:
        """Every different page, as the server sent it, by the independent checker."""
        found = [str(problem) for problem in vnu_check(self.files)]
        self.seen["invalid HTML"] += len(found)
        self.problems += found


def _impersonal(sight: Sight) -> str:
    """The page without what is of its reader alone."""
    html = masked(sight.html)
    for persona in PERSONAS:
        html = html.replace(persona.name, "PERSON")
    return html


def once(survey: Survey) -> Iterator[Sight]:
    """Past each page, as one of two councils' people."""
    for number, slug in enumerate(("larkmere", "glanwern")):
        share = survey.taking(lambda way, number=number: crc32(way.route.encode()) % 2 == number)  # type: ignore[misc]  # bound early
        for persona in roles(slug):
            yield from share.of_staff(persona)
        yield from share.of_public(slug, ("en", "cy")[number])
    lists = survey.taking(lambda way: not way.ids)
    yield from lists.of_staff(roles(EMPTY)[0])
    for persona in personas_of(OPERATOR):
        yield from survey.of_staff(persona)
    yield from survey.of_support()
    yield from survey.of_nobody()
    yield from survey.of_arrivals()
    yield from survey.of_errors(roles("glanwern")[0], STATUSES)


def everyone() -> list[Persona]:
    """Whose pages the whole matrix looks at, one after another."""
    return [*roles("larkmere"), *roles("glanwern"), *roles(EMPTY), *personas_of(OPERATOR)]


def left_out(app: Litestar, shown: Iterable[tuple[str, int]]) -> list[str]:
    """Declared pages that nobody was shown, and forms whose errors nobody was shown."""
    pages = {route for route, status in shown if status == 200}
    refused = {route for route, status in shown if status == 422}
    missing = [f"nobody was shown {way.route}" for way in ways(app, "GET") if way.route not in pages | NO_PAGE.keys()]
    forms = [way for way in ways(app, "POST") if _has_fields(way) and way.route not in refused | NO_ERRORS.keys()]
    return missing + [f"nobody was shown the errors of {way.route}" for way in forms]


def _has_fields(way: Way) -> bool:
    return way.declared.door in (Door.STAFF, Door.INTAKE) and bool(way.declared.body and way.declared.body())
