"""A refresh that fails leaves nothing of a person who was erased before in the build database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import leaks
import pytest
from homes import Home

from orchestration import contract, engines, erasure, landing, loading, paths, steps
from orchestration.engines.engine import Engine
from orchestration.state import RefreshState

LOADED = "2026-09-21T03:00:00Z"
CUSTOMERS = f"""customer_record_id,source_system,email,phone,registered_at,_loaded_at
stays-1,ec,stays@example.com,+819011112222,2026-01-01T00:00:00Z,{LOADED}
goes-1,ec,goes@example.com,+819033334444,2026-01-01T00:00:00Z,{LOADED}
goes-2,ec,goes.too@example.com,,2026-01-01T00:00:00Z,{LOADED}
"""
ORDERS = "order_id,customer_record_id,email,ordered_at,channel,status,currency,discount_amount,"
GOOD = f"""{ORDERS}_loaded_at
kept-order,stays-1,,2026-02-01T00:00:00Z,web,paid,JPY,0,{LOADED}
gone-order,goes-2,,2026-02-01T00:00:00Z,web,paid,JPY,0,{LOADED}
gone-guest,,goes@example.com,2026-02-01T00:00:00Z,web,paid,JPY,0,{LOADED}
"""
REQUESTS = f"""request_id,customer_record_id,requested_at,_loaded_at
please,goes-1,2026-09-20T03:00:00Z,{LOADED}
"""
# All that is theirs, in files of before and in the one that came since.
THEIRS = ["goes-1", "goes-2", "goes@", "goes.too@", "+819033334444", "gone-order", "gone-guest"]
THEIRS += ["new-order", "new-guest"]


def lay(home: Home, file: str, text: str) -> None:
    path = home.raw / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def bad_orders() -> str:
    rows = [f"bad-{n},stays-1,,2026-03-01T00:00:00Z,web,paid,JPY,-500,{LOADED}" for n in range(700)]
    rows += [f"new-order,goes-2,,2026-03-01T00:00:00Z,web,paid,JPY,0,{LOADED}"]
    rows += [f"new-guest,,GOES@example.com,2026-03-01T00:00:00Z,web,paid,JPY,0,{LOADED}"]
    return f"{ORDERS}_loaded_at\n" + "\n".join(rows) + "\n"


def refused_by_a_check(home: Home) -> None:
    lay(home, "commerce/orders/bad.csv", bad_orders())


def refused_while_loading(home: Home) -> None:
    """Tables are in already when a file of a later one is of the future."""
    lay(home, "commerce/orders/new.csv", bad_orders())
    lay(
        home,
        "crm/erasure_requests/later.csv",
        REQUESTS.replace(LOADED, "2999-01-01T00:00:00Z").replace("please", "later"),
    )


def written_anew(home: Home) -> None:
    """Rows of the customers stand elsewhere, and one of theirs is named by no request."""
    head, *rows = CUSTOMERS.splitlines()
    lay(home, "crm/customers/c.csv", "\n".join([head, *reversed(rows), ""]))
    refused_by_a_check(home)


def under_other_names(home: Home) -> None:
    for folder in ("crm/customers", "crm/erasure_requests"):
        (home.raw / folder / "c.csv").rename(home.raw / folder / "renamed.csv")
    refused_by_a_check(home)


def loaded(home: Home) -> None:
    """Load a company with a request, and say who is who as a build does."""
    lay(home, "crm/customers/c.csv", CUSTOMERS)
    lay(home, "crm/erasure_requests/c.csv", REQUESTS)
    lay(home, "commerce/orders/good.csv", GOOD)
    loading.prepare_folders()
    loading.load_landing()
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute(
            """
            create schema identity; create schema staging; create schema audit;
            create table audit.as_of as select timestamp '2026-09-30' as as_of_at;
            create table audit.identity_salt as select 'engagement' as salt;
            create table staging.stg_crm__erasure_requests as from raw.crm__erasure_requests;
            create table staging.stg_commerce__orders as from raw.commerce__orders;
            create table identity.id_records_resolved as
            select customer_record_id as record_id, customer_record_id like 'goes%' as is_erased
            from raw.crm__customers;
            create table identity.id_records_to_identifiers as
            select
                customer_record_id as record_id, 'email' as identifier_type,
                email as identifier_value
            from raw.crm__customers;
            update raw.landing_files set is_published = true;
            insert into changes.states
            select 'id_records_resolved', max(build) + 1, 1, true, '', 3, '{}' from raw.loaded;
            """
        )


@pytest.fixture
def forgotten(home: Home) -> Home:
    """A company whose erasure was fulfilled, as a build leaves it."""
    loaded(home)
    erasure.take_out(is_published=True, has_built=True)
    assert leaks.found(home.data / "build", THEIRS) == []
    return home


@pytest.mark.parametrize("options", [(), ("--full-refresh",)])
@pytest.mark.parametrize(
    "refused",
    [refused_by_a_check, refused_while_loading, written_anew, under_other_names],
)
def test_a_refresh_that_fails_leaves_nobody_in_the_build_database(
    forgotten: Home, refused: Callable[[Home], None], options: tuple[str, ...]
) -> None:
    refused(forgotten)
    for _ in range(2):  # and what it remembers serves the next one that fails
        told = forgotten.engagement("run", *options)
        assert told.exit_code == 1, told.output
        assert "Catalog Error" not in told.output
        assert "still in the build" not in told.output
        assert leaks.found(forgotten.data, THEIRS) == []
        assert leaks.free_pages(paths.warehouse_file()) == 0
    # Whoever looks for what was refused still finds it.
    if refused is refused_by_a_check:
        with duckdb.connect(str(paths.warehouse_file()), read_only=True) as connection:
            assert connection.execute(
                "select count(*) from raw.commerce__orders where order_id = 'kept-order' "
                "or _reasons is not null"
            ).fetchone() == (701,)


class Elsewhere(Engine):
    """An engine that alone has the rows of the raw tables."""

    name, is_elsewhere, has_raw_rows = "elsewhere", True, True

    def __init__(self) -> None:
        self.rows = duckdb.connect()
        self.rows.execute("create schema raw")

    @contextmanager
    def raw_rows(
        self,
        connection: duckdb.DuckDBPyConnection,  # noqa: ARG002 - of the interface
    ) -> Iterator[landing.RawRows]:
        yield landing.RawRows(self.rows)

    def forget(self) -> None:
        self.rows.execute("drop schema raw cascade; create schema raw")

    def take(self) -> None:
        """Have the rows of the build database, which keeps the empty tables."""
        with duckdb.connect(str(paths.warehouse_file())) as connection:
            connection.execute(
                f"create table {landing.ELSEWHERE} (table_name varchar, load varchar)"
            )
            connection.execute(f"insert into {landing.ELSEWHERE} values ('crm__customers', 'one')")
            for table in contract.read_contract():
                given = connection.table(table.relation).to_arrow_table()  # noqa: F841 - read below
                self.rows.execute(f"create table {table.relation} as from given")
                connection.execute(f"delete from {table.relation}")


@pytest.fixture
def elsewhere(home: Home, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """A company whose raw rows lie in an engine, as a build leaves it."""
    lay(
        home,
        "community/members/c.csv",
        f"member_id,customer_record_id,joined_at,_loaded_at\nwriter,goes-2,2026-01-01,{LOADED}\n",
    )
    loaded(home)
    engine = Elsewhere()
    engine.take()
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute(
            "create table audit.quarantine as select 'crm' as source, 'customers' as table_name, "
            "'c.csv' as file, 1::bigint as row_number, 'goes@example.com' as row_json; "
            "create schema pii; create table pii.members as select * from (values "
            "('writer'), ('other')) as members(member_id); "
            "drop table staging.stg_commerce__orders"
        )
    monkeypatch.setattr(engines, "chosen", lambda: engine)
    return engine


def test_nothing_of_them_stays_in_an_engine_that_has_the_rows(
    elsewhere: Elsewhere, home: Home
) -> None:
    assert erasure.is_due()
    steps.forget_erased(RefreshState(run_id="none", published="it", has_built=True))
    assert leaks.found(home.data / "build", [*THEIRS, "writer"]) == []
    assert elsewhere.rows.execute("select count(*) from duckdb_tables()").fetchone() == (0,)
    assert not erasure.is_due(has_read=True)
    with duckdb.connect(str(paths.warehouse_file()), read_only=True) as connection:
        assert connection.execute("from pii.members").fetchall() == [("other",)]
        # What was loaded is known, and that its rows are gone.
        assert connection.execute("select count(*) from raw.landing_files").fetchone() == (4,)
        assert connection.execute(f"from {landing.ELSEWHERE}").fetchall() == []


def test_rows_stay_in_an_engine_where_nobody_asked(elsewhere: Elsewhere) -> None:
    with duckdb.connect(str(paths.warehouse_file())) as connection:
        connection.execute("delete from raw.landing_files where table_name = 'erasure_requests'")
    assert not erasure.is_due(has_read=True)
    steps.forget_erased(RefreshState(run_id="none", published="it", has_built=True))
    assert elsewhere.rows.execute("select count(*) from raw.crm__customers").fetchone() == (3,)
