"""The tests of keys, one per folder: they name the table whose key is empty or repeated."""

import duckdb
import pytest
from parsed import project

TEST = "assert_keys_of_marts_customers"
KEYS = {
    "customer_identities": ["identifier_type", "identifier_hash", "customer_id"],
    "customers": ["customer_id"],
    "identity_quality": ["identifier_type"],
}


@pytest.fixture
def found() -> object:
    """A function: rows of each table -> what the test finds."""
    code = project().compile(("test",), (TEST,)).values()

    def run(**rows: list[tuple]) -> list[tuple]:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as marts_build; create schema marts_build.marts")
            for table, key in KEYS.items():
                columns = ", ".join(f"{column} varchar" for column in key)
                connection.execute(f"create table marts_build.marts.{table} ({columns})")
                for row in rows.get(table, []):
                    holes = ", ".join("?" * len(key))
                    connection.execute(
                        f"insert into marts_build.marts.{table} values ({holes})", row
                    )
            return connection.execute(next(iter(code))).fetchall()

    return run


def test_keys_that_are_whole_and_their_own_break_nothing(found: object) -> None:
    assert found() == []
    identities = [("email", "x", "a"), ("email", "x", "b"), ("phone", "x", "a")]
    assert found(customers=[("a",), ("b",)], customer_identities=identities) == []


def test_repeated_and_empty_keys_are_counted_by_table(found: object) -> None:
    rows = found(
        customers=[("a",), ("a",), ("a",), ("b",), (None,)],
        customer_identities=[("email", "x", "a"), ("email", None, "a")],
    )
    assert sorted(rows) == [
        ("customer_identities", "identifier_type, identifier_hash, customer_id", 1),
        ("customers", "customer_id", 2),
    ]
