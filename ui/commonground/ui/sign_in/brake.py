"""How often one address may try. Accounts are counted too, where somebody is known (`flow`)."""

from __future__ import annotations

from typing import ClassVar

from commonground.platform.refusals import RefusedError
from commonground.platform.throttle import SIGN_IN


class TooManyAttemptsError(RefusedError):
    status = 429
    headers: ClassVar[dict[str, str]] = {"Retry-After": str(int(SIGN_IN.within.total_seconds()))}

    def __init__(self) -> None:
        super().__init__("There were many attempts to sign in.")
