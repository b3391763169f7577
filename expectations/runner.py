"""Runs suites in SQL inside DuckDB and reports one outcome per expectation."""

import itertools
import logging
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

import duckdb

from expectations.room import ROWS_FOUND
from expectations.suites import Statement, Suite

NOTHING_TO_COMPARE = "nothing comparable is published yet"
EMPTY = "the table is empty"
ROWS_SHOWN = 10
_names = itertools.count()

# What a comparison measures in the published refresh, by type of the expectation.
MEASURES = {
    "expect_table_row_count_to_be_between": "count(*)",
    "expect_column_mean_to_be_between": 'avg("{column}")',
    "expect_column_median_to_be_between": 'median("{column}")',
    "expect_column_sum_to_be_between": 'sum("{column}")',
    "expect_column_unique_value_count_to_be_between": 'count(distinct "{column}")',
    "expect_column_proportion_of_non_null_values_to_be_between": (
        'avg(("{column}" is not null)::int)'
    ),
}
# What runs in place of a type that a suite may name.
INSTEAD = {"unexpected_rows_expectation": "no_found_rows_expectation"}
SCHEMAS = {"landing": "raw", "marts": "marts"}
WHOLE = {"expect_table_row_count_to_be_between", "expect_column_unique_value_count_to_be_between"}


@dataclass(frozen=True)
class Outcome:
    """Result of one expectation.

    Attributes:
        suite: Name of the suite.
        statement: The expectation as written.
        passed: Whether it held.
        observed: What was measured, as text.

    """

    suite: Suite
    statement: Statement
    passed: bool
    observed: str


def run_suites(
    connection: duckdb.DuckDBPyConnection,
    suites: list[Suite],
    told: Callable[[Suite], None] = lambda suite: None,
    docs_context: Any = None,
) -> list[Outcome]:
    """Return an outcome per expectation, in order.

    An expectation that cannot be computed (a misspelt column, say) counts as failed and says so.

    Args:
        connection: The checking room (see ``expectations.room``).
        suites: Suites whose tables are views in it; a missing table is an outcome as well.
        told: Called after each suite.
        docs_context: A context that keeps what it validates, for Data Docs.

    """
    import great_expectations as gx
    from great_expectations import util
    from sqlalchemy import exc

    from expectations import dialect, found_rows  # noqa: F401 - registers its expectation

    name = f"room{next(_names)}"
    dialect.CONNECTIONS[name] = connection
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    outcomes = []
    try:
        # For each decimal the whole call stack is read, sources and all, to see whether a profiler
        # asks: none does.
        with warnings.catch_warnings(), mock.patch.object(util, "stack", list):
            warnings.simplefilter("ignore", exc.SAWarning)
            context = docs_context or gx.get_context(mode="ephemeral")
            if docs_context is None:
                # Written as YAML into memory after each table, for nobody.
                context._save_project_config = lambda: None
            context.variables.progress_bars = {"globally": False}
            # A data source is one schema (fivetran/great_expectations#11689).
            sources = {
                layer: context.data_sources.add_sql(
                    f"{name} {schema}", connection_string=f"duckdb+engagement:///{name}/{schema}"
                )
                for layer, schema in SCHEMAS.items()
                if any(suite.layer == layer for suite in suites)
            }
            for suite in suites:
                outcomes += _run_suite(context, sources[suite.layer], connection, suite)
                told(suite)
            for source in sources.values():
                source.get_engine().dispose()
    finally:
        del dialect.CONNECTIONS[name]
    return outcomes


def _run_suite(
    context: Any, source: Any, connection: duckdb.DuckDBPyConnection, suite: Suite
) -> list[Outcome]:
    schema = SCHEMAS[suite.layer]
    if not _exists(connection, schema, suite.view):
        return [
            Outcome(suite, statement, False, f"there is no table {schema}.{suite.view}")
            for statement in suite.statements
        ]
    is_empty = connection.execute(f"select not exists (from {schema}.{suite.view})").fetchone()[0]
    settled: dict[str, Outcome] = {}
    asked: dict[str, tuple[Statement, dict[str, Any]]] = {}
    for statement in suite.statements:
        kwargs = statement.kwargs
        if is_empty and "column" in kwargs:
            # A source nobody uses makes an empty mart; that says nothing about its columns.
            settled[statement.check] = Outcome(suite, statement, True, EMPTY)
            continue
        if statement.is_comparison:
            kwargs = compared(connection, suite, statement)
            if kwargs is None:
                settled[statement.check] = Outcome(suite, statement, True, NOTHING_TO_COMPARE)
                continue
        asked[statement.check] = (statement, kwargs)
    if asked:
        for outcome in _validate(context, source, suite, asked):
            settled[outcome.statement.check] = outcome
    return [settled[statement.check] for statement in suite.statements]


def _validate(
    context: Any,
    source: Any,
    suite: Suite,
    asked: dict[str, tuple[Statement, dict[str, Any]]],
) -> list[Outcome]:
    import great_expectations as gx

    expectations = [
        {
            "type": INSTEAD.get(statement.type, statement.type),
            "kwargs": kwargs,
            "severity": "critical" if statement.is_critical else "warning",
            "meta": {"check": check},
            "notes": statement.notes,
        }
        for check, (statement, kwargs) in asked.items()
    ]
    asset = source.add_table_asset(suite.name, table_name=suite.view)
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.name,
            data=asset.add_batch_definition_whole_table("all"),
            suite=context.suites.add(
                gx.ExpectationSuite(name=suite.name, expectations=expectations)
            ),
        )
    )
    outcomes = []
    for single in definition.run(result_format="SUMMARY").results:
        statement = asked[single.expectation_config.meta["check"]][0]
        outcomes.append(Outcome(suite, statement, bool(single.success), _observed(single, asked)))
    return outcomes


def compared(
    connection: duckdb.DuckDBPyConnection, suite: Suite, statement: Statement
) -> dict[str, Any] | None:
    """Return the arguments with limits from the published refresh; None when there are none."""
    kwargs = dict(statement.kwargs)
    if kwargs.get("partition_object") == "published":
        rows = connection.execute(
            f'select "{kwargs["column"]}", count(*) / sum(count(*)) over () from '
            f"before.{suite.view} "
            f'where "{kwargs["column"]}" is not null group by 1 order by 1'
        ).fetchall()
        if not rows:
            return None
        values, weights = zip(*rows, strict=True)
        return kwargs | {"partition_object": {"values": list(values), "weights": list(weights)}}
    measure = MEASURES[statement.type].format(**kwargs)
    figure = connection.execute(f"select {measure} from before.{suite.view}").fetchone()[0]
    if not figure:
        return None
    low, high = sorted(
        limit if share is None else float(figure) * share
        for share, limit in ((statement.at_least, -math.inf), (statement.at_most, math.inf))
    )
    if statement.type in WHOLE:
        low, high = (
            low if math.isinf(low) else math.ceil(low),
            high if math.isinf(high) else math.floor(high),
        )
    limits = {"min_value": low, "max_value": high}
    return kwargs | {name: limit for name, limit in limits.items() if not math.isinf(limit)}


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, view: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from duckdb_views() where database_name = current_database() "
            "and schema_name = ? and view_name = ?",
            [schema, view],
        ).fetchone()
    )


def _observed(single: Any, asked: dict[str, tuple[Statement, dict[str, Any]]]) -> str:
    """Return what was measured, for people."""
    for info in _exceptions(single.exception_info or {}):
        return f"could not be computed: {info}"
    found = single.result or {}
    if rows := (found.get("details") or {}).get("unexpected_rows"):
        return _rows(rows, found["observed_value"])
    kwargs = asked[single.expectation_config.meta["check"]][1]
    limits = " ".join(
        f"{word} {_number(kwargs[key])}"
        for key, word in (
            ("min_value", "at least"),
            ("max_value", "at most"),
            ("threshold", "less than"),
        )
        if kwargs.get(key) is not None
    )
    value = found.get("observed_value", found.get("unexpected_percent"))
    return f"{_number(value)}" + (f" (allowed: {limits})" if limits else "")


def _rows(rows: list[dict[str, Any]], count: int) -> str:
    """Return the rows that an SQL statement found, as text."""
    shown = ["; ".join(_pair(*pair) for pair in row.items()) for row in rows[:ROWS_SHOWN]]
    if count > len(shown):
        least = "at least " if count >= ROWS_FOUND else ""
        shown.append(f"and {least}{count - len(shown)} more")
    return " | ".join(shown)


def _exceptions(info: dict[str, Any]) -> list[str]:
    """Return the messages; Great Expectations gives one record, or one per metric."""
    records = (
        [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]
    )
    raised = [r for r in records if r.get("raised_exception")]
    return [" ".join(str(r.get("exception_message")).split())[:300] for r in raised]


def _pair(name: str, value: Any) -> str:
    return f"{name.replace('_', ' ')}: {_number(value)}"


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return str(value)
