"""Marts on Spark: seen whole or not at all, one refresh after the other, and back again."""

import io
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pytest
from homes import Environment, Home

from orchestration import naming, paths, publishing
from orchestration.engines import spark_lock, spark_marts
from orchestration.engines.elsewhere import HANDED_BACK, OURS, SCHEMAS, STAMP
from orchestration.engines.spark import Spark, opened, versions
from orchestration.errors import BusyError, PublishError, RefreshError, UsageError

pytestmark = pytest.mark.spark
LARGE = 50
# Mart -> the rows of a version, by Spark.
MARTS = {
    "customers": "select cast(id as string) as customer_id, {version} as version from range(3)",
    "orders": "select cast(id as string) as order_id, {version} as version, "
    "timestamp'2026-03-01 12:00:00' as ordered_at from range(200)",
}
KINDS = {"customer_id": "varchar", "order_id": "varchar", "version": "integer"}
KINDS |= {"ordered_at": "timestamp", "more": "integer"}


@pytest.fixture
def engine(spark_server: dict[str, object], home: Home) -> Iterator[Spark]:
    """The engine, with nothing of an earlier test on its server."""
    settings = {
        "ENGAGEMENT_TARGET": "spark",
        "ENGAGEMENT_SPARK_HOST": str(spark_server["host"]),
        "ENGAGEMENT_SPARK_PORT": str(spark_server["port"]),
        "ENGAGEMENT_SPARK_ROWS_BACK": str(LARGE),
    }
    with Environment(settings):
        yield Spark()
        with opened() as run:
            for (schema,) in run("show schemas"):
                names = ("marts", "figures", spark_lock.PREFIX)
                if schema.startswith(names) and schema not in SCHEMAS:
                    run(f"drop schema {schema} cascade")


@pytest.fixture(scope="module", autouse=True)
def emptied(spark: Callable[[str], list[tuple]]) -> Iterator[None]:
    """Leave nothing of the builds to tests of other files."""
    yield
    for schema in SCHEMAS:
        spark(f"drop schema if exists {schema} cascade")


def refresh(engine: Spark, version: int, marts: dict[str, str] | None = None) -> None:
    """Build a version as dbt would, hand it back and publish it as files."""
    marts, run_id = marts or MARTS, f"run-{version}"
    paths.build_dir().mkdir(parents=True, exist_ok=True)
    nodes = {}
    with engine.alone(run_id), opened() as run:
        if not run("show schemas like 'raw'"):
            for schema in SCHEMAS:
                run(f"create schema {schema} comment '{OURS}'")
            for schema, names in HANDED_BACK.items():
                for name in names:
                    run(f"create table {schema}.{name} using parquet as select 1 as one")
        run(f"drop table if exists {STAMP}")
        run(f"create table {STAMP} using parquet as select '{run_id}' as run_id")
        for name, sql in marts.items():
            place = f"{spark_marts.version_of(run_id)}.{name}"
            run(f"create table {place} using parquet as {sql.format(version=version)}")
            columns = {
                column: {
                    "data_type": KINDS[column],
                    "description": f"What {column} is.",
                    "config": {"meta": {"label": {"en": column, "ja": "列"}}},
                }
                for column, *_ in run(f"describe {place}")
            }
            nodes[name] = {"name": name, "columns": columns, "resource_type": "model"}
            nodes[name] |= {"fqn": ["engagement", "marts", name], "description": f"One {name}."}
            nodes[name] |= {"relation_name": f"marts_build.{name}"}
        below = {
            name: {"name": name, "resource_type": "model", "fqn": ["engagement", schema, name]}
            | {"relation_name": f"{schema}.{name}"}
            for schema, names in HANDED_BACK.items()
            for name in names
        }
        engine.hand_back(run_id, {"nodes": nodes | below, "sources": {}})
    publishing.publish(
        publishing.Facts(run_id),
        sorted(marts),
        columns=naming.entries(nodes.values()),
        descriptions={name: node["description"] for name, node in nodes.items()},
    )


def seen(run: Callable[[str], list[tuple]], schema: str = "marts") -> set[tuple]:
    return set(
        run(
            "select c.version, o.version, count(*) over () "
            f"from {schema}.customers as c join {schema}.orders as o on c.customer_id = o.order_id"
        )
    )


@pytest.mark.slow
def test_readers_see_one_refresh_after_the_other_and_back(engine: Spark, home: Home) -> None:
    refresh(engine, 1)
    shown = engine.publish()
    assert (shown.schema, shown.run_id, shown.is_new) == ("marts", "run-1", True)
    with opened() as run:
        assert seen(run) == {(1, 1, 3)}
        assert run("select run_id from marts.refresh") == [("run-1",)]
        names = {name for _, name, *_ in run("show tables in marts")}
        assert names == {*MARTS, *publishing.ADDED}
        told = {row[0]: row[1] for row in run("describe formatted marts.orders")}
        assert (told["Type"], told["Comment"]) == ("VIEW", "One orders.")
        assert engine.publish().is_new is False
        for version in (2, 3, 4):
            refresh(engine, version)
            engine.publish()
            assert seen(run) == {(version, version, 3)}
        # As many as there are copies of the file, and files only of these.
        kept = [name for (name,) in run("show schemas like 'marts_run*'")]
        assert kept == ["marts_run2", "marts_run3", "marts_run4"]
        assert sorted(path.name for path in versions().iterdir()) == kept
        publishing.rollback()
        engine.publish()
        assert seen(run) == {(3, 3, 3)}
        assert run("select run_id from marts.refresh") == [("run-3",)]
        assert home.query("select distinct version from marts.orders") == [(3,)]


@pytest.mark.slow
def test_large_marts_are_read_where_they_lie(engine: Spark, home: Home) -> None:
    from dashboard.superset import bundle
    from orchestration import asking, exporting

    refresh(engine, 1)
    kinds = dict(
        home.query("select table_name, 'table' from duckdb_tables()")
        + home.query("select view_name, 'view' from duckdb_views() where not internal")
    )
    assert (kinds["customers"], kinds["orders"], kinds["refresh"]) == ("table", "view", "table")
    assert home.query("select count(*), min(ordered_at)::varchar from marts.orders") == [
        (200, "2026-03-01 12:00:00")
    ]
    described = {row[0]: row[1] for row in home.query("describe marts.orders")}
    assert described == {"order_id": "VARCHAR", "version": "INTEGER", "ordered_at": "TIMESTAMP"}
    assert home.query("select comment from duckdb_views() where view_name = 'orders'") == [
        ("One orders.",)
    ]
    answer = io.BytesIO()
    with asking.open_question("select count(*) as n from orders") as question:
        question.write(answer)
    assert "200" in answer.getvalue().decode("utf-8-sig")
    assert publishing.is_whole(home.link)
    beside = versions() / "marts_run2" / "customers" / "0.parquet"
    with (
        pytest.raises(UsageError, match="reads the published file and nothing else"),
        asking.open_question(f"select * from read_parquet('{beside}')") as question,
    ):
        question.write(answer)
    assert bundle.read_warehouse(home.link).tables.keys() == {"customers"}, (
        "Superset reads no files"
    )
    exporting.export(home.data / "export")
    file = home.data / "export" / "latest" / "orders.parquet"
    with duckdb.connect() as connection:
        assert connection.execute(f"select count(*) from '{file}'").fetchone() == (200,)


@pytest.mark.slow
def test_a_mart_that_comes_goes_or_has_other_columns_is_shown(engine: Spark) -> None:
    refresh(engine, 1)
    engine.publish()
    other = {
        "customers": "select cast(id as string) as customer_id, {version} as version, 7 as more "
        "from range(3)",
        "visits": "select {version} as version",
    }
    refresh(engine, 2, other)
    engine.publish()
    with opened() as run:
        assert run("select distinct version, more from marts.customers") == [(2, 7)]
        assert run("select version from marts.visits") == [(2,)]
        names = {name for _, name, *_ in run("show tables in marts")}
        assert names == {"customers", "visits", *publishing.ADDED}


@contextmanager
def reading(problems: list[Any], every_seconds: float = 0.05) -> Iterator[list[set[tuple]]]:
    """Have a session read both marts again and again; what it sees comes into a list."""
    ended, found = threading.Event(), []

    def read() -> None:
        from pyhive import hive

        host, port = os.environ["ENGAGEMENT_SPARK_HOST"], os.environ["ENGAGEMENT_SPARK_PORT"]
        with (
            hive.connect(host=host, port=int(port)) as connection,
            connection.cursor() as cursor,
        ):

            def run(sql: str) -> list[tuple]:
                cursor.execute(sql)
                return cursor.fetchall()

            while not ended.wait(every_seconds):
                try:
                    found.append(seen(run))
                except Exception as error:  # noqa: BLE001 - whatever a reader would see
                    problems.append(str(error)[:500])

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


@pytest.mark.slow
def test_an_open_session_sees_one_refresh_or_the_other(engine: Spark) -> None:
    refresh(engine, 1)
    engine.publish()
    problems: list[str] = []
    with reading(problems) as found:
        for step in (lambda: refresh(engine, 2), engine.publish, publishing.rollback):
            step()
        engine.publish()
        until = len(found) + 2
        while len(found) < until and not problems:
            time.sleep(0.05)
    assert problems == []
    assert all(len(rows) == 1 for rows in found), "never half of one and half of another"
    seen_then = [next(iter(rows)) for rows in found]
    assert all(one == other and count == 3 for one, other, count in seen_then)
    order = [one for one, *_ in seen_then]
    changes = [one for one, before in zip(order, [None, *order], strict=False) if one != before]
    assert changes == [1, 2, 1]


@pytest.mark.parametrize("step", [0, 1, 2, 3])
@pytest.mark.slow
def test_a_publisher_that_is_stopped_is_followed_by_the_next(
    engine: Spark, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stops, readers see one refresh; the next publisher ends what it began."""
    refresh(engine, 1)
    engine.publish()
    refresh(engine, 2)
    each, calls = spark_marts._each, []

    def stopping(opened: Any, statements: Any) -> list[str]:  # noqa: ANN401
        if len(calls) == step:
            raise RefreshError("stopped")
        calls.append(statements)
        return each(opened, statements)

    monkeypatch.setattr(spark_marts, "_each", stopping)
    with pytest.raises(RefreshError, match="stopped"):
        engine.publish()
    monkeypatch.undo()
    os.environ["ENGAGEMENT_TARGET"] = "spark"
    with opened() as run:
        expected = 1 if step < 2 else 2
        assert seen(run) == {(expected, expected, 3)}
        refresh(engine, 3)
        assert seen(run) == {(expected, expected, 3)}
        engine.publish()
        assert seen(run) == {(3, 3, 3)}
        assert spark_marts.POINTER not in {name for _, name, *_ in run("show tables in marts")}


@pytest.mark.slow
def test_what_a_failed_build_has_left_is_seen_by_nobody_and_taken_away(engine: Spark) -> None:
    refresh(engine, 1)
    engine.publish()

    def failing() -> None:
        with engine.alone("run-2"), opened() as run:
            run("create table marts_run2.customers using parquet as select 1 as half")
            raise RefreshError("a model failed")

    with pytest.raises(RefreshError, match="a model failed"):
        failing()
    with opened() as run:
        assert seen(run) == {(1, 1, 3)}
        with engine.alone("run-3"):
            names = [name for (name,) in run("show schemas like 'marts_run*'")]
        assert names == ["marts_run1", "marts_run3"]
        assert not (versions() / "marts_run2").exists()


@pytest.mark.slow
def test_tables_of_others_in_the_schema_of_readers_are_left_alone(engine: Spark) -> None:
    with opened() as run:
        run("create schema marts")
        run("create table marts.orders using parquet as select 'theirs' as whose")
        run("create table marts.budget using parquet as select 'theirs' as whose")
        refresh(engine, 1)
        with pytest.raises(PublishError, match="did not make, under names that it needs: orders"):
            engine.publish()
        run("drop table marts.orders")
        engine.publish()
        assert seen(run) == {(1, 1, 3)}
        assert run("select whose from marts.budget") == [("theirs",)]


@pytest.mark.slow
def test_another_schema_can_be_named(engine: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(spark_marts.SCHEMA, "figures")
    refresh(engine, 1)
    engine.publish()
    with opened() as run:
        assert seen(run, "figures") == {(1, 1, 3)}
    for wrong in ("marts_x", "Figures", "a-b"):
        monkeypatch.setenv(spark_marts.SCHEMA, wrong)
        with pytest.raises(UsageError, match=spark_marts.SCHEMA):
            spark_marts.schema_name()


@pytest.mark.slow
def test_what_was_not_built_there_is_not_shown(engine: Spark) -> None:
    refresh(engine, 1)
    engine.publish()
    refresh(engine, 2)
    with opened() as run:
        run("drop schema marts_run2 cascade")
        with pytest.raises(PublishError, match="Refresh run-2 was not built on this Spark"):
            engine.publish()
        assert seen(run) == {(1, 1, 3)}


@pytest.mark.slow
def test_an_erasure_leaves_no_version_that_no_copy_speaks_of(engine: Spark) -> None:
    refresh(engine, 1)
    engine.publish()
    refresh(engine, 2)
    engine.publish()
    older, _ = publishing.kept_copies()
    older.unlink()
    engine.forget()
    with opened() as run:
        names = [name for (name,) in run("show schemas like 'marts_*'")]
        assert names == ["marts_run2"]
        assert seen(run) == {(2, 2, 3)}
    refresh(engine, 3)
    for copy in publishing.kept_copies()[:-1]:
        copy.unlink()
    with pytest.raises(RefreshError, match="still shows an older refresh"):
        engine.forget()


def hold(name: str) -> None:
    with spark_lock.held(opened, name, "{who}"):
        print("held", flush=True)
        time.sleep(600)


def test_only_one_builds_on_a_server_until_its_process_is_gone(engine: Spark) -> None:
    holder = multiprocessing.get_context("spawn").Process(target=hold, args=("build",))
    holder.start()
    until = time.monotonic() + 120
    with opened() as run:
        while not run(f"show schemas like '{spark_lock.PREFIX}*'") and time.monotonic() < until:
            time.sleep(0.1)
    told = f"process {holder.pid} of .* wait until it has ended"
    with pytest.raises(BusyError, match=told), engine.alone():
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with engine.alone(), opened() as run:
        assert len(run(f"show schemas like '{spark_lock.PREFIX}*'")) == 1
    with opened() as run:
        assert run(f"show schemas like '{spark_lock.PREFIX}*'") == []


@pytest.mark.slow
def test_a_lock_that_nobody_renews_counts_for_nothing(
    engine: Spark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_lock, "_mark", lambda process: [])  # as from another machine
    with spark_lock.held(opened, "build", ""):
        with pytest.raises(BusyError), engine.alone():
            pass
        monkeypatch.setattr(spark_lock, "STALE_SECONDS", -1)
        with engine.alone():
            pass


@pytest.mark.slow
def test_a_lock_is_renewed_as_long_as_it_is_held(
    engine: Spark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_lock, "RENEW_SECONDS", 0.2)
    with spark_lock.held(opened, "build", ""), opened() as run:
        [(name,)] = run(f"show schemas like '{spark_lock.PREFIX}*'")
        first = run(f"describe schema extended {name}")
        until = time.monotonic() + 30
        while run(f"describe schema extended {name}") == first and time.monotonic() < until:
            time.sleep(0.2)
        assert run(f"describe schema extended {name}") != first


def test_wrong_settings_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(spark_marts.ROWS_BACK, "many")
    with pytest.raises(UsageError, match=spark_marts.ROWS_BACK):
        spark_marts.rows_back()
