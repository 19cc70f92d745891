"""What a page says under a list that does not show everything."""

from __future__ import annotations

from typing import Any

from commonground.platform.listed import Listed
from commonground.ui.shell.i18n import LazyText


def cut_off(words: LazyText, found: Listed[Any]) -> str:
    """`words` with the number that is shown (`most`) where there is more, and nothing where all of it is shown."""
    return str(words) % {"most": found.most} if found.more else ""
