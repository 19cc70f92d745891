"""The figures as a CSV file, with what is held back held back there too."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from commonground.platform.access import Actor
from commonground.tenants.figures.types import Figures
from commonground.ui.figures.views import CAME_IN, DECIDED, SAID, rows_of
from commonground.ui.figures.words import HEADINGS, figure, quarter_words
from commonground.ui.shell.cells import safe_cell
from commonground.ui.shell.dates import moment


def csv_file(figures: Figures, actor: Actor, now: datetime) -> bytes:
    """A line to a figure; the last one says who took them out and when."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(("Figure", "Of what", "How many"))
    for volume in figures.volumes:
        writer.writerow(("Came in", quarter_words(volume.quarter), figure(volume.received)))
        writer.writerow(("Decided", quarter_words(volume.quarter), figure(volume.decided)))
    for counted in (each for each in (*CAME_IN, *DECIDED, *SAID) if each in figures.splits):
        total = figures.splits[counted].total
        for words, count in rows_of(figures, counted) or [("All of them, undivided", total)]:
            writer.writerow([safe_cell(cell) for cell in (str(HEADINGS[counted]), words, figure(count))])
    writer.writerow(("Quarter", quarter_words(figures.quarter), ""))
    if figures.team:
        writer.writerow(["Team", safe_cell(figures.teams.get(figures.team, "")), ""])
    writer.writerow(("c", "1 to 5, or held back so that nobody can work one out", ""))
    writer.writerow([safe_cell(f"Taken out by {actor.name}, {actor.council_name}, {moment(now)}")])
    return sheet.getvalue().encode("utf-8-sig", "replace")
