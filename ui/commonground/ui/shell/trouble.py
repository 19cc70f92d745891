"""What an error page shows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from commonground.ui.shell.csrf import Typed
from commonground.ui.shell.forms.written import written


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, and what can be done about it."""

    status: int
    sentence: str = ""
    number: str = ""
    """Request number, for ringing up about it."""
    typed: Typed = ()
    """What was in the form that could not be taken."""
    resend: str = ""
    """Lets it be taken once its person has signed in again, see `csrf.again_for`."""
    files: bool = False
    """Files came with it: they are to be chosen again."""
    retry_after: int = 0
    path: str = ""
    again: str = ""
    """Where to try again, if reading the page is all that failed."""

    @property
    def words(self) -> list[str]:
        """Of `typed`, what somebody wrote; the rest are choices, and what goes along unseen."""
        return written(self.typed)

    @property
    def is_kept(self) -> bool:
        """Something is worth showing again: what somebody wrote, or whatever they sent where the next try may do."""
        return bool(self.words or self.files or (self.typed and self.status >= 429))

    @property
    def only_files(self) -> bool:
        """Nothing is left to be sent again: whoever wants to go on starts at the form."""
        return self.files and not any(value.strip() for _, value in self.typed)

    @property
    def back(self) -> str:
        """Where the form is, as it stands behind `?next=`."""
        return quote(self.path, safe="/")
