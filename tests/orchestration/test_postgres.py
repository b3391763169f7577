"""PostgreSQL gets what is published, whole, typed and explained; readers see nothing else."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from unittest import mock

import pytest
from copies import MARTS, ROWS, publish
from homes import Home
from postgres_server import postgres_server

from orchestration import (
    postgres,
    postgres_swap,
    postgres_tables,
    publishing,
    refresh,
    settings,
    steps,
)
from orchestration.errors import BusyError, PublishError, UsageError
from orchestration.state import RefreshState


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of one's own."""
    with postgres_server() as address:
        yield address


@pytest.fixture
def database(server: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database; the settings name it."""
    name = f"db_{time.monotonic_ns()}"
    ask(server, f"create database {name}")
    address = server.rpartition("/")[0] + f"/{name}"
    monkeypatch.setenv(postgres.ADDRESS, address)
    return address


@contextmanager
def session(address: str, is_auto: bool = True) -> Iterator[Callable[[str], list[tuple]]]:
    """A session: a function that runs a statement and returns its rows."""
    from adbc_driver_postgresql import dbapi

    with closing(dbapi.connect(address, autocommit=is_auto)) as connection:

        def run(sql: str) -> list[tuple]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []

        yield run


def ask(address: str, *statements: str) -> list[tuple]:
    """Run statements in a session of their own; return the rows of the last one."""
    with session(address) as run:
        return [run(sql) for sql in statements][-1]


def versions(address: str) -> list[tuple]:
    return ask(
        address,
        "select (select min(version) from marts.customers), max(version) from marts.orders",
    )


def test_everything_published_arrives_with_types_keys_joins_and_comments(
    database: str, home: Home
) -> None:
    publish(1)
    copied = postgres.publish()
    assert (copied.tables, copied.joins) == (8, 1)
    listed = (
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    )
    names = [
        "campaigns",
        "columns",
        "customers",
        "metrics",
        "orders",
        "refresh",
        "refreshes",
        "words",
    ]
    assert [name for (name,) in ask(database, listed)] == names
    for name in names:
        count = f"select count(*) from marts.{name}"
        assert ask(database, count) == home.query(count)
    assert dict(
        ask(
            database,
            "select attname, format_type(atttypid, atttypmod) from pg_attribute "
            "where attrelid = 'marts.orders'::regclass and attnum > 0",
        )
    ) == {
        "order_id": "text",
        "customer_id": "text",
        "campaign_id": "text",
        "version": "integer",
        "net_sales": "numeric(18,4)",
        "ordered_at": "timestamp without time zone",
        "business_date": "date",
        "share": "double precision",
        "is_first": "boolean",
        "note": "text",
        "tags": "text[]",
        "parts": "jsonb",
    }
    [row] = ask(
        database,
        "select sum(net_sales)::text, max(ordered_at), max(business_date), max(note), "
        "count(*) filter (where share = 'nan'), max((parts -> 'b' ->> 0)::int), "
        "array_to_string(max(tags), ',', '-') from marts.orders",
    )
    [(exact,)] = home.query("select sum(net_sales) from marts.orders")
    assert Decimal(row[0]) == exact
    assert row[1:] == (
        dt.datetime(2026, 3, 1, 23, 59, 59, 999999),
        dt.date(2026, 3, 2),
        "a\ufffd\\'b'あ",
        1,
        ROWS - 1,
        "x,-,あ",
    )
    constraints = ask(
        database,
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'marts'::regnamespace and conrelid in "
        "('marts.customers'::regclass, 'marts.orders'::regclass) order by 1, 2",
    )
    # campaigns does not know the orders' campaign: no foreign key can be declared.
    assert constraints == [
        ("marts.customers", "PRIMARY KEY (customer_id)"),
        ("marts.orders", "FOREIGN KEY (customer_id) REFERENCES marts.customers(customer_id)"),
        ("marts.orders", "PRIMARY KEY (order_id)"),
    ]
    comments = (
        "select obj_description(oid, 'pg_class'), col_description(oid, {}) from pg_class "
        "where oid = 'marts.orders'::regclass"
    )
    assert ask(database, comments.format(5)) == [
        ("One row per orders.", "What net_sales is. Net sales / 純売上. Unit: currency.")
    ]
    assert "Joins to campaigns.campaign_id." in ask(database, comments.format(3))[0][1]


def test_the_same_refresh_is_copied_once(database: str, home: Home) -> None:
    publish(1)
    assert postgres.publish().is_new
    again = home.engagement("publish-postgres")
    assert again.exit_code == 0
    assert "shows this refresh already (run1)" in again.output
    assert postgres.publish(is_forced=True).is_new
    publish(2)
    assert postgres.publish().is_new
    assert versions(database) == [(2, 2)]


def test_readers_see_one_whole_refresh_whenever_they_look(database: str, home: Home) -> None:
    """Readers in four ways, in a loop, while versions are published one after the other."""
    publish(1)
    postgres.publish()
    stop, wrong, seen = threading.Event(), [], set()

    def reader(begin: list[str]) -> None:
        # In both orders: whoever takes the tables one by one would meet a reader who does so too.
        what = "select min(version), max(version), count(*) from marts"
        both = [f"{what}.customers", f"{what}.orders"]
        try:
            with session(database) as run:
                while not stop.is_set():
                    for sql in begin:
                        run(sql)
                    time.sleep(0.01)
                    both.reverse()
                    rows = []
                    for sql in both:
                        rows.append(run(sql)[0])
                        time.sleep(0.005)
                    if begin:
                        run("commit")
                    for low, high, count in rows:
                        if low != high or count != ROWS:
                            wrong.append(rows)
                    if begin and rows[0] != rows[1]:
                        wrong.append(rows)
                    seen.add(rows[1][0])
                    time.sleep(0.005)
        except Exception as error:  # noqa: BLE001 - any error of a reader is what must not be
            wrong.append(error)

    ways = [
        [],
        ["begin"],
        ["begin isolation level repeatable read"],
        ["begin isolation level repeatable read", "select 1"],
    ]
    threads = [threading.Thread(target=reader, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    try:
        for version in range(2, 6):
            publish(version)
            postgres.publish()
            time.sleep(0.1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert seen == {1, 2, 3, 4, 5}


def test_a_transaction_that_began_before_is_waited_for_and_named(database: str, home: Home) -> None:
    publish(1)
    postgres.publish()
    publish(2)
    counted = "select count(*), min(version) from marts.orders"
    for begin in ("select 1", counted):
        with session(database, is_auto=False) as run:
            run("set transaction isolation level repeatable read")
            run(begin)
            with pytest.raises(BusyError, match=r"--wait 600") as told:
                postgres.publish(wait_seconds=0.5)
            assert "(postgres" in str(told.value)
            assert run(counted) == [(ROWS, 1)]
            # Nobody else is kept waiting meanwhile, and nothing is left lying about.
            assert ask(database, "set statement_timeout = 2000", counted) == [(ROWS, 1)]
            assert ask(database, "select to_regnamespace('marts__new') is null") == [(True,)]
    postgres.publish()
    assert versions(database) == [(2, 2)]


def test_a_second_publisher_waits_or_is_refused(database: str, home: Home) -> None:
    publish(1)
    with session(database) as run:
        name = f"{postgres.NAME} marts"
        run(f"select pg_advisory_lock(hashtextextended('{name}', 0))")
        with pytest.raises(BusyError, match="being published by another process"):
            postgres.publish(wait_seconds=0)
    done: list[object] = []

    def one() -> None:
        try:
            done.append(postgres.publish(is_forced=True).is_new)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is wrong here
            done.append(error)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [True, True]
    assert versions(database) == [(1, 1)]


def test_what_a_killed_publisher_left_is_cleared_away(database: str, home: Home) -> None:
    publish(1)
    with (
        mock.patch.object(postgres, "_clean"),
        mock.patch.object(postgres_swap.Swap, "run", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        postgres.publish()
    assert ask(database, "select count(*) from marts__new.orders") == [(ROWS,)]
    postgres.publish()
    assert ask(database, "select to_regnamespace('marts__new') is null") == [(True,)]


def test_grants_and_views_of_users_stay(database: str, home: Home) -> None:
    publish(1)
    postgres.publish()
    role = f"reader_{time.monotonic_ns()}"
    ask(
        database,
        f"create role {role} login",
        f"grant usage on schema marts to {role}",
        f"grant select on all tables in schema marts to {role} with grant option",
        "grant select (customer_id) on marts.customers to public",
        "create schema mine",
        "create view mine.big with (security_barrier) as "
        "select order_id, version from marts.orders where net_sales > 1",
        "create view mine.of_big as select max(version) as version from mine.big",
        "create view marts.small as select version, 'a\\b' as odd from marts.orders limit 1",
        f"grant usage on schema mine to {role}",
        f"grant select on mine.of_big, marts.small to {role}",
        "create index on marts.orders (business_date)",
        "create statistics marts.st on customer_id, order_id from marts.orders",
    )
    publish(2, marts=MARTS | {"extra": ("select {version} as version", {})})
    copied = postgres.publish()
    assert copied.views == ["marts.small", "mine.big"]
    assert len(copied.told) == 2
    told = "\n".join(copied.told)
    assert "ON marts.orders USING btree (business_date)" in told
    assert "CREATE STATISTICS marts.st ON order_id, customer_id FROM marts.orders" in told
    reader = database.replace("postgres@", f"{role}@")
    for table in ("marts.orders", "marts.extra", "mine.of_big", "marts.small"):
        assert ask(reader, f"select max(version) from {table}") == [(2,)]
    assert ask(database, "select reloptions from pg_class where relname = 'big'") == [
        (["security_barrier=true"],)
    ]
    granted = "select has_column_privilege('public', 'marts.customers', '{}', 'select')"
    assert ask(database, granted.format("customer_id")) == [(True,)]
    assert ask(database, granted.format("version")) == [(False,)]
    assert ask(
        database,
        f"select has_table_privilege('{role}', 'marts.orders', 'select with grant option')",
    ) == [(True,)]


def test_what_the_owner_of_the_database_granted_beforehand_holds(database: str, home: Home) -> None:
    """Tables are made beside the schema, where its default privileges do not reach."""
    role = f"reader_{time.monotonic_ns()}"
    ask(
        database,
        f"create role {role} login",
        "create schema marts",
        f"grant usage on schema marts to {role}",
        f"alter default privileges in schema marts grant select on tables to {role}",
    )
    reader = database.replace("postgres@", f"{role}@")
    for version in (1, 2):
        publish(version)
        postgres.publish()
        assert versions(reader) == [(version, version)]
    # A grant that was taken away since does not come back.
    ask(database, f"revoke select on marts.campaigns from {role}")
    publish(3)
    postgres.publish()
    readable = f"select has_table_privilege('{role}', 'marts.{{}}', 'select')"
    assert ask(database, readable.format("campaigns")) == [(False,)]
    assert ask(database, readable.format("orders")) == [(True,)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            "create materialized view public.m as select * from marts.orders",
            "materialized view public.m",
        ),
        ("create table public.t (c text references marts.customers)", "constraint t_c_fkey"),
        (
            "create view public.v as select campaign_id as gone from marts.campaigns",
            "View public.v",
        ),
        ("alter table marts.orders enable row level security", "row security of marts.orders"),
        ("alter table marts.orders add column mine text", "column mine of marts.orders"),
        ("alter table marts.orders add constraint mine check (true)", "constraint mine on marts"),
        ("alter table marts.orders add constraint mine unique (order_id, note)", "constraint mine"),
        ("create publication mine for table marts.orders", "publication mine of marts.orders"),
    ],
)
def test_what_users_would_lose_stops_the_copy_and_is_named(
    database: str, home: Home, made: str, said: str
) -> None:
    publish(1)
    postgres.publish()
    ask(database, made)
    publish(2, marts={name: mart for name, mart in MARTS.items() if name != "campaigns"})
    with pytest.raises(PublishError) as told:
        postgres.publish()
    assert said in str(told.value)
    assert "Nothing was changed" in str(told.value)
    assert versions(database) == [(1, 1)]
    assert ask(database, "select to_regnamespace('marts__new') is null") == [(True,)]


def test_tables_that_others_wrote_are_never_replaced(database: str, home: Home) -> None:
    publish(1)
    ask(database, "create schema marts", "create table marts.orders (x int)")
    with pytest.raises(PublishError, match=r"did not write.*: orders\. Nothing was changed"):
        postgres.publish()
    with mock.patch.dict("os.environ", {postgres.SCHEMA: "bond"}):
        postgres.publish()
        ask(database, "create table bond.theirs (x int)")
        publish(2)
        postgres.publish()
    assert ask(database, "select count(*) from bond.theirs") == [(0,)]
    assert ask(database, "select max(version) from bond.orders") == [(2,)]


def test_a_role_without_rights_is_told_what_to_grant(
    database: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(1)
    role = f"loader_{time.monotonic_ns()}"
    ask(database, f"create role {role} login")
    monkeypatch.setenv(postgres.ADDRESS, database.replace("postgres@", f"{role}:s3cret@"))
    with pytest.raises(PublishError, match="grant create on database") as told:
        postgres.publish()
    assert "s3cret" not in str(told.value)
    name = database.rpartition("/")[2]
    ask(database, f"grant create on database {name} to {role}")
    postgres.publish()
    # A view of somebody else over its tables cannot be moved, and is not dropped.
    ask(database, "create view public.v as select version from marts.orders")
    publish(2)
    with pytest.raises(PublishError, match=r"public\.v \(of postgres\)"):
        postgres.publish()
    ask(database, "drop view public.v")
    postgres.publish()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:s3cret@127.0.0.1:1/db",
        "postgresql://me:s3c%72et@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?user=me&password=s3cret",
        "host=127.0.0.1 port=1 password='s3cret'",
    ],
)
def test_a_server_that_is_away_is_told_without_the_password(home: Home, address: str) -> None:
    pytest.importorskip("adbc_driver_postgresql")
    publish(1)
    with mock.patch.dict("os.environ", {postgres.ADDRESS: address}):
        done = home.engagement("publish-postgres")
    assert done.exit_code == 1
    assert "PostgreSQL cannot be reached" in done.output
    assert "s3cret" not in done.output
    assert "s3c%72et" not in done.output


@pytest.mark.parametrize(
    "address",
    [
        "postgres//me:s3cret@host",
        "s3cret",
        # Signs that an address gives another meaning to.
        "postgresql://me:s3cret/more@host:5432/db",
        "postgresql://me:more%zs3cret@host/db",
        "host=127.0.0.1 password=more s3cret",
        "host=127.0.0.1 password='s3cret",
    ],
)
def test_an_address_that_is_none_is_told_without_a_part_of_it(home: Home, address: str) -> None:
    pytest.importorskip("adbc_driver_postgresql")
    publish(1)
    with mock.patch.dict("os.environ", {postgres.ADDRESS: address}):
        done = home.engagement("publish-postgres")
    assert done.exit_code == 1
    assert "cannot be read as an address" in done.output
    assert "%2F" in done.output
    assert "s3cret" not in done.output


def test_wrong_use_is_told_with_its_remedy(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    done = home.engagement("publish-postgres")
    assert done.exit_code == 2
    assert "Set ENGAGEMENT_POSTGRES" in done.output
    monkeypatch.setenv(postgres.ADDRESS, "postgresql://localhost/db")
    done = home.engagement("publish-postgres")
    assert done.exit_code == 2
    assert "engagement run" in done.output
    for name in ("public", "pg_mine", "x" * 80):
        monkeypatch.setenv(postgres.SCHEMA, name)
        with pytest.raises(UsageError, match=postgres.SCHEMA):
            settings.postgres_settings()
    monkeypatch.delenv(postgres.SCHEMA)
    with (
        mock.patch.dict("sys.modules", {"adbc_driver_postgresql": None}),
        pytest.raises(UsageError, match="make publish-postgres installs it"),
    ):
        settings.postgres_settings()


def test_a_copy_that_fails_is_told_and_undoes_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("adbc_driver_postgresql")
    publish(1)
    monkeypatch.setenv(postgres.ADDRESS, "postgresql://127.0.0.1:1/db")
    state = RefreshState("run1")

    def published(*_: object) -> None:
        state.published = "engagement-x.duckdb"

    quiet = ("load", "build", "check_freshness", "draw_dashboard", "manifest")
    with (
        mock.patch.multiple(
            steps, **{name: mock.DEFAULT for name in quiet}, publish=published
        ) as done,
        mock.patch.multiple(refresh, _check_landing_data=mock.DEFAULT, _expect=mock.DEFAULT),
    ):
        done["build"].return_value = iter(())
        refresh._execute(state)
    assert done["draw_dashboard"].called
    assert state.failed_step == "Publishing to PostgreSQL"
    assert not state.is_wrong_use
    [problem] = state.problems
    assert problem.startswith("The refresh is published, but PostgreSQL shows the one before.")
    assert "make publish-postgres" in problem
    [told] = refresh.follow()
    assert told == problem


def test_the_made_up_company_is_not_copied_unasked(home: Home) -> None:
    (home.data / "landing").mkdir(parents=True)
    wanted = []

    def look(*_: object, **__: object) -> None:
        wanted.append(postgres.is_wanted())

    with (
        mock.patch.dict("os.environ", {postgres.ADDRESS: "postgresql://127.0.0.1:1/db"}),
        mock.patch("orchestration.cli._refresh", look),
    ):
        assert home.engagement("demo").exit_code == 0
    assert wanted == [False]


def test_it_follows_a_rollback_and_a_refresh_that_finds_nothing_new(
    database: str, home: Home
) -> None:
    publish(1)
    assert refresh.follow() == []
    publish(2)
    assert refresh.follow() == []
    assert versions(database) == [(2, 2)]
    publishing.rollback()
    assert refresh.follow() == []
    assert versions(database) == [(1, 1)]


def test_dagster_shows_the_copy_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.assets import published

    assert published.copies() == []
    monkeypatch.setenv(postgres.ADDRESS, "postgresql://localhost/db")
    [asset] = published.copies()
    assert asset.key.path == ["published", "postgres"]
    assert [key.path for key in asset.asset_deps[asset.key]] == [["published", "engagement"]]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("DECIMAL(38,10)", ("numeric(38, 10)", "{}", "")),
        ("DATE[]", ("date[]", "{}", "")),
        ("STRUCT(a INTEGER)[]", ("json", "cast(to_json({}) as varchar)", "jsonb")),
        ("MAP(VARCHAR, INTEGER)", ("json", "cast(to_json({}) as varchar)", "jsonb")),
        ("TIMESTAMP_NS", ("timestamp", "cast({} as timestamp)", "")),
        ("UUID", ("text", "cast({} as varchar)", "")),
    ],
)
def test_every_type_has_its_like(kind: str, told: tuple[str, str, str]) -> None:
    assert postgres_tables.as_type(kind) == told


def test_a_comment_keeps_quotes_and_backslashes(database: str, home: Home) -> None:
    said = "it's 'a\\b'"
    ask(
        database,
        "create table public.t ()",
        f"comment on table public.t is {postgres_tables.text(said)}",
    )
    assert ask(database, "select obj_description('public.t'::regclass)") == [(said,)]
