"""One word has models built on PostgreSQL as on DuckDB, and nobody else's tables are touched."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from unittest import mock

import duckdb
import pytest
import yaml
from compare_engines import compare
from homes import Home
from postgres_server import postgres_server
from test_postgres import session

from orchestration import engines, paths, postgres, refresh
from orchestration.engines import python_models, spark_marts
from orchestration.engines.postgres import OURS, SCHEMAS, Postgres
from orchestration.engines.spark import Spark
from orchestration.errors import BusyError, RefreshError, UsageError, without_values
from orchestration.paths import DBT_PROJECT_DIR
from orchestration.state import RefreshState

PLAIN = "template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of one's own."""
    pytest.importorskip("dbt.adapters.postgres")
    with postgres_server() as address:
        yield address


@pytest.fixture
def database(server: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database to build in; the settings name it."""
    return made(server, monkeypatch, PLAIN)


def made(server: str, monkeypatch: pytest.MonkeyPatch, how: str) -> str:
    name = f"db_{time.monotonic_ns()}"
    with session(server) as run:
        run(f"create database {name} {how}")
    address = server.rpartition("/")[0] + f"/{name}"
    monkeypatch.setenv(postgres.ADDRESS, address)
    monkeypatch.setenv(engines.TARGET, "postgres")
    return address


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, home: Home) -> Iterator[None]:
    """The session of models in Python, of this test alone."""
    monkeypatch.setattr(python_models, "_kept", None)
    yield
    if python_models._kept is not None:
        python_models._kept.close()


def test_a_word_that_is_no_engine_is_wrong_use(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engines.TARGET, "oracle")
    told = home.engagement("run")
    assert told.exit_code == 2
    assert "ENGAGEMENT_TARGET = 'oracle' is wrong: one of duckdb, postgres, spark." in told.output


def test_without_an_address_nothing_begins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (postgres.ADDRESS, "PGDATABASE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    told = home.engagement("run", "--target", "postgres")
    assert told.exit_code == 2
    assert "Set ENGAGEMENT_POSTGRES" in told.output
    assert "make postgres" in told.output
    assert not paths.warehouse_file().exists()


def test_readers_and_builds_need_schemas_of_their_own(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(postgres.SCHEMA, "staging")
    with pytest.raises(UsageError, match="ENGAGEMENT_POSTGRES_SCHEMA = 'staging' is wrong"):
        Postgres().check()


def test_a_database_that_sorts_by_a_language_is_refused(
    server: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(server, monkeypatch, "template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'")
    with pytest.raises(RefreshError, match="lc_collate 'C' lc_ctype 'C.UTF-8'"):
        Postgres().check()
    made(server, monkeypatch, PLAIN)
    Postgres().check()


def test_tables_of_others_are_never_touched(database: str) -> None:
    with session(database) as run:
        run("create schema staging")
        run("create table staging.theirs as select 1 as one")
        for attempt in (Postgres().check, Postgres().forget, Postgres().alone().__enter__):
            with pytest.raises(RefreshError, match="did not make: staging"):
                attempt()
        assert run("select one from staging.theirs") == [(1,)]
        assert run("select count(*) from pg_namespace where nspname = 'marts_build'") == [(0,)]


def test_two_builds_in_one_database_wait_for_each_other(database: str) -> None:
    with Postgres().alone(), pytest.raises(BusyError, match="Another refresh is building"):
        Postgres().alone().__enter__()
    with Postgres().alone(), session(database) as run:
        said = run("select nspname, obj_description(oid, 'pg_namespace') from pg_namespace")
        assert {name: text for name, text in said if name in SCHEMAS} == dict.fromkeys(
            SCHEMAS, OURS
        )


def test_dbt_marks_the_schemas_that_it_makes_by_hand() -> None:
    macro = (DBT_PROJECT_DIR / "macros" / "schemas.sql").read_text(encoding="utf-8")
    assert f"'{OURS}'" in macro


def test_the_address_reaches_dbt_without_a_file(database: str) -> None:
    told = Postgres().environment()
    assert told["PGDATABASE"] == database.rpartition("/")[2]
    assert told["PGUSER"] == "postgres"
    assert "TimeZone=UTC" in told["PGOPTIONS"]


def test_a_password_has_a_name_that_dbt_hides(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(postgres.ADDRESS, database.replace("postgres@", "postgres:h%40sh@"))
    told = Postgres().environment()
    assert [name for name, value in told.items() if value == "h@sh"] == [
        "DBT_ENV_SECRET_PGPASSWORD"
    ]


def test_what_dbt_cannot_be_told_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.ADDRESS, database + "?load_balance_hosts=random")
    with pytest.raises((UsageError, RefreshError)):
        Postgres().environment()


AWKWARD = """
select * from (values
    (1::integer, 9007199254740993::bigint, 12345678901234.5678::decimal(18, 4), 0.1::double,
        'よい 😀'::varchar, true, date '1899-12-31', timestamp '2026-01-01 00:00:00.000001',
        12345678901234567890123456789012345678::hugeint, ['a', null, '']::varchar[]),
    (null, null, null, null, null, null, null, null, null, null),
    (-1, -1, -0.0001, 'inf'::double, '', false, date '9999-12-31', timestamp '1900-01-01',
        -5::hugeint, [])
) as t(i, b, d, f, s, l, day, moment, huge, words)
"""


def test_rows_come_back_as_they_went(database: str, kept: None) -> None:
    with session(database) as run, duckdb.connect() as connection:
        run("create schema intermediate")
        rows = connection.query(AWKWARD)
        wanted = rows.fetchall()
        assert Postgres().write("intermediate.awkward", [connection.query(AWKWARD)]) == 3
        Postgres().read('"db"."intermediate"."awkward"', connection, "back")
        back = connection.table("back")
        assert back.fetchall() == wanted
        assert [str(kind) for kind in back.types] == [str(kind) for kind in rows.types]
        assert run("select count(*) from pg_stats where tablename = 'awkward'")[0][0] > 0


def test_a_sum_without_bounds_stays_exact(database: str) -> None:
    with session(database) as run, duckdb.connect() as connection:
        run("create schema intermediate")
        run(
            "create table intermediate.sums as select sum(n) as whole, sum(m) as money, "
            "avg(n) as mean, sum(n) filter (where false) as none "
            "from (values (9007199254740993::bigint, 0.0001::numeric(18, 4)), (2, 99999999999999)) "
            "as t (n, m)"
        )
        Postgres().read("intermediate.sums", connection, "back")
        assert connection.table("back").fetchall() == [
            (9007199254740995, Decimal("99999999999999.0001"), Decimal("4503599627370497.5"), None)
        ]


def test_an_empty_table_keeps_its_columns(database: str) -> None:
    with session(database) as run, duckdb.connect() as connection:
        run("create schema intermediate")
        nothing = connection.query(f"select * from ({AWKWARD}) limit 0")
        assert Postgres().write("intermediate.none", [nothing]) == 0
        Postgres().read("intermediate.none", connection, "back")
        assert connection.table("back").columns == nothing.columns


MODEL = """
def model(dbt, session):
    import pyarrow as pa
    rows = dbt.ref("numbers").project("number, number * factor as product").to_arrow_table()
    seen.append(len(rows))
    return rows

seen = []

def ref(*args, dbt_load_df_function):
    return dbt_load_df_function({"numbers": '"db"."intermediate"."numbers"'}[args[0]])

class dbtObj:
    def __init__(self, load):
        self.ref = lambda *args: ref(*args, dbt_load_df_function=load)
"""


@pytest.mark.parametrize("parts", [None, {"numbers": "number"}])
def test_a_model_in_python_runs_at_once_or_in_parts(
    database: str, kept: None, parts: dict | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_models, "PART_ROWS", 100)
    with session(database) as run:
        run("create schema intermediate")
        run(
            "create table intermediate.numbers as "
            "select n::integer as number, 3::bigint as factor from generate_series(1, 1000) as n"
        )
        assert python_models.run(MODEL, "products", '"db"."intermediate"."x"', parts) == 1000
        assert run("select count(distinct number), sum(product) from intermediate.x") == [
            (1000, "1501500")
        ]


def test_a_model_says_by_what_it_falls_into_parts() -> None:
    plan = {"increments": {"by": {"texts": "text_id", "people": "person << texts.person"}}}
    assert python_models.parts_of(plan) == {"texts": "text_id"}
    assert python_models.parts_of({"parts": {"rows": "id"}} | plan) == {"rows": "id"}
    assert python_models.parts_of({}) == {}


def test_marts_of_another_run_are_not_taken_over(database: str) -> None:
    with session(database) as run, Postgres().alone():
        run("create table audit.build_stamp as select 'other' as run_id")
        with pytest.raises(RefreshError, match="was not built by this run but by other"):
            Postgres().hand_back("mine", {"nodes": {}, "sources": {}})
    assert not paths.marts_file().exists()


TINY = {
    "name": "tiny",
    "version": "1.0",
    "profile": "tiny",
    "models": {"tiny": {"+schema": "intermediate"}},
    "seeds": {"tiny": {"+schema": "seeds"}},
}
FILES = {
    "models/plain.sql": "{{ config(materialized='table') }} select {{ var('value') }} as value",
    "models/followed.sql": "{{ config(materialized='tracked') }} "
    "select value from {{ ref('plain') }}",
    "models/seen.sql": "{{ config(materialized='view') }} select value from {{ ref('followed') }}",
    "models/agreed.sql": "select {{ var('value') }} as value from {{ ref('seen') }}",
    "models/agreed.yml": yaml.safe_dump(
        {
            "models": [
                {
                    "name": "agreed",
                    "config": {"contract": {"enforced": True}, "materialized": "table"},
                    "columns": [{"name": "value", "data_type": "double"}],
                }
            ]
        }
    ),
    "models/snake.py": "def model(dbt, session):\n"
    "    dbt.config(materialized='table')\n"
    "    return dbt.ref('agreed').project('value * 2 as value')\n",
    "seeds/words.csv": 'word,weight\nnull,1\n"a, b",\n',
    "seeds/words.yml": yaml.safe_dump(
        {
            "seeds": [
                {
                    "name": "words",
                    "config": {"column_types": {"word": "varchar", "weight": "double"}},
                }
            ]
        }
    ),
}


@pytest.fixture
def build(database: str, tmp_path: Path) -> Callable[[str], str]:
    """A function: what dbt says, started by hand on a small project with a value."""
    folder = tmp_path / "tiny"
    for name in ("materializations.sql", "schemas.sql"):
        FILES[f"macros/{name}"] = (DBT_PROJECT_DIR / "macros" / name).read_text(encoding="utf-8")
    target = {"type": "postgres", "host": "127.0.0.1", "user": "postgres", "password": ""}
    target |= {"port": int(database.split(":")[-1].split("/")[0]), "threads": 2}
    target |= {"dbname": database.rpartition("/")[2], "schema": "public"}
    profile = {"tiny": {"target": "t", "outputs": {"t": target}}}
    FILES["profiles.yml"], FILES["dbt_project.yml"] = map(yaml.safe_dump, (profile, TINY))
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    def run(value: str) -> str:
        done = subprocess.run(
            [Path(sys.executable).with_name("dbt"), "build", "--vars", f"{{value: {value!r}}}"],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if k != engines.TARGET},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    return run


def test_dbt_by_hand_builds_every_kind_and_leaves_what_fails(
    database: str, build: Callable[[str], str]
) -> None:
    with session(database) as run:
        told = build("cast(1.5 as double precision)")
        assert "ERROR=0" in told, told
        assert run("select * from intermediate.snake") == [(3.0,)]
        assert run("select * from seeds.words") == [("null", 1.0), ("a, b", None)]
        told = build("cast(2.5 as double precision)")  # views on tables that are made anew
        assert "ERROR=0" in told, told
        assert run("select * from intermediate.seen") == [(2.5,)]
        told = build("1 / 0.0")
        assert "ERROR=1" in told, told
        assert run("select * from intermediate.plain") == [(2.5,)]
        assert run("select * from intermediate.snake") == [(5.0,)]
        [(left,)] = run("select count(*) from pg_class where relname like '%__dbt%'")
        assert left == 0


def published(file: Path, rows: str) -> Path:
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.columns (table_name varchar, column_name varchar, is_key boolean)"
        )
        connection.execute("insert into marts.columns values ('t', 'id', true)")
        connection.execute(
            f"create table marts.t as select * from (values {rows}) as t(id, money, rate, day)"
        )
    return file


ONE = "('a', 1.0001::decimal(18, 4), 0.3::double, date '2026-01-01'), (null, null, null, null)"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (ONE, {}),
        (ONE.replace("0.3", "0.3000000000001"), {}),
        (ONE.replace("0.3", "0.3000001"), {"rate": 1}),
        (ONE.replace("0.3::double", "null::double"), {"rate": 1}),
        (ONE.replace("0.3::double", "'nan'::double"), {"rate": 1}),
        (ONE.replace("1.0001", "1.0002"), {"money": 1}),
        (ONE.replace("2026-01-01", "2026-01-02"), {"day": 1}),
    ],
)
def test_a_difference_between_engines_is_found(tmp_path: Path, other: str, told: dict) -> None:
    files = published(tmp_path / "one.duckdb", ONE), published(tmp_path / "two.duckdb", other)
    found = {one.mart: one for one in compare(*files)}
    assert dict(found["t"].columns) == told
    assert found["t"].is_equal is (not told)


def test_rows_and_columns_that_one_engine_lacks_are_found(tmp_path: Path) -> None:
    one = published(tmp_path / "one.duckdb", ONE)
    more = published(tmp_path / "two.duckdb", ONE + ", ('b', 0, 0, date '2026-01-01')")
    [found] = [c for c in compare(one, more) if c.mart == "t"]
    assert (found.only_first, found.only_other, found.is_equal) == (0, 1, False)
    [found] = [c for c in compare(more, one) if c.mart == "t"]
    assert (found.only_first, found.only_other, found.is_equal) == (1, 0, False)
    wide = published(tmp_path / "three.duckdb", ONE.replace("decimal(18, 4)", "decimal(20, 4)"))
    assert "other columns or types" in str(next(c for c in compare(one, wide) if c.mart == "t"))


@pytest.fixture
def on_spark(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting ENGAGEMENT_TARGET says spark; no server is asked."""
    pytest.importorskip("pyhive")
    monkeypatch.setenv(engines.TARGET, "spark")


def test_readers_on_the_engine_follow_what_is_published(on_spark: None) -> None:
    shown = spark_marts.Shown("marts", "run1", 7)
    state = RefreshState(run_id="run1", published="engagement-x.duckdb")
    with (
        mock.patch.multiple(
            "orchestration.steps",
            **dict.fromkeys(
                ("load", "check_landing_data", "expect", "check_freshness", "publish"),
                mock.DEFAULT,
            ),
            build=mock.Mock(return_value=iter(())),
            draw_dashboard=mock.DEFAULT,
        ),
        mock.patch.object(Spark, "publish", return_value=shown) as publish,
    ):
        refresh._execute(state)
        assert publish.called
        assert state.problems == []
        publish.side_effect = RefreshError("Its disk is full.")
        refresh._execute(state)
        [told] = refresh.follow()
    assert state.failed_step == "Publishing on spark"
    assert state.problems == [told]
    assert told.startswith("The refresh is published, but readers on engine spark see the one")
    assert "Its disk is full." in told
    assert told.endswith("engagement run")


def test_dagster_shows_the_marts_on_the_engine(on_spark: None) -> None:
    from orchestration.assets import published

    [asset] = published.copies()
    assert asset.key.path == ["published", "spark"]
    assert [key.path for key in asset.asset_deps[asset.key]] == [["published", "engagement"]]


def test_nobody_reads_on_other_engines(home: Home) -> None:
    assert engines.chosen().publish() is None
    assert refresh.follow() == []


def test_moments_have_no_zone(database: str) -> None:
    with session(database) as run, duckdb.connect() as connection:
        run("create schema intermediate")
        run("create table intermediate.moments as select timestamp '2026-01-01 12:00' as at")
        Postgres().read("intermediate.moments", connection, "back")
        assert connection.table("back").fetchall() == [(dt.datetime(2026, 1, 1, 12),)]


@pytest.mark.parametrize(
    "said",
    [
        'invalid input syntax for type numeric: "hana@example.jp"\nLINE 3: select',
        'date/time field value out of range: "hana@example.jp"',
        "duplicate key\nDETAIL:  Key (email)=(hana@example.jp) already exists.",
        'bad\nCONTEXT:  COPY customers, line 1, column email: "hana@example.jp"',
    ],
)
def test_errors_of_the_server_show_no_value(said: str) -> None:
    assert "hana" not in without_values(said)
    assert without_values('relation "audit.as_of" does not exist') == (
        'relation "audit.as_of" does not exist'
    )
