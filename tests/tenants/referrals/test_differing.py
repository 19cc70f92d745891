"""What two contacts say otherwise about one place."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, HARMS, SOURCES
from commonground.tenants.referrals.differing import Account, Difference, Point, differences

THIS = Account(frozenset({"cce", "substances"}), "3_5", frozenset({"13_15"}), "public")

accounts = st.builds(
    Account,
    st.frozensets(st.sampled_from(sorted(HARMS.codes)), max_size=4),
    st.none() | st.sampled_from(sorted(CHILD_BANDS.codes)),
    st.frozensets(st.sampled_from(sorted(AGE_BANDS.codes)), max_size=3),
    st.sampled_from(sorted(SOURCES.codes)),
)


def test_only_what_one_of_them_names_differs() -> None:
    other = replace(THIS, harms=frozenset({"substances", "violence"}), children="1_2", source="school")
    assert differences(THIS, other) == (
        Difference(Point.HARMS, ("cce",), ("violence",)),
        Difference(Point.CHILDREN, ("3_5",), ("1_2",)),
        Difference(Point.SOURCE, ("public",), ("school",)),
    )


def test_not_sure_says_as_little_as_nothing() -> None:
    unsure, silent = replace(THIS, children="not_sure"), replace(THIS, children=None)
    assert differences(unsure, silent) == ()
    assert differences(THIS, unsure) == differences(THIS, silent) == (Difference(Point.CHILDREN, ("3_5",), ()),)


@given(accounts, accounts)
def test_it_is_the_same_seen_from_the_other_side(this: Account, other: Account) -> None:
    turned = tuple(Difference(each.point, each.there, each.here) for each in differences(other, this))
    assert differences(this, other) == turned
    assert differences(this, this) == ()
