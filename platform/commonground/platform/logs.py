"""What every process of ours writes down: one JSON line each, made of ids, counts and names of errors.

Never a sentence somebody typed, nor an error's own text: a database error quotes the values it failed on."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog

OURS = "commonground"


def configure_logs() -> None:
    """For a process of our own: structured lines on standard error, libraries from warnings upwards."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(_LibraryLine())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)


def where(wrong: BaseException) -> str:
    """The last line of ours that the error passed, `told.py:42`: enough to find it, without its words."""
    frames = traceback.extract_tb(wrong.__traceback__)
    mine = [frame for frame in frames if OURS in Path(frame.filename).parts]
    last = (mine or frames)[-1:]
    return f"{Path(last[0].filename).name}:{last[0].lineno}" if last else ""


def root_cause(wrong: BaseException) -> str:
    """The error's name and that of the one it came from."""
    names = [type(wrong).__name__]
    while (wrong := wrong.__cause__ or wrong.__context__) is not None:  # type: ignore[assignment]  # ends at None
        names.append(type(wrong).__name__)
    return " < ".join(names[:4])


class _LibraryLine(logging.Formatter):
    """A library's line as JSON: its template, never what was put into it, and never a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        said = {"event": "library", "logger": record.name, "level": record.levelname.lower(), "says": str(record.msg)}
        if record.exc_info and record.exc_info[1]:
            said |= {"error": root_cause(record.exc_info[1]), "where": where(record.exc_info[1])}
        return str(structlog.processors.JSONRenderer()(None, "", said))
