"""What a council can be, as it is asked for when it comes on and while it is set up."""

from __future__ import annotations

from typing import Final

from commonground.platform.councils.types import KIND_FACTS
from commonground.ui.shell.forms import Choice
from commonground.ui.shell.i18n import lazy

KINDS: Final = tuple(Choice(kind.value, facts.label) for kind, facts in KIND_FACTS.items())
NATIONS: Final = (
    Choice("england", lazy("England")),
    Choice("wales", lazy("Wales")),
    Choice("scotland", lazy("Scotland"), lazy("Our legal texts for Scotland are not reviewed yet")),
    Choice("northern_ireland", lazy("Northern Ireland"), lazy("Our legal texts here are not reviewed yet")),
)
