"""The rows behind a headline figure add up to it: every metric, month and segment of mart kpis."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
from homes import Home

from dashboard import row_queries
from dashboard.store import Context, Marts, read_context
from orchestration import naming

QUERIES = row_queries.row_queries()
WITH_ROWS = [metric for metric, query in QUERIES.items() if query.sql]
# Who is active is told by mart customer_history, which ends with the last complete month.
OF_HISTORY = {
    "active_customers", "contact_rate", "login_days_per_active_customer", "referral_rate",
}  # fmt: skip
# The small company has one year.
OF_TWO_YEARS = {"ltv_discounted", "revenue_per_customer_growth"}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def context(warehouse: Home) -> Iterator[Context]:
    with Marts(warehouse.link.resolve()) as marts:
        yield read_context(marts)


@pytest.fixture(scope="module")
def segments(context: Context) -> dict[str, Row]:
    """Return the customers, who stand for their segments."""
    return {row["customer_id"]: row for row in context.marts.rows("from marts.customers")}


def figures(context: Context, metric: str) -> list[Row]:
    sql = "from marts.kpis where metric = $metric order by month"
    return context.marts.rows(sql, metric=metric)


def found(context: Context, metric: str, month: object) -> list[Row]:
    known = row_queries.places(context) | {"month": month}
    return context.marts.rows(row_queries.with_literals(QUERIES[metric].sql, known))


def parts(rows: list[Row], figure: Row) -> tuple[float | None, float | None]:
    """Return numerator and denominator that rows add up to, as far as the figure has them."""
    return tuple(
        None if figure[part] is None else float(sum(row[part] for row in rows))
        for part in ("numerator", "denominator")
    )


def test_every_metric_has_a_query_or_a_reason() -> None:
    registry = csv.DictReader(naming.seed_file("metric_registry").read_text("utf-8").splitlines())
    assert QUERIES.keys() == {row["metric"] for row in registry}
    silent = [metric for metric, query in QUERIES.items() if not query.sql and not query.note]
    assert silent == []
    assert [m for m in WITH_ROWS if not QUERIES[m].sql.startswith("-- ")] == []


@pytest.mark.parametrize("metric", sorted(set(WITH_ROWS) - {"first_response_hours"}))
def test_rows_add_up_to_the_parts_of_the_figure(
    metric: str, context: Context, segments: dict[str, Row]
) -> None:
    told = context.marts.one("select max(month) as month from marts.customer_history")["month"]
    by_month: dict[object, list[Row]] = defaultdict(list)
    for figure in figures(context, metric):
        if metric not in OF_HISTORY or figure["month"] <= told:
            by_month[figure["month"]].append(figure)
    assert by_month or metric in OF_TWO_YEARS
    for month, of_month in by_month.items():
        rows = found(context, metric, month)
        for figure in of_month:
            kind, value = figure["segment_type"], figure["segment_value"]
            if kind != "all" and QUERIES[metric].is_only_all:
                continue
            of_segment = [
                row
                for row in rows
                if kind == "all"
                or (segments.get(row["customer_id"], {}).get(kind) or "unknown") == value
            ]
            expected = (figure["numerator"], figure["denominator"])
            assert parts(of_segment, figure) == pytest.approx(expected), (month, kind, value)


@pytest.mark.parametrize("metric", sorted(set(WITH_ROWS) - OF_HISTORY))
def test_the_query_of_a_segment_returns_its_rows(metric: str, context: Context) -> None:
    """As the page shows it and the command runs it, of the newest month."""
    cut = [row for row in figures(context, metric) if row["segment_type"] != "all"]
    if QUERIES[metric].is_only_all or not cut:
        return
    for figure in [row for row in cut if row["month"] == cut[-1]["month"]]:
        sql = row_queries.of_segment(
            row_queries.with_literals(
                QUERIES[metric].sql, row_queries.places(context) | {"month": figure["month"]}
            ),
            figure["segment_type"],
            figure["segment_value"],
        )
        expected = (figure["numerator"], figure["denominator"])
        assert parts(context.marts.rows(sql), figure) == pytest.approx(expected), figure


def test_the_middle_of_the_rows_is_the_median(context: Context) -> None:
    told = figures(context, "first_response_hours")
    assert told
    for figure in told:
        rows = found(context, "first_response_hours", figure["month"])
        assert median(row["value"] for row in rows) == pytest.approx(figure["value"])


def test_growth_compares_the_rows_of_two_months(context: Context) -> None:
    """Twelve months have no year before: the query keeps both months apart, whatever they are."""
    newest = figures(context, "revenue_per_customer")[-1]["month"]
    rows = found(context, "revenue_per_customer_growth", newest)
    assert {row["month"] for row in rows} == {newest}
    sales = [row for row in figures(context, "revenue_per_customer") if row["month"] == newest]
    (whole,) = [row for row in sales if row["segment_type"] == "all"]
    assert parts(rows, whole) == pytest.approx((whole["numerator"], whole["denominator"]))


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_rows_and_says_what_they_come_to(warehouse: Home) -> None:
    done = warehouse.engagement("rows", "order_count", "--month", "2026-05")
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) > 10
    assert f"May 2026: {len(rows)} rows" in done.stderr
    assert "as mart kpis says" in done.stderr
    assert "BUT NOT" not in done.stderr


def test_the_command_shows_the_query_of_a_segment(warehouse: Home) -> None:
    done = warehouse.engagement("rows", "nps", "--segment", "country:JP", "--sql")
    assert done.exit_code == 0, done.output
    assert "where coalesce(customers.country, 'unknown') = 'JP'" in done.stdout
    assert warehouse.query(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("feature_use_rate",), "mart journey_stage_metrics has the parts"),
        (("message_click_rate", "--segment", "country:JP"), "by campaign and channel"),
        (("nps", "--segment", "country:ZZ"), "Mart kpis has no nps"),
        (("nps", "--month", "1999-01"), "Months of the segment: 20"),
        (("nps_", ), "There is no metric nps_"),
    ],
)  # fmt: skip
def test_rows_that_are_not_there_are_told(
    arguments: tuple[str, ...], said: str, warehouse: Home
) -> None:
    done = warehouse.engagement("rows", *arguments)
    assert done.exit_code == 2
    assert said in done.output
