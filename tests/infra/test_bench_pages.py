"""What a benchmark calls the same page."""

from __future__ import annotations

import pytest

from commonground.infra.bench._client import Answer
from commonground.infra.bench._pages import WrongPageError, check_block
from commonground.tenants.referrals.tracker import USUAL
from commonground.ui.shell.engine import environment

ROWS = '{% from "tracker/_rows.html" import rows %}{{ rows([{"reference": "CR-7K3F-29M"}], columns, "Due", true) }}'


def _answer(*columns: str) -> Answer:
    return Answer(200, b"", environment().from_string(ROWS).render(columns=columns).encode())


def test_rows_without_their_cells_are_not_the_page_s_rows() -> None:
    columns = [column.value for column in USUAL]
    whole = _answer(*columns)
    check_block([whole, whole], [_answer(*columns)])
    for fewer in ((), columns[1:]):
        with pytest.raises(WrongPageError, match="cells"):
            check_block([whole], [_answer(*fewer)])


def test_rows_of_others_are_not_the_page_s_rows() -> None:
    other = Answer(200, b"", _answer("harm").body.replace(b"CR-7K3F-29M", b"CR-7K3F-29N"))
    with pytest.raises(WrongPageError):
        check_block([_answer("harm")], [other])
