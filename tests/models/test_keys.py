"""The tests of keys, one per folder: they name the table whose key is empty or repeated."""

import duckdb
import pytest
from parsed import project

from orchestration import builds

TEST = "assert_keys_of_facts_journey"
KEYS = {
    "customer_timeline": ["touchpoint_id"],
    "journey_stage_events": ["stage_model", "touchpoint_id"],
    "sessions": ["session_id"],
    "touchpoints": ["touchpoint_id"],
}


@pytest.fixture
def found() -> object:
    """A function: rows of each table -> what the test finds."""
    code = project().compile(("test",), (TEST,)).values()

    def run(**rows: list[tuple]) -> list[tuple]:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as warehouse; use warehouse")
            connection.execute("attach ':memory:' as marts_build; create schema marts_build.marts")
            builds.prepare(connection)
            for table, key in KEYS.items():
                columns = ", ".join(f"{column} varchar" for column in key)
                connection.execute(f"create table marts_build.marts.{table} ({columns})")
                for changed in ("new", "gone"):
                    connection.execute(f"create table changes.{table}__{changed} ({columns})")
                for row in rows.get(table, []):
                    holes = ", ".join("?" * len(key))
                    connection.execute(
                        f"insert into marts_build.marts.{table} values ({holes})", row
                    )
            return connection.execute(next(iter(code))).fetchall()

    return run


def test_keys_that_are_whole_and_their_own_break_nothing(found: object) -> None:
    assert found() == []
    stages = [("five_stage", "a"), ("five_stage", "b"), ("aarrr", "a")]
    assert found(sessions=[("a",), ("b",)], journey_stage_events=stages) == []


def test_repeated_and_empty_keys_are_counted_by_table(found: object) -> None:
    rows = found(
        sessions=[("a",), ("a",), ("a",), ("b",), (None,)],
        journey_stage_events=[("five_stage", "a"), ("five_stage", None)],
    )
    assert sorted(rows) == [
        ("journey_stage_events", "stage_model, touchpoint_id", 1),
        ("sessions", "session_id", 2),
    ]
