"""Facts split by customer: every type adds up to the whole, and nobody is lost or counted twice."""

import re

import duckdb
import pytest
from parsed import project

SEGMENTED = re.compile(r'"\w+"\."\w+"\."int_customers_segmented"')
FACTS = [("ann", 1), ("ann", 2), ("bob", 4), ("stranger", 8), (None, 16)]
SEGMENTS = [("ann", "country", "JP"), ("ann", "value_tier", "high"), ("bob", "country", "US")]


@pytest.fixture(scope="module")
def split() -> list[tuple]:
    """Customer, figure, type and value of each fact in each way it is split."""
    sql = project().macro("by_segment", "facts")
    assert SEGMENTED.search(sql)
    with duckdb.connect() as connection:
        connection.execute("create table facts (customer_id varchar, figure integer)")
        connection.execute(
            "create table segments (customer_id varchar, segment_type varchar, "
            "segment_value varchar)"
        )
        connection.executemany("insert into facts values (?, ?)", FACTS)
        connection.executemany("insert into segments values (?, ?, ?)", SEGMENTS)
        return connection.execute(SEGMENTED.sub("segments", sql)).fetchall()


def test_every_fact_is_there_once_in_each_type(split: list[tuple]) -> None:
    types = project().macro("segment_types")
    for kind in types:
        assert sorted(figure for _, figure, of, _ in split if of == kind) == [1, 2, 4, 8, 16], kind
    assert {kind for _, _, kind, _ in split} == set(types)


def test_a_fact_falls_under_what_its_customer_is_or_under_unknown(split: list[tuple]) -> None:
    known = {(customer, kind): value for customer, kind, value in SEGMENTS}
    for customer, figure, kind, value in split:
        right = "all" if kind == "all" else known.get((customer, kind), "unknown")
        assert value == right, (figure, kind)
