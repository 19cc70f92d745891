"""How often, and how fast, the public form may be used. Whoever meets a limit is told so, with a number to ring."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from commonground.platform.throttle import Throttle

BEGIN: Final = Throttle("report_begin", 120, timedelta(hours=1))
"""Drafts begun from one address. A school or an office may stand behind one address."""

CODE_PREFIX: Final = Throttle("return_code_prefix", 10, timedelta(minutes=5))
"""Attempts on codes that begin alike, from everywhere together: guessing from many addresses gets no further."""

NEWS: Final = Throttle("report_news", 20, timedelta(hours=1))
"""News and withdrawals under one return code."""

LEAST_TIME: Final = timedelta(seconds=3)
"""From the first answer to sending. No person reads four pages faster; programs do."""

OPEN_FOR: Final = timedelta(minutes=15)
"""How long a return code that was typed stays open without being used."""
