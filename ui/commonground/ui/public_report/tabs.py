"""One draft, and perhaps two tabs that fill it in: nobody writes over the other one's answers without being told.

Each question page carries a mark of its own and the marks of whoever wrote last what it shows; the draft keeps the mark
of its last writer for each page. A page that keeps itself again and again is no other one to itself."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from litestar.datastructures import FormMultiDict

from commonground.tenants.intake.types import Page, ReportSubject
from commonground.ui.public_report.answers import Kept
from commonground.ui.public_report.views import PATHS

MARK: Final = "_mark"
ABOUT: Final = "_about"
"""Hidden fields: the page's mark, and what the report was about when it was drawn, on which its questions hang."""
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9_-]{8}(?:\.(?:[A-Za-z0-9_-]{8})?){1,2}")
_BYTES: Final = 6


@dataclass(frozen=True, slots=True)
class Tab:
    """A page as it was sent. `own` is its mark and `after` whose answers it showed; both are empty for a form without a
    mark, which clashes with nothing. `about` is empty where no question hangs on it."""

    page: Page
    own: str = ""
    after: tuple[str, ...] = ()
    about: ReportSubject | None = None

    def whole(self, typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """`typed` with what it is about, so that what belongs together is kept or left together."""
        return {**typed, **({"subject": [self.about.value]} if self.about else {})}

    def clashes(self, kept: Kept, typed: Mapping[str, list[str]]) -> bool:
        """Whether another tab wrote since this page was drawn, and something else than this one would."""
        if all(list(kept.get(name, ())) == value for name, value in self.whole(typed).items()):
            return False
        return any(
            last and last not in {self.own, shown}
            for last, shown in zip(_last(kept, self.page), self.after, strict=False)
        )

    def signed(self, kept: Kept, typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """`typed` as it is kept: with its writer's mark."""
        written = self.whole(typed)
        if self.own:
            written[_by(self.page)] = [self.own]
        if self.about and [self.about.value] != list(kept.get("subject", ())):
            written[_by(Page.SUBJECT)] = [self.own]
        return written


def tab_of(sent: FormMultiDict, page: Page) -> Tab:
    """The page that `sent` comes from; one without a mark when that is missing or of somebody else's making."""
    said, about = sent.get(MARK), sent.get(ABOUT)
    if not isinstance(said, str) or not _WELL_FORMED.fullmatch(said):
        return Tab(page)
    own, *after = said.split(".")
    if len(after) != len(_shown_on(page)):
        return Tab(page)
    known = page is Page.WHERE and isinstance(about, str) and about in set(ReportSubject)
    return Tab(page, own, tuple(after), ReportSubject(str(about)) if known else None)


def new_mark(kept: Kept, page: Page) -> str:
    """For a page that shows what `kept` holds."""
    return ".".join((secrets.token_urlsafe(_BYTES), *_last(kept, page)))


def _shown_on(page: Page) -> tuple[Page, ...]:
    """The questions about where hang on what it is about."""
    return (Page.WHERE, Page.SUBJECT) if page is Page.WHERE else (page,)


def _last(kept: Kept, page: Page) -> tuple[str, ...]:
    return tuple(next(iter(kept.get(_by(each), ())), "") for each in _shown_on(page))


def _by(page: Page) -> str:
    """Its name in the draft, beside the answers."""
    return f"_by_{PATHS[page]}"
