"""The failing rows of a refresh that was stopped, as tables and as CSV, for whoever has to look.

They may hold personal data: the folder is for the owner alone, is never published, and goes with
the next refresh that is published, so that nobody who was erased stays in it.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.room import checking_room
from expectations.suites import Suite, read_suites
from orchestration import dbt, engines, paths, publishing, settings, spreadsheet, steps
from orchestration.contract import RawTable, read_contract
from orchestration.errors import RefreshError, without_values
from orchestration.landing import RawRows
from orchestration.state import Check, RefreshState

# Of one check; what is wrong shows long before.
MAX_ROWS = 10_000
KEEP = 5
# Who names the databases in a query: dbt, or the layer of the suites.
DBT, LANDING = "dbt", "landing"
CHECKS = ("table_name", "check_name", "observed", "reason", "remedy", "kept")


def folder() -> Path:
    """Return the folder of all evidence."""
    return paths.build_dir() / "evidence"


def forget() -> None:
    """Take all evidence away: what is published now has passed every check."""
    shutil.rmtree(folder(), ignore_errors=True)


def keep(state: RefreshState) -> Path | None:
    """Write the failing rows of the critical checks, and the quarantine; return where they are.

    ``evidence.duckdb`` has table ``checks`` (what failed, what was seen, what to do), a table
    ``<table>__<check>`` of failing rows for each check that is about rows, and ``quarantine`` with
    the rows as they came. Beside it each of them lies as CSV, in which what a spreadsheet would
    take for a formula begins with an apostrophe.

    Args:
        state: The run that was stopped.

    """
    failed = state.failed_critical
    if not failed:
        return None
    place = folder() / f"{state.started_at:%Y%m%dT%H%M%S}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    place.chmod(0o700)
    for old in sorted(folder().iterdir())[:-KEEP]:
        shutil.rmtree(old, ignore_errors=True)
    queries = dict(_queries(failed))
    kept: dict[str, str] = {}
    # One session for each way of naming the databases: dbt's, and that of the suites.
    for is_dbt in (True, False):
        asked = {name: told for name, told in queries.items() if (told[0] is DBT) == is_dbt}
        if not asked:
            continue
        with _session(is_dbt) as connection, _raw_rows(connection) as raw:
            path = str(place / "evidence.duckdb").replace("'", "''")
            connection.execute(f"attach '{path}' as evidence")
            for name, (layer, sql) in asked.items():
                is_raw = layer is LANDING and raw is not None
                kept[name] = _kept(connection, place, name, sql, raw if is_raw else None)
            connection.execute("detach evidence")
    _write_checks(place, failed, kept)
    return place


@contextmanager
def _raw_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[RawRows | None]:
    """Yield the raw tables where an engine has their rows, else None."""
    engine = engines.chosen()
    if not engine.has_raw_rows:
        yield None
        return
    with engine.raw_rows(connection) as raw:
        yield raw


@contextmanager
def _session(is_dbt: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    warehouse, marts = paths.warehouse_file(), paths.marts_file()
    if not is_dbt:
        with (
            publishing.readable(publishing.current()) as published,
            checking_room(warehouse, marts, published, settings.duckdb_config()) as room,
        ):
            yield room
        return
    with duckdb.connect(config=settings.duckdb_config()) as connection:
        for alias, file in (("warehouse", warehouse), ("marts_build", marts)):
            if file.exists():
                path = str(file).replace("'", "''")
                connection.execute(f"attach '{path}' as {alias} (read_only)")
        yield connection


def _queries(failed: list[Check]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield name of the table -> who names the databases, and the SQL of the rows."""
    compiled, tables = _compiled(), {table.full_name: table for table in read_contract()}
    suites = {suite.name: suite for layer in ("landing", "marts") for suite in read_suites(layer)}
    for check in failed:
        if sql := compiled.get(check.check):
            yield table_name(check), (DBT, sql)
        elif sql := _of_suite(check, suites.get(check.table)):
            yield table_name(check), (suites[check.table].layer, sql)
        elif sql := _of_landing(check, tables):
            yield table_name(check), (LANDING, sql)
    yield "quarantine", (LANDING, _quarantine())


def _of_suite(check: Check, suite: Suite | None) -> str | None:
    """Return the SQL of the rows of an expectation that is one; None for any other check."""
    if suite is None:
        return None
    view = f"{'raw' if suite.layer == LANDING else 'marts'}.{suite.view}"
    queries = (
        statement.kwargs.get("unexpected_rows_query")
        for statement in suite.statements
        if statement.check == check.check
    )
    query = next(queries, None)
    return query.replace("{batch}", view) if query else None


def table_name(check: Check) -> str:
    """Return the name of the table, and of the CSV, with the failing rows of a check."""
    parts = [check.table.removeprefix("landing "), check.check, _column(check)]
    return re.sub(r"\W+", "_", "__".join(part for part in parts if part))


def _column(check: Check) -> str:
    """Return the column that a finding in a landing table speaks of; its text begins with it."""
    table, place = check.table.removeprefix("landing "), check.observed.split(":")[0]
    return place.removeprefix(f"{table}.") if place.startswith(f"{table}.") else ""


def _of_landing(check: Check, tables: dict[str, RawTable]) -> str | None:
    """Return the SQL of the rows of a finding: place, key and the column, nothing else of them."""
    table = tables.get(check.table.removeprefix("landing "))
    if table is None:
        return None
    column, key = _column(check), ", ".join(table.key)
    declared = next((c for c in table.columns if c["name"] == column), {})
    target, _, partner = str(declared.get("references", "")).rpartition(".")
    good = f"select 1 from {table.relation} as other where other._reasons is null"
    same = " and ".join(f"other.{name} = this.{name}" for name in table.key)
    conditions = {
        "signs_are_right": f"{column} < 0",
        "exchange_rates_are_upright": "true",
        "event_names_are_known": "true",
        "scores_fit_their_scale": f"{column} is not null",
        "keys_name_one_thing": f"exists ({good} and {same} and other.{column} != this.{column})",
        "keys_are_not_too_coarse": (
            f"exists ({good} and {same} and other._file = this._file and other._row != this._row)"
        ),
    }
    if target in tables:
        conditions["references_find_partners"] = (
            f"{column} is not null and not exists (select 1 from {tables[target].relation} as "
            f"other where other._reasons is null and other.{partner} = this.{column})"
        )
    if check.check not in conditions:
        return None
    shown = ", ".join(dict.fromkeys(["_file", "_row", *table.key, *([column] if column else [])]))
    return (
        f"select {shown} from {table.relation} as this where {conditions[check.check]} "
        f"order by {key}, _file, _row"
    )


def _compiled() -> dict[str, str]:
    """Return the SQL of dbt's tests that this run made, by name."""
    nodes = steps.manifest()["nodes"]
    return {
        nodes[r["unique_id"]]["name"]: r["compiled_code"]
        for r in dbt.read_results(steps.dbt_target() / "run_results.json")
        if r["unique_id"] in nodes and r["status"] in dbt.FAILED and r.get("compiled_code")
    }


def _quarantine() -> str:
    """Return the SQL of all rows that break the contract, from the raw tables themselves.

    Model ``quarantine`` is not built yet where the load was stopped.
    """
    return " union all ".join(
        f"select '{table.source}' as source, '{table.name}' as table_name, _file as file, "
        f"_row as row_number, _reasons as reasons, _row_json as row_json from {table.relation} "
        "where _reasons is not null"
        for table in read_contract()
    )


def _kept(
    connection: duckdb.DuckDBPyConnection,
    place: Path,
    name: str,
    sql: str,
    raw: RawRows | None = None,
) -> str:
    """Keep what a query finds; return how much, or why not."""
    try:
        # The row beyond the last tells that there are more.
        found = f"select * from ({sql}\n) as found limit {MAX_ROWS + 1}"
        if raw is not None:
            raw.bring(found, "found")
            found = "from temp.found"
        connection.execute(f'create or replace table evidence.main."{name}" as {found}')
        count = connection.execute(f'select count(*) from evidence.main."{name}"').fetchone()[0]
        if not count:
            connection.execute(f'drop table evidence.main."{name}"')
            return "no rows"
        connection.execute(f'delete from evidence.main."{name}" where rowid >= {MAX_ROWS}')
        columns = connection.execute(f'describe evidence.main."{name}"').fetchall()
        cursor = connection.execute(f'select * from evidence.main."{name}"')
        spreadsheet.save([c[0] for c in columns], cursor.fetchall(), place / f"{name}.csv")
    except (duckdb.Error, RefreshError) as error:
        return f"not kept: {type(error).__name__}: {without_values(str(error))[:200]}"
    return f"the first {MAX_ROWS:,} rows" if count > MAX_ROWS else f"{count:,} rows"


def _write_checks(place: Path, failed: list[Check], kept: dict[str, str]) -> None:
    rows = [
        [c.table, c.check, c.observed, c.reason, c.remedy]
        + [kept.get(table_name(c), "not about rows: see observed")]
        for c in failed
    ]
    with duckdb.connect(str(place / "evidence.duckdb")) as connection:
        columns = ", ".join(f"{name} varchar" for name in CHECKS)
        connection.execute(f"create or replace table checks ({columns})")
        marks = ", ".join("?" * len(CHECKS))
        connection.executemany(f"insert into checks values ({marks})", rows)
    spreadsheet.save(CHECKS, rows, place / "checks.csv")
