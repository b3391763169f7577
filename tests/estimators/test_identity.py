"""Clusters of records: connected components, with pairs that a steward keeps apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimators.identity import cluster_records


def test_links_join_and_the_least_record_names_the_cluster() -> None:
    assert cluster_records(5, [[3, 1], [1, 4]]).tolist() == [0, 1, 2, 1, 1]


def test_no_records_and_no_links_are_fine() -> None:
    assert cluster_records(0, []).tolist() == []
    assert cluster_records(2, []).tolist() == [0, 1]


def test_the_earlier_link_wins_when_a_pair_must_stay_apart() -> None:
    # 0-1 by e-mail, then 1-2 by phone, and 0 is never 2.
    assert cluster_records(3, [[0, 1], [1, 2]], [[0, 2]]).tolist() == [0, 0, 2]
    assert cluster_records(3, [[1, 2], [0, 1]], [[0, 2]]).tolist() == [0, 1, 1]


def test_a_refused_link_does_not_stop_later_ones() -> None:
    assert cluster_records(4, [[0, 1], [1, 2], [2, 3]], [[0, 2]]).tolist() == [0, 0, 2, 2]


def test_a_pair_apart_counts_through_whole_clusters() -> None:
    # 0-1 and 2-3 are joined before 1-2 would bring 0 and 3 together.
    assert cluster_records(4, [[0, 1], [2, 3], [1, 2]], [[3, 0]]).tolist() == [0, 0, 2, 2]


def test_a_chain_of_ten_thousand_records_is_one_person() -> None:
    chain = np.column_stack([np.arange(9_999), np.arange(1, 10_000)])
    assert set(cluster_records(10_000, chain).tolist()) == {0}
    split = cluster_records(10_000, chain, [[0, 9_999]])
    assert set(split.tolist()) == {0, 9_999}


def test_a_record_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"link names a record outside 0\.\.1"):
        cluster_records(2, [[0, 2]])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=25),
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda p: p[0] != p[1]), max_size=5
    ),
)
def test_it_does_what_taking_links_one_by_one_does(
    links: list[tuple[int, int]], never: list[tuple[int, int]]
) -> None:
    clusters = [{record} for record in range(12)]
    for left, right in links:
        one = next(c for c in clusters if left in c)
        other = next(c for c in clusters if right in c)
        joined = one | other
        if one is not other and not any(a in joined and b in joined for a, b in never):
            clusters = [c for c in clusters if c is not one and c is not other] + [joined]
    wanted = [min(next(c for c in clusters if record in c)) for record in range(12)]
    assert cluster_records(12, links, never).tolist() == wanted
