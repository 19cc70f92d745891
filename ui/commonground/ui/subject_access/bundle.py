"""The bundle: a ZIP with one page to read or print and a table of the same. Made when it is taken out, kept nowhere.

What is withheld is in none of it, nor is that it was withheld: whoever learns that a record exists can learn enough to
flee, or to harm whoever told. So every bundle says the same in general, whether something was withheld or not."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.subject_access.queries import Mention
from commonground.tenants.subject_access.redaction import HIDDEN
from commonground.ui.shell.cells import safe_cell
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext, language, lazy, speaking
from commonground.ui.subject_access.bundle_words import said

HEADINGS: Final = (lazy("Number"), lazy("What it is"), lazy("Record"), lazy("When"), lazy("Given"), lazy("Text"))
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:45rem;padding:0 1rem}table{border-collapse:collapse}"
    "th,td{border-bottom:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}section{break-inside:avoid}"
)
_PAGE: Final = Markup(
    '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head><body>"
    "<h1>{heading}</h1><p>{begins}</p><p>{rights}</p><h2>{index_heading}</h2>{searched}"
    "<table><thead><tr>{heads}</tr></thead><tbody>{index}</tbody></table>{texts}</body></html>\n"
)
_BEGINS: Final = lazy(
    "You asked on %(received)s. This was put together on %(made)s. Where a text is also about somebody else, what is"
    " theirs is left out, and a note stands in its place."
)
_RIGHTS: Final = lazy(
    "In every answer some information may be left out where the law allows it. You can ask us to look at our answer"
    " again, and you can complain to the Information Commissioner (ico.org.uk)."
)
_SEARCHED: Final = lazy(
    "Searched by the whole name: %(name)s. Texts with a part of the name alone were not looked for. If your name"
    " may be written in another way, tell us."
)
_PARAGRAPH: Final = Markup("<p>{words}</p>")
_HEAD: Final = Markup("<th>{words}</th>")
_ROW: Final = Markup("<tr><td>{number}</td><td>{label}</td><td>{reference}</td><td>{when}</td><td>{given}</td></tr>")
_LINK: Final = Markup('<a href="#text-{number}">{number}</a>')
_TEXT: Final = Markup(
    '<section id="text-{number}"><h2>{number}. {label}</h2><p>{reference} {when}</p><pre>{text}</pre></section>'
)


def bundle(request: AccessRequest, mentions: Sequence[Mention], council: str, now: datetime) -> bytes:
    """All of it, in memory, in the request's language. `mentions` must all be decided."""
    numbered = list(enumerate((each for each in mentions if each.given), 1))
    packed = io.BytesIO()
    with speaking(request.lang), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("index.html", _page(request, numbered, council, now))
        files.writestr("index.csv", _table(numbered).encode("utf-8-sig", "replace"))
    return packed.getvalue()


def _page(request: AccessRequest, numbered: Sequence[tuple[int, Mention]], council: str, now: datetime) -> str:
    who, days = {"council": council, "name": request.name}, {"received": day(request.received_on), "made": moment(now)}
    return str(
        _PAGE.format(
            lang=language(),
            style=Markup(_STYLE),  # noqa: S704  # a constant of ours
            title=gettext("What %(council)s holds about you") % who,
            heading=gettext("What %(council)s holds about %(name)s") % who,
            begins=str(_BEGINS) % days,
            rights=_RIGHTS,
            index_heading=gettext("Index"),
            # Never its other names: how else the council knows them can come from what is withheld.
            searched=_PARAGRAPH.format(words=str(_SEARCHED) % who) if request.whole_names else "",
            heads=Markup().join(_HEAD.format(words=words) for words in HEADINGS[:-1]),
            index=Markup().join(_row(number, each) for number, each in numbered),
            texts=Markup().join(_text(number, each) for number, each in numbered),
        )
    )


def _text(number: int, each: Mention) -> Markup:
    label, given = said(each.label), each.given_with(said(HIDDEN))
    return _TEXT.format(number=number, label=label, reference=each.reference, when=_when(each), text=given)


def _row(number: int, each: Mention) -> Markup:
    link = _LINK.format(number=number)
    label = said(each.label)
    return _ROW.format(number=link, label=label, reference=each.reference, when=_when(each), given=_given(each))


def _given(each: Mention) -> str:
    return gettext("In part") if each.hidden else gettext("In full")


def _when(each: Mention) -> str:
    return day(each.at) if each.at else ""


def _table(numbered: Sequence[tuple[int, Mention]]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(map(str, HEADINGS))
    for number, each in numbered:
        given = each.given_with(said(HIDDEN))
        cells = (str(number), said(each.label), each.reference, _when(each), _given(each), given)
        writer.writerow([safe_cell(cell) for cell in cells])
    return sheet.getvalue()
