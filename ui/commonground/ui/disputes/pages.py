"""All addresses under `/disputes`: the list, one dispute with its forms, and beginning one."""

from __future__ import annotations

from commonground.ui.disputes import beginning, one

HANDLERS = [*beginning.HANDLERS, *one.HANDLERS]
