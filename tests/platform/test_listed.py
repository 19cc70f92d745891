"""A list that is cut off knows it."""

from __future__ import annotations

import pytest

from commonground.platform.listed import Listed


@pytest.mark.parametrize(("there", "shown", "more"), [(0, 0, False), (2, 2, False), (3, 2, True)])
def test_it_holds_as_many_as_are_shown_and_knows_of_one_more(there: int, shown: int, more: bool) -> None:
    found = Listed(range(there), 2)
    assert (list(found), found.more, found.most) == (list(range(shown)), more, 2)
