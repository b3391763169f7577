"""The suites are well-formed, speak of columns that exist, and run wherever the data stands."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations.room import checking_room
from expectations.runner import EMPTY, MEASURES, NOTHING_TO_COMPARE, compared, run_suites
from expectations.suites import FOLDER, Statement, Suite, SuiteError, read_suite, read_suites
from orchestration import dbt, naming
from orchestration.contract import read_contract
from orchestration.landing import CONTROL_COLUMNS

SUITES = [suite for layer in ("landing", "marts") for suite in read_suites(layer)]
RULED_CRITICAL = {
    "orders": "paid_orders_have_an_exchange_rate",
}


@pytest.fixture(scope="module")
def manifest() -> dict:
    return dbt.read_manifest()


def columns_of_marts(manifest: dict) -> dict[str, dict[str, str]]:
    """Return mart -> column -> type as the contract says."""
    return {
        node["name"]: {name: column["data_type"] for name, column in node["columns"].items()}
        for node in manifest["nodes"].values()
        if dbt.is_mart(node)
    }


def create(connection: duckdb.DuckDBPyConnection, manifest: dict) -> None:
    """Make every raw table and mart, empty, and the seed that gives metrics their names."""
    connection.execute("create schema if not exists raw; create schema if not exists marts")
    connection.execute("create schema if not exists seeds")
    connection.execute(
        "create table seeds.metric_registry as from read_csv(?, header = true, all_varchar = true)",
        [str(naming.seed_file("metric_registry"))],
    )
    for table in read_contract():
        columns = [(c["name"], c["data_type"]) for c in table.wanted]
        columns += CONTROL_COLUMNS.items()
        definition = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        connection.execute(f"create table {table.relation} ({definition})")
    for mart, columns in columns_of_marts(manifest).items():
        definition = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f'create table marts."{mart}" ({definition})')


NAMES = ("warehouse", "built", "before")


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory, manifest: dict) -> Path:
    """A file with all raw tables and marts, all empty; made once, for tests to copy."""
    file = tmp_path_factory.mktemp("suites") / "empty.duckdb"
    with duckdb.connect(str(file)) as connection:
        create(connection, manifest)
    return file


@pytest.fixture(scope="module")
def filled_file(empty_file: Path, manifest: dict) -> Path:
    """The same file with 60 rows of made-up values in every mart; made once, for tests to copy."""
    file = empty_file.with_name("filled.duckdb")
    shutil.copyfile(empty_file, file)
    with duckdb.connect(str(file)) as connection:
        for mart, columns in columns_of_marts(manifest).items():
            values = ", ".join(some_value(kind) for kind in columns.values())
            connection.execute(f'insert into marts."{mart}" select {values} from range(60) as r(i)')
    return file


def copies(file: Path, folder: Path) -> dict[str, Path]:
    """Return a build database, a marts file and a published file, each a copy of a file."""
    found = {name: folder / f"{name}.duckdb" for name in NAMES}
    for copy in found.values():
        shutil.copyfile(file, copy)
    return found


@pytest.fixture
def files(tmp_path: Path, empty_file: Path) -> dict[str, Path]:
    """A build database, a marts file and a published file: all tables there, all empty."""
    return copies(empty_file, tmp_path)


@pytest.fixture
def fill(files: dict[str, Path]) -> object:
    """A function that runs SQL in one of the files."""

    def run(name: str, sql: str) -> None:
        with duckdb.connect(str(files[name])) as connection:
            connection.execute(sql)

    return run


def outcomes(
    files: dict[str, Path], table: str, compare: bool = True
) -> dict[str, tuple[bool, str]]:
    """Return check -> (passed, observed) of one suite."""
    suites = [suite for suite in SUITES if suite.table == table]
    with checking_room(
        files["warehouse"], files["built"], files["before"] if compare else None
    ) as room:
        return {o.statement.check: (o.passed, o.observed) for o in run_suites(room, suites)}


def test_every_mart_of_the_project_has_a_suite(manifest: dict) -> None:
    suites, marts = {s.table for s in SUITES if s.layer == "marts"}, set(dbt.marts(manifest))
    missing = [f"write expectations/marts/{mart}.yml" for mart in sorted(marts - suites)]
    assert missing == []
    assert suites - marts == set(), "no such marts: take their files out of expectations/marts/"


def test_landing_suites_name_tables_of_the_contract() -> None:
    tables = {f"{table.source}.{table.name}" for table in read_contract()}
    assert {s.table for s in SUITES if s.layer == "landing"} <= tables


@pytest.mark.parametrize("suite", SUITES, ids=lambda s: s.name)
def test_a_suite_says_two_to_eight_things_each_with_its_reason(suite: Suite) -> None:
    # Laws that every row must keep are tests of dbt, so that a plain dbt build keeps them too.
    assert 2 <= len(suite.statements) <= 8
    for statement in suite.statements:
        assert len(statement.notes) > 30
        assert statement.remedy


@pytest.mark.parametrize("suite", [s for s in SUITES if s.layer == "marts"], ids=lambda s: s.table)
def test_a_suite_names_columns_that_exist(suite: Suite, manifest: dict) -> None:
    known = columns_of_marts(manifest)[suite.table]
    assert {s.kwargs["column"] for s in suite.statements if "column" in s.kwargs} <= set(known)


def test_what_the_rulings_call_critical_is_critical() -> None:
    for name, check in RULED_CRITICAL.items():
        suite = next(s for s in SUITES if s.name == name)
        assert next(s for s in suite.statements if s.check == check).is_critical


def test_every_expectation_can_be_computed_and_holds_while_a_source_is_not_in_use(
    files: dict,
) -> None:
    with checking_room(files["warehouse"], files["built"], files["before"]) as room:
        results = run_suites(room, SUITES)
    failed = {(o.suite.name, o.statement.check): o.observed for o in results if not o.passed}
    assert set(failed) == {("landing crm.customers", "there_are_customers")}


def some_value(kind: str) -> str:
    """Return SQL for a value of a type that varies with i."""
    kind = kind.lower()
    if kind == "varchar":
        return "'v' || (i % 3)"
    if kind == "boolean":
        return "i % 2 = 0"
    if kind in ("date", "timestamp"):
        return f"cast(timestamp '2025-01-01' + to_days(cast(i % 200 as integer)) as {kind})"
    return f"cast(i % 7 as {kind})"


@pytest.fixture
def filled(files: dict[str, Path], filled_file: Path) -> dict[str, Path]:
    """The same files with 60 rows of made-up values in every mart, now and before."""
    for name in ("built", "before"):
        shutil.copyfile(filled_file, files[name])
    return files


def test_every_expectation_can_be_computed_on_rows_with_a_published_refresh(filled: dict) -> None:
    with checking_room(filled["warehouse"], filled["built"], filled["before"]) as room:
        results = run_suites(room, [s for s in SUITES if s.layer == "marts"])
    for outcome in results:
        assert "could not be computed" not in outcome.observed, (
            outcome.suite.name,
            outcome.statement.check,
        )
        assert outcome.observed not in (EMPTY, NOTHING_TO_COMPARE), outcome.statement.check
    drift = [o for o in results if o.statement.is_comparison]
    assert [o.statement.check for o in drift if not o.passed] == []


def test_a_mart_that_shrinks_by_more_than_half_is_critical(filled: dict, fill: object) -> None:
    fill("built", "delete from marts.orders where rowid % 3 != 0")
    passed, observed = outcomes(filled, "orders")["has_not_shrunk"]
    assert not passed
    assert observed == "20 (allowed: at least 30)"
    assert outcomes(filled, "orders", compare=False)["has_not_shrunk"] == (True, NOTHING_TO_COMPARE)


def test_a_mart_that_became_empty_is_critical(filled: dict, fill: object) -> None:
    fill("built", "delete from marts.sessions")
    found = outcomes(filled, "sessions")
    assert found["has_not_shrunk"][0] is False
    assert found["channels_are_stable"] == (True, EMPTY)


def test_a_changed_mix_is_seen(filled: dict, fill: object) -> None:
    fill("built", "update marts.orders set channel = 'telegraph'")
    assert outcomes(filled, "orders")["channels_are_stable"][0] is False


def test_a_mart_with_a_new_column_is_compared_by_the_columns_both_have(
    filled: dict, fill: object
) -> None:
    fill("before", "alter table marts.orders drop column channel")
    found = outcomes(filled, "orders")
    assert found["has_not_shrunk"][0]
    assert found["channels_are_stable"] == (True, NOTHING_TO_COMPARE)


def orders(missing: int, of: int, currency: str = "USD") -> str:
    return (
        "insert into marts.orders by name select 'o' || i as order_id, 'paid' as status, date "
        "'2025-03-05' as "
        f"business_date, if(i < {missing}, '{currency}', 'JPY') as currency_original, "
        f"if(i < {missing}, null, 100) as net_sales, 100 as net_sales_original, i >= {missing} "
        f"as is_counted "
        f"from range({of}) as r(i)"
    )


@pytest.mark.parametrize(("missing", "holds"), [(0, True), (1, True), (2, False), (500, False)])
def test_paid_orders_without_a_rate_are_critical_above_one_in_a_thousand(
    files: dict, fill: object, missing: int, holds: bool
) -> None:
    fill("built", orders(missing, 1000))
    passed, observed = outcomes(files, "orders")["paid_orders_have_an_exchange_rate"]
    assert passed is holds
    if not holds:
        assert "currency: USD" in observed
        assert "months: 2025-03" in observed


@pytest.mark.parametrize(
    ("tenths", "found"),
    [
        # Five customers of one risk: (.1 + .1) / 2 and (.1 + .1 + .1) / 3 differ in the last bit.
        ([0.1, 0.3 / 3], []),
        ([0.1, 0.099999], [("buyer", 2)]),
    ],
)
def test_tenths_of_one_risk_are_no_fall(tenths: list[float], found: list[tuple]) -> None:
    assert tenths[1] < tenths[0]
    suite = next(s for s in SUITES if s.table == "churn_calibration")
    query = suite.statements[0].kwargs["unexpected_rows_query"]
    rows = ", ".join(f"('buyer', {n}, {p!r}::double)" for n, p in enumerate(tenths, 1))
    batch = f"(values {rows}) as tenths (relation, decile, mean_probability)"
    assert duckdb.sql(query.replace("{batch}", batch)).fetchall() == found


def write(folder: Path, text: str) -> Path:
    file = folder / "suite.yml"
    file.write_text(text)
    return file


GOOD = "{type: t, severity: warning, meta: {check: a_check}, notes: because}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "is no suite"),
        ("table: a\nexpectations: [{type: t}]", "meta.check"),
        (f"table: a\nexpectations: [{GOOD.replace('warning', 'high')}]", "severity"),
        (f"table: a\nexpectations: [{GOOD.replace('because', '')}]", "notes"),
        (
            f"table: a\nexpectations: [{GOOD.replace('type: t', 'type: t, colour: red')}]",
            "unknown field colour",
        ),
        (f"table: a\nexpectations: [{GOOD}, {GOOD}]", "used twice"),
        (f"table: a\nexpectations: [{GOOD.replace('a_check', 'A Check')}]", "snake_case"),
    ],
)
def test_a_suite_with_a_slip_says_which(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SuiteError, match=message):
        read_suite(write(tmp_path, text), "marts")


def test_a_misspelt_column_fails_and_says_so(files: dict, fill: object) -> None:
    fill("built", orders(0, 5))
    statement = Statement(
        "expect_column_mean_to_be_between", {"column": "nett", "min_value": 0}, "c", True, "n", "r"
    )
    with checking_room(files["warehouse"], files["built"], None) as room:
        (outcome,) = run_suites(room, [Suite("marts", "orders", (statement,))])
    assert not outcome.passed
    assert "could not be computed" in outcome.observed
    assert "nett" in outcome.observed


def found(files: dict[str, Path], limit: int) -> str:
    """Return what is said of an SQL statement that finds so many rows."""
    sql = f"select i as number from range({limit}) as r(i) where exists (select 1 from {{batch}})"
    kwargs = {"unexpected_rows_query": sql}
    statement = Statement("unexpected_rows_expectation", kwargs, "c", False, "n", "r")
    with checking_room(files["warehouse"], files["built"], None) as room:
        (outcome,) = run_suites(room, [Suite("marts", "orders", (statement,))])
    assert outcome.passed == (limit == 0)
    return outcome.observed


def test_an_sql_statement_is_asked_once_and_the_rows_it_finds_are_told(
    files: dict, fill: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from expectations import dialect

    fill("built", orders(0, 5))
    asked = []
    execute = dialect.Cursor.execute
    monkeypatch.setattr(
        dialect.Cursor,
        "execute",
        lambda self, sql, parameters=None: (asked.append(sql), execute(self, sql, parameters))[1],
    )
    assert found(files, 0) == "0"
    assert found(files, 12).endswith("number: 8 | number: 9 | and 2 more")
    assert found(files, 1000).endswith("and at least 190 more")
    assert sum("as number" in sql for sql in asked) == 3


def test_identifiers_do_not_get_into_what_checks_report() -> None:
    for suite in SUITES:
        for statement in suite.statements:
            selected = str(statement.kwargs.get("unexpected_rows_query", "")).split(" from ")[0]
            assert not re.search(r"\b(email|phone|name)\b(?!.*\bas\b)", selected.split("count(")[0])


@pytest.fixture
def room(filled: dict[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with checking_room(filled["warehouse"], filled["built"], filled["before"]) as connection:
        yield connection


@pytest.mark.parametrize("kind", sorted(MEASURES))
def test_every_comparison_measures_what_its_expectation_measures(
    room: duckdb.DuckDBPyConnection, kind: str
) -> None:
    kwargs = {} if "table" in kind else {"column": "gross_sales"}
    exactly = Statement(kind, kwargs, "c", True, "n", "r", at_least=0.999999, at_most=1.000001)
    assert compared(room, Suite("marts", "orders"), exactly)
    (outcome,) = run_suites(room, [Suite("marts", "orders", (exactly,))])
    assert outcome.passed, outcome.observed


def test_suites_lie_where_the_documentation_says() -> None:
    assert {p.name for p in FOLDER.iterdir() if p.is_dir() and not p.name.startswith("_")} == {
        "landing",
        "marts",
    }
