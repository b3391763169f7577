"""Every number that the page writes is one of the marts: cards, tables, cohorts, trends."""

import html as markup
import re
from pathlib import Path

import duckdb
import pytest
from reading import chart_data, parsed
from test_tabs import answered

from dashboard import formats
from dashboard.formats import change
from dashboard.spark import sparkline
from dashboard.store import Marts, read_context
from dashboard.tabs import read_tabs

BLOCKS = {block.key: block for tab in read_tabs() for block in tab.blocks}
TABLES = [key for key, block in BLOCKS.items() if block.kind == "table"]


@pytest.fixture(scope="module")
def html(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def texts(cell: str) -> str:
    """Return a cell as it reads in English."""
    cell = re.sub(r'<span lang="ja">.*?</span>', "", cell, flags=re.S)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", cell)).split())


def test_every_card_tells_its_row_of_kpis_whole(html: str, published: Path) -> None:
    """Value, month before, change, target, interval and trend of all cards, not of some."""
    cards = parsed(html).cards
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            "select metric, value, previous_value, change, target, is_complete, month "
            "from marts.kpis where segment_type = 'all' and value is not null "
            "order by metric, is_complete, month"
        ).fetchall()
    newest = {row[0]: row for row in rows}
    assert {key for key, card in cards.items() if card["data-value"]} == set(newest) & set(cards)
    for metric, (_, value, previous, delta, target, *_rest) in newest.items():
        if metric not in cards:
            continue
        body = html.split(f'data-metric="{metric}"')[1].split("</article>")[0]
        assert float(cards[metric]["data-value"]) == float(value), metric
        if delta is not None:
            assert float(cards[metric]["data-change"]) == float(delta), metric
            assert float(cards[metric]["data-previous"]) == float(previous), metric
        told = re.findall(r'data-target="([^"]*)"', body)
        assert [float(each) for each in told] == ([] if target is None else [float(target)])


@pytest.mark.parametrize("key", TABLES)
def test_a_table_reads_as_its_figures_are(key: str, html: str, published: Path) -> None:
    """What is written in each cell is the exact figure of that cell, in its unit."""
    block = BLOCKS[key]
    with Marts(published) as marts:
        context = read_context(marts)
    ((_, rows),) = answered(published, block)
    body = html.split(f'data-table="{key}"')[1].split("</table>")[0].split("<tbody>")[1]
    shown = [
        re.findall(
            r'<td[^>]*data-column="(\w+)"[^>]*data-value="([^"]*)"[^>]*>(.*?)</td>', row, re.S
        )
        for row in body.split("<tr")[1:]
    ]
    assert len(shown) == len(rows)
    mart = block.query.marts
    for row, cells in zip(rows, shown, strict=True):
        for column, exact, cell in cells:
            option = (
                (block.options["columns"][column] or {})
                if column in block.options["columns"]
                else {}
            )
            assert exact == ("" if row[column] is None else str(row[column])), (key, column)
            known = next(
                (context.columns[m, column] for m in mart if (m, column) in context.columns), None
            )
            unit = option.get("unit") or (known.unit if known else None)
            if isinstance(unit, dict):
                metric = context.metrics.get(row[unit["by"]])
                own = next(
                    (u for u, names in unit.items() if u != "by" and row[unit["by"]] in names), None
                )
                unit = own or (metric.unit if len(unit) == 1 and metric else "count")
            if unit is None:  # a column named as a metric of kpis, or of the page's own words
                continue
            if "change_of" in option:
                value, before = (row[name] for name in option["change_of"])
                expected = change(value, before, row[column], unit).en
            else:
                expected = formats.write(row[column], unit, context.currency)
            assert texts(cell) == expected, (key, column)


def test_every_cell_of_the_cohorts_is_that_of_its_mart(html: str, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            "select cohort_month, month_number, retention_rate, cohort_customer_count "
            "from marts.cohort_retention where basis = 'order' and segment_type = 'all'"
        ).fetchall()
    body = html.split('data-table="cohorts"')[1].split("</table>")[0]
    shown, sizes = {}, {}
    for row in body.split("data-cohort=")[1:]:
        month = row.split('"')[1]
        sizes[month] = texts(row.split('class="number size"')[1].split(">", 1)[1].split("</td>")[0])
        for number, exact, text in re.findall(
            r'data-month="(\d+)" data-value="([^"]*)"[^>]*>(.*?)</td>', row, re.S
        ):
            if exact:
                shown[month, int(number)] = float(exact)
                assert text == f"{formats.number(float(exact) * 100, 1)}"
    expected = {(str(m), n): rate for m, n, rate, _ in rows if rate is not None}
    assert shown == expected
    assert sizes == {str(m): formats.write(size, "count") for m, _, _, size in rows}


def test_trends_and_legends_tell_the_figures_of_their_queries(html: str, published: Path) -> None:
    trends = 0
    for key, block in BLOCKS.items():
        trend = block.options.get("trend")
        if not trend or trend.get("own_scale") is None:
            continue
        query = block.queries[trend["query"]]
        limits = block.options.get("limits") or {}
        with Marts(published) as marts:
            given = {"as_of": None, **limits}
            rows = marts.rows(query.sql, **{name: given.get(name) for name in query.parameters})
        months = sorted({row["month"] for row in rows})
        body = html.split(f'data-table="{key}"')[1].split("</table>")[0]
        for name in {row[trend["by"]] for row in rows}:
            known = {row["month"]: row[trend["value"]] for row in rows if row[trend["by"]] == name}
            line = [known.get(month, trend.get("fill")) for month in months]
            assert str(sparkline(line)) in body, (key, name)
            trends += 1
    assert trends > 5
    charts = chart_data(html)
    legend = html.split('id="block-repeat_rates"')[1].split("</figure>")[0]
    for name in {row["variant"] for row in charts["repeat_rates"]["rows"]}:
        last = [r["repeat_rate"] for r in charts["repeat_rates"]["rows"] if r["variant"] == name][
            -1
        ]
        assert f"<b>{formats.write(last, 'share')}</b>" in legend


def test_figures_written_into_charts_are_those_that_the_bars_draw(html: str) -> None:
    charts, seen = chart_data(html), 0
    for key, block in BLOCKS.items():
        figure = str(block.options.get("figure", "")).removeprefix("-")
        for name in [n for n in charts if n == key or n.startswith(f"{key}_")] if figure else []:
            columns = {column["key"]: column for column in charts[name]["columns"]}
            if figure not in columns:
                continue
            for row in charts[name]["rows"]:
                value, text = row[figure], row["figure"]
                if value is None or not text:
                    continue
                digits = float(re.sub(r"[^0-9.]", "", text))
                exact = abs(value) * (100 if columns[figure]["is_percent"] else 1)
                assert digits == pytest.approx(exact, abs=0.51 if "." not in text else 0.051), name
                seen += 1
    assert seen > 20
