"""What the refresh asks of Spark: rows go there and come back as they were."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from homes import Environment

from orchestration.engines.elsewhere import OURS
from orchestration.engines.spark import Spark, exchange
from orchestration.engines.spark_server import opened
from orchestration.errors import RefreshError, UsageError

pytestmark = [pytest.mark.spark, pytest.mark.slow]
ROWS = (
    "select i as whole, cast(i as hugeint) * 12345678901234567890 as wide, i / 3.0 as third, "
    "cast(i as decimal(18, 4)) / 4 as quarter, cast(i as decimal(18, 4)) as money, "
    "case when i > 0 then 'it''s 花子 \\ ' || i end as words, i > 1 as truth, "
    "timestamp '2026-03-08 02:30:00.000001' + i * interval '1 day' as moment, "
    "date '2026-03-08' + cast(i as integer) as day, null as nothing, [i, null] as list "
    "from range({count}) as t(i)"
)


@pytest.mark.parametrize("count", [0, 3])
def test_rows_come_back_as_they_went(
    engine: Spark, spark: Callable[[str], list[tuple]], count: int
) -> None:
    spark("create schema if not exists travelled")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Asia/Tokyo'")
        given = connection.query(ROWS.format(count=count))
        parts = [given, given] if count else [given]
        assert engine.write("travelled.there", parts) == count * len(parts)
        engine.read("`travelled`.`there`", connection, "back")
        back = connection.execute("select * from temp.back order by whole").fetchall()
        kinds = dict(row[:2] for row in connection.execute("describe temp.back").fetchall())
        expected = sorted(given.fetchall() * len(parts)) if count else []
    assert [tuple(map(plain, row)) for row in back] == [tuple(map(plain, row)) for row in expected]
    assert kinds["moment"] == "TIMESTAMP"
    assert kinds["money"] == "DECIMAL(18,4)"
    assert [file.name for file in exchange().iterdir()] == [], "what is on its way is taken away"


def plain(value: object) -> object:
    if isinstance(value, Decimal):
        return value.normalize()
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def test_recursive_queries_have_no_bounds_of_their_own(engine: Spark) -> None:
    with opened() as run:
        many = run(
            "with recursive r (n, i) as (select id, 1 from range(600000) union all "
            "select n, i + 1 from r where i < 2) select count(*) from r"
        )
        deep = run(
            "with recursive r (i) as (select 1 union all select i + 1 from r where i < 120) "
            "select count(*) from r"
        )
    assert (many, deep) == ([(1_200_000,)], [(120,)])


def test_views_are_read_as_well(engine: Spark, spark: Callable[[str], list[tuple]]) -> None:
    spark("create schema if not exists travelled")
    spark(
        "create or replace view travelled.seen as select 1 as one, timestamp'2026-01-01' as moment"
    )
    with duckdb.connect() as connection:
        engine.read("travelled.seen", connection, "back")
        rows = connection.execute("select * from temp.back").fetchall()
    assert rows == [(1, dt.datetime(2026, 1, 1))]


def test_tables_and_files_of_others_are_left_alone(
    engine: Spark, spark: Callable[[str], list[tuple]], tmp_path: Path
) -> None:
    exchange()
    beside = tmp_path / "exchange" / "theirs.txt"
    beside.write_text("theirs")
    spark("create schema staging")
    spark("create table staging.theirs using parquet as select 1 as one")
    for use in (engine.check, engine.forget, lambda: load_nothing(engine)):
        with pytest.raises(RefreshError, match=r"did not make: staging\. Nothing was changed"):
            use()
    assert spark("select one from staging.theirs") == [(1,)]
    spark("drop schema staging cascade")
    spark(f"create schema staging comment '{OURS}'")
    spark("create table staging.ours using parquet as select 1 as one")
    engine.check()
    engine.forget()
    assert ("staging",) not in spark("show schemas")
    assert beside.read_text() == "theirs"


def load_nothing(engine: Spark) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        with engine.raw_rows(connection) as rows:
            rows.prepare([])


def test_what_spark_refuses_is_told_without_values(engine: Spark) -> None:
    with pytest.raises(RefreshError) as error:
        engine.rows("select cast('secret' as int)")
    assert "CAST_INVALID_INPUT" in str(error.value)
    assert "secret" not in str(error.value)


def test_a_server_that_is_not_there_is_told(engine: Spark) -> None:
    with (
        Environment({"ENGAGEMENT_SPARK_PORT": "1"}),
        pytest.raises(RefreshError, match="cannot be reached at 127.0.0.1:1"),
    ):
        engine.rows("select 1")


def test_a_wrong_port_is_wrong_use(engine: Spark) -> None:
    with (
        Environment({"ENGAGEMENT_SPARK_PORT": "first"}),
        pytest.raises(UsageError, match="ENGAGEMENT_SPARK_PORT = 'first'"),
    ):
        engine.rows("select 1")
