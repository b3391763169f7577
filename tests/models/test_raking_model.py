"""Raked weights as the model makes them: by period, capped, whatever the order of rows."""

import duckdb
import pytest
from light import recipe

SURVEY = "s"
# Of March: four young promoters, one old detractor; of April the detractor alone.
RESPONDENTS = [
    *[(f"y{n}", SURVEY, "20-39", 1.0, 1, "2026-03-01", "2026-03-31") for n in range(4)],
    ("o", SURVEY, "60+", 1.0, 2, "2026-03-01", "2026-03-31"),
    ("o", SURVEY, "60+", 1.0, 2, "2026-04-01", "2026-04-30"),
]


class Dbt:
    """What a model in Python asks of dbt."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, cap: float) -> None:
        self.connection = connection
        self.config = {"meta": {"raking_cap": cap}}

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.connection.table(name)


def raked(rows: list[tuple], targets: dict[str, float], cap: float = 5) -> dict[tuple, float]:
    """Run the model over respondents and return the weight by period and cell."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table survey_targets (survey_id text, attribute text, value text, share double)"
        )
        connection.execute(
            "create table rows_given (r text, s text, v text, w double, c bigint, p date, q date)"
        )
        if rows:
            connection.executemany("insert into rows_given values (?, ?, ?, ?, ?, ?, ?)", rows)
        for value, share in targets.items():
            connection.execute(
                "insert into survey_targets values (?, 'age', ?, ?)", [SURVEY, value, share]
            )
        connection.execute(
            """
            create table int_respondents_celled as
            select distinct r as response_id, s as survey_id, w as weight, c as cell_number
            from rows_given;
            create table int_respondents_to_traits as
            select distinct
                r as response_id, s as survey_id, 'age' as attribute, v as value, w as weight
            from rows_given;
            create table int_nps_respondents_counted as
            select
                p as period_start, q as period_end, r as response_id, s as survey_id,
                c as cell_number
            from rows_given;
            """
        )
        step = next(s for s in recipe() if s.name == "int_cell_weights_raked")
        room: dict = {}
        exec(step.code, room)  # noqa: S102 - the project's own model
        table = room["model"](Dbt(connection, cap), connection)
        return {
            (str(row["period_start"]), row["cell_number"]): row["raked_weight"]
            for row in table.to_pylist()
        }


def test_each_period_is_raked_by_itself() -> None:
    weights = raked(RESPONDENTS, {"20-39": 0.5, "60+": 0.5})
    assert weights == pytest.approx(
        {("2026-03-01", 1): 0.625, ("2026-03-01", 2): 2.5, ("2026-04-01", 2): 1}
    )


def test_nobody_weighs_more_than_the_cap_lets() -> None:
    # The detractor is cut from 2.5 to 2 times the mean, once; then all are scaled to 5 people.
    weights = raked(RESPONDENTS[:5], {"20-39": 0.5, "60+": 0.5}, cap=2)
    assert weights == pytest.approx({("2026-03-01", 1): 0.625 / 0.9, ("2026-03-01", 2): 2 / 0.9})


def test_order_of_rows_moves_no_digit() -> None:
    march = ("2026-03-01", "2026-03-31")
    rows = [(f"r{n}", SURVEY, f"v{n % 7}", 0.1 + n % 3, 1 + n % 21, *march) for n in range(84)]
    targets = {f"v{n}": 0.1 + n / 30 for n in range(6)}
    assert raked(rows, targets) == raked(rows[::-1], targets)


def test_without_targets_there_is_nothing() -> None:
    assert raked([], {}) == {}
