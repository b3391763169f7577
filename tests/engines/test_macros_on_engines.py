"""Macros of macros/engines.sql, and the rules built on them: the same values on all engines."""

import datetime as dt
import math
import os
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import rendering
from postgres_server import postgres_server

from orchestration.paths import DBT_PROJECT_DIR

sys.path.insert(0, str(Path(__file__).parent))
from cases import CASES, Case  # noqa: E402 - beside this file

# What names a type, a function or a place, and has no value of its own.
NO_VALUE = {
    "missing_variant",
    "type_double",
    "type_text",
    "own_functions",
    "generate_database_name",
}
TYPES = {
    "duckdb": {},
    "postgres": {"double": "double precision"},
    "spark": {"varchar": "string"},
}
IDS = [f"{number}-{case.macro}" for number, case in enumerate(CASES)]


def literal(engine: str, value: Any, kind: str) -> str:  # noqa: ANN401 - a value of any type
    if value is not None:
        text = value if isinstance(value, str) else repr(value)
        if engine == "spark":
            text = text.replace("\\", "\\\\")
        value = "'" + text.replace("'", "''") + "'"
    return f"cast({value or 'null'} as {TYPES[engine].get(kind, kind)})"


def query(engine: str, case: Case, macro: str) -> str:
    names = list(case.columns)
    rows = [
        f"select {i} as i, "
        + ", ".join(
            f"{literal(engine, value, case.columns[name])} as {name}"
            for name, value in zip(names, row, strict=True)
        )
        for i, row in enumerate(case.rows)
    ]
    given = " union all ".join(rows)
    return f"with given as ({given}) " + case.query.replace("{macro}", macro)


@pytest.fixture(scope="module")
def rendered() -> dict[str, list[str]]:
    asked = [(case.macro, case.arguments, case.variables) for case in CASES]
    return {engine: rendering.macros(engine, asked) for engine in rendering.ENGINES}


def plain(value: Any) -> Any:  # noqa: ANN401 - a value of any type
    """Return a value as it may be compared: integers of any kind alike, decimals by their value."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value


def same(one: Any, two: Any) -> bool:  # noqa: ANN401 - values of any type
    if isinstance(one, Decimal) and isinstance(two, str):
        two = Decimal(two)  # PostgreSQL's driver hands numbers of any length over as text
    if isinstance(one, dt.date) and not isinstance(one, dt.datetime) and isinstance(two, str):
        two = dt.date.fromisoformat(two)  # and Spark's does so with days
    one, two = plain(one), plain(two)
    if isinstance(one, float) or isinstance(two, float):
        if one is None or two is None:
            return one is two
        return math.isclose(float(one), float(two), rel_tol=1e-12, abs_tol=1e-300)
    return one == two and isinstance(one, bool) == isinstance(two, bool)


@pytest.fixture(scope="module")
def expected(rendered: dict[str, list[str]]) -> list[list[tuple]]:
    with duckdb.connect() as connection:
        return [
            connection.execute(query("duckdb", case, macro)).fetchall()
            for case, macro in zip(CASES, rendered["duckdb"], strict=True)
        ]


@pytest.fixture(scope="module")
def postgres(rendered: dict[str, list[str]]) -> Iterator[Any]:
    [functions] = rendering.macros("postgres", [("own_functions", [], {})])
    with postgres_server() as address:
        from adbc_driver_postgresql import dbapi

        # The words of another language are sorted and lowered in another way.
        with dbapi.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(
                "create database engagement template template0 encoding 'UTF8' "
                "lc_collate 'C' lc_ctype 'C.UTF-8'"
            )
        with (
            dbapi.connect(address.rpartition("/")[0] + "/engagement", autocommit=True) as own,
            own.cursor() as cursor,
        ):
            cursor.execute("set time zone 'UTC'")
            for statement in functions.split(";", 1):  # the driver takes one at a time
                cursor.execute(statement)
            yield cursor


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_postgres_says_the_same(
    number: int,
    rendered: dict[str, list[str]],
    expected: list[list[tuple]],
    postgres: Any,  # noqa: ANN401
) -> None:
    case = CASES[number]
    sql = query("postgres", case, rendered["postgres"][number])
    postgres.execute(sql)
    check(case, expected[number], [tuple(row) for row in postgres.fetchall()])


@pytest.mark.slow  # a minute, besides 500 MB to install
@pytest.mark.spark
@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_spark_says_the_same(
    number: int,
    rendered: dict[str, list[str]],
    expected: list[list[tuple]],
    spark: Any,  # noqa: ANN401
) -> None:
    case = CASES[number]
    found = spark(query("spark", case, rendered["spark"][number]))
    check(case, expected[number], found)


def check(case: Case, expected: list[tuple], found: list[tuple]) -> None:
    assert len(found) == len(expected), f"{found} instead of {expected}"
    wrong = [
        f"{case.rows[one[0]] if case.query.startswith('select i,') else ''}: {two}, not {one}"
        for one, two in zip(expected, found, strict=True)
        if not all(same(*pair) for pair in zip(one, two, strict=True))
    ]
    assert wrong == []


def test_every_macro_that_differs_has_cases() -> None:
    text = (DBT_PROJECT_DIR / "macros" / "engines.sql").read_text(encoding="utf-8")
    macros = set(re.findall(r"{% macro default__(\w+)\(", text))
    assert macros - {case.macro for case in CASES} - NO_VALUE == set(), "add rows to cases.py"


def test_a_missing_variant_is_told_by_name(tmp_path: Path) -> None:
    """What an engine lacks is said when the project is parsed, with the macro to write."""
    import shutil
    import subprocess

    project = tmp_path / "dbt_project"
    shutil.copytree(
        DBT_PROJECT_DIR, project, ignore=shutil.ignore_patterns("target", "logs", "tests")
    )
    for folder in ("seeds", "analyses"):
        (tmp_path / folder).mkdir()
    shutil.copytree(DBT_PROJECT_DIR.parent / "seeds", tmp_path / "seeds", dirs_exist_ok=True)
    file = project / "macros" / "engines.sql"
    text = file.read_text(encoding="utf-8")
    without = re.sub(r"{% macro spark__business_date.*?endmacro %}", "", text, flags=re.DOTALL)
    assert without != text
    file.write_text(without, encoding="utf-8")
    program = Path(sys.executable).with_name("dbt")
    done = subprocess.run(
        [program, "--quiet", "parse", "--target", "spark", "--profiles-dir", project],
        cwd=project,
        env=os.environ | {"ENGAGEMENT_TARGET": "spark"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "business_date has no variant for 'spark': add spark__business_date" in done.stdout
