"""What readers choose of the headline figures: written by the script as Python would write it."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import marts_by_hand
import pytest
from playwright.sync_api import Page, expect
from reading import packed_json, table_figures

from dashboard import formats, render, row_queries
from dashboard.headlines import CHANCE
from dashboard.store import METRIC_UNITS, Marts, previous_month, read_context
from dashboard.tabs import TABS
from dashboard.text import LANGUAGES, Text, join, month_text, plain
from dashboard.words import label

Open = Callable[..., Page]
Row = dict[str, Any]


def asked(database: Path, sql: str) -> list[Row]:
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def embedded(html: str) -> dict[str, Any]:
    return json.loads(packed_json(html, "headlines"))


# Chooses every segment and month one after the other, and reads every card in both languages.
EVERY_CHOICE = """
() => {
  const select = (key) => document.querySelector(`select[data-choice="${key}"]`);
  const choose = (key, value) => {
    select(key).value = value;
    select(key).dispatchEvent(new Event("change"));
  };
  const read = (card, other) => {
    const copy = card.cloneNode(true);
    copy.querySelectorAll(`[lang="${other}"], .head`).forEach((el) => el.remove());
    return [...copy.querySelectorAll("p")].map((p) => p.textContent.replace(/\\s+/g, " ").trim());
  };
  const values = (key) => [...select(key).options].map((option) => option.value);
  const found = [];
  for (const segment of values("segment")) {
    choose("segment", segment);
    for (const period of values("period")) {
      choose("period", period);
      for (const card of document.querySelectorAll(".card")) {
        found.push([segment, period, card.dataset.metric, read(card, "ja"), read(card, "en")]);
      }
    }
  }
  return found;
}
"""


def expected(metric: Row, row: Row | None, month: date) -> list[Text]:
    """Return the lines of a card of a month, as the formats of the page write its row of kpis."""
    unit = METRIC_UNITS.get(metric["unit"], metric["unit"])
    if row is None:
        return [month_text(month), plain("–"), label("card.no_figure")]
    lines = [month_text(month), plain(formats.write(row["value"], unit))]
    if row["change"] is not None:
        sign = plain("▲" if row["change"] > 0 else "▼" if row["change"] < 0 else "＝")
        told = formats.change(row["value"], row["previous_value"], row["change"], unit)
        line = [sign, told, label("card.vs", period=month_text(previous_month(month)))]
        if (p_value := row["change_p_value"]) is not None:
            kind = "card.chance" if p_value >= CHANCE else "card.not_chance"
            line[-1] = join([line[-1], label(kind, p=formats.p_value(p_value))], plain(", "))
        lines.append(join(line, plain(" ")))
    if row["target"] is not None:
        sign = 1 if metric["direction"] == "up" else -1
        is_reached = row["value"] is not None and sign * row["value"] >= sign * row["target"]
        kind = "card.on_target" if is_reached else "card.off_target"
        lines.append(label(kind, target=formats.write(row["target"], unit)))
    if row["denominator"] is not None:
        base = formats.write(row["denominator"], "count")
        if metric["is_tested"]:
            part = formats.write(row["numerator"], "count")
            lines.append(label("card.parts", part=part, base=base))
        elif unit in ("points", "score"):
            lines.append(label("card.base", base=base))
    return lines + ([label("card.no_figure")] if row["value"] is None else [])


def test_the_script_writes_every_figure_as_python_does(
    opened: Open,
    page: Path,
    published: Path,
) -> None:
    metrics = {row["metric"]: row for row in asked(published, "from marts.metrics")}
    rows = {
        (row["metric"], f"{row['segment_type']}:{row['segment_value']}", row["month"]): row
        for row in asked(published, "from marts.kpis")
    }
    cut = {metric for metric, key, _ in rows if key != "all:all"}
    shown = opened(page, "#overview")
    found = shown.evaluate(EVERY_CHOICE)
    seen, differing = set(), []
    for segment, period, name, *told in found:
        if period == "newest" or name not in {metric for metric, *_ in rows}:
            continue
        key, month = segment if name in cut else "all:all", date.fromisoformat(f"{period}-01")
        lines = expected(metrics[name], rows.get((name, key, month)), month)
        if key != segment:
            lines.append(label("card.not_cut"))
        for language, drawn in zip(LANGUAGES, told, strict=True):
            # The interval is of mart nps, not of kpis.
            drawn = [line for line in drawn if not line.startswith("95%")]
            if drawn != [line.of(language) for line in lines]:
                differing.append((segment, period, name, drawn, lines))
        seen.add((name, key, month))
    assert differing == []
    cards = {name for _, _, name, *_ in found}
    complete = {key for key, row in rows.items() if row["is_complete"] and key[0] in cards}
    assert complete - seen == set()
    assert len(complete) > 25


COPIED = """() => {
  const html = document.documentElement;
  navigator.clipboard.writeText = async (text) => { html.dataset.copied = text; };
}"""
# Reads a card in the language of the page, without its name.
READ = "(name) => document.querySelector(`[data-metric=${name}]`).innerText.replace(/\\s+/g, ' ')"


def test_a_link_brings_back_segment_and_month_in_its_language(
    opened: Open,
    page: Path,
) -> None:
    shown = opened(page, "#overview&segment=country:JP&period=2026-01&lang=ja&figure=net_sales")
    assert shown.locator('select[data-choice="segment"]').input_value() == "country:JP"
    assert "日本" in shown.locator('select[data-choice="segment"] option:checked').get_attribute(
        "label"
    )
    assert "−¥1,235" in shown.evaluate(READ, "net_sales")
    assert "2026年1月" in shown.evaluate(READ, "net_sales")
    assert "区分別の値はありません" in shown.evaluate(READ, "engagement_rate")
    shown.locator("#tab-voice").click()
    assert shown.url.endswith("#voice&lang=ja&segment=country:JP&period=2026-01&figure=net_sales")
    shown.locator("#tab-overview").click()
    shown.get_by_role("button", name="English").click()
    assert "vs Dec 2025" in shown.evaluate(READ, "net_sales")
    assert shown.locator('[data-legend="headline"]').inner_text().split("\n") == [
        "All customers", "Japan",
    ]  # fmt: skip


def test_what_a_link_may_not_say_is_not_chosen(opened: Open, page: Path) -> None:
    shown = opened(page, "#overview&segment=country:ZZ&period=2026-13&figure=constructor")
    assert shown.url.endswith("#overview")
    assert shown.locator('select[data-choice="figure"]').input_value() == "nps"


def test_choices_work_by_keyboard_and_lead_back_to_where_they_began(
    opened: Open,
    page: Path,
) -> None:
    shown = opened(page)
    before = shown.evaluate(READ, "net_sales")
    shown.get_by_role("combobox", name="Customers", exact=True).focus()
    shown.keyboard.press("ArrowDown")
    assert "segment=" in shown.url
    assert shown.evaluate(READ, "net_sales") != before
    shown.keyboard.press("ArrowUp")
    assert shown.url.endswith("#overview")
    assert shown.evaluate(READ, "net_sales") == before
    assert (
        shown.get_by_role("combobox", name="Month", exact=True).evaluate("el => el.tagName")
        == "SELECT"
    )


def test_what_a_customer_segment_is_called_stays_text(opened: Open, page: Path) -> None:
    shown = opened(page, '#overview&segment=survey:<b>%26=:a:"b"%26c=d')
    assert shown.locator('select[data-choice="segment"]').input_value() == 'survey:<b>&=:a:"b"&c=d'
    assert "12.5%" in shown.evaluate(READ, "conversion_rate")
    assert shown.locator("main b b, main option b").count() == 0
    hash_ = shown.evaluate("location.hash")
    shown.goto("about:blank")
    assert hash_.count("&") == 1


def test_the_chart_draws_the_segment_beside_all_customers(
    opened: Open,
    page: Path,
) -> None:
    shown = opened(page, "#overview&segment=country:JP&figure=net_sales", width=390)
    figure = shown.locator("#chosen-figure")
    figure.locator("summary").click()
    expect(figure.locator("thead th")).to_have_count(3)  # it is filled by an event of its own
    assert figure.locator("thead th").all_inner_texts() == ["Month", "All customers", "Japan"]
    assert figure.locator("tbody tr").all_inner_texts() == [
        "Dec 2025\t–\t¥0",
        "Jan 2026\t¥3,000\t−¥1,235",
        "Feb 2026\t¥1,012,346\t¥99",
        "Mar 2026, to date\t¥500\t¥99",
    ]
    box = figure.locator("svg").first.bounding_box()
    assert box["x"] + box["width"] <= 390
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


# --- what a figure is made of ---------------------------------------------------------------------


def test_a_figure_leads_to_its_months_and_its_query_by_keyboard(opened: Open, page: Path) -> None:
    shown = opened(page, "#overview&segment=lifecycle_stage:active&period=2026-01")
    button = shown.locator('[data-metric="repeat_rate"] button.figure')
    button.focus()
    shown.keyboard.press("Enter")
    dialog = shown.get_by_role("dialog", name="Repeat rate")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".chart svg")).to_be_visible()
    assert dialog.locator("tbody tr").all_inner_texts() == [
        "Feb 2026\t12.3%\t12,349\t100,000\t±0.0 pp\tp = 1.00",
        "Jan 2026\t12.4%\t1,235\t10,000\t±0.0 pp\tp = 0.100",
        "Dec 2025\t12.3%\t12,345\t100,000\t–\t–",
    ]
    assert "buyers of the month" in dialog.inner_text()
    assert "Active" in dialog.inner_text()
    shown.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert shown.evaluate("document.activeElement.closest('.card').dataset.metric") == "repeat_rate"


def test_the_query_behind_a_figure_is_that_of_the_command_and_is_copied(
    opened: Open,
    page: Path,
    published: Path,
) -> None:
    with Marts(published) as marts:
        known = row_queries.places(read_context(marts)) | {"month": date(2026, 2, 1)}
    sql = row_queries.with_literals(row_queries.row_queries()["net_sales"].sql, known)
    for segment, expected_sql in {
        "all:all": sql,
        "country:JP": row_queries.of_segment(sql, "country", "JP"),
    }.items():
        shown = opened(page, f"#overview&segment={segment}&period=2026-02")
        shown.locator('[data-metric="net_sales"]').click(position={"x": 20, "y": 60})
        texts = shown.locator("#behind code").all_inner_texts()
        assert texts[0].strip() == expected_sql.strip()
        said = "" if segment == "all:all" else f" --segment {segment}"
        assert texts[1] == f"engagement rows net_sales --month 2026-02{said} > rows.csv"
        asked(published, texts[0])
        shown.evaluate(COPIED)
        shown.get_by_role("button", name="Copy").first.click()
        expect(shown.locator("html[data-copied]")).to_be_attached()
        copied = shown.locator("html").get_attribute("data-copied")
        assert copied.strip() == expected_sql.strip()


def test_rows_that_are_not_published_are_told_with_their_mart(opened: Open, page: Path) -> None:
    shown = opened(page, '#overview&lang=ja&period=2026-02&segment=survey:<b>%26=:a:"b"%26c=d')
    shown.locator('[data-metric="conversion_rate"] button.figure').click()
    dialog = shown.locator("#behind")
    expect(dialog).to_contain_text("公開ファイルにこの行はありません")
    expect(dialog).to_contain_text("マート kpis にあります")
    assert dialog.locator("code").count() == 0
    dialog.get_by_role("button", name="閉じる").click()
    expect(dialog).not_to_be_visible()


def test_the_way_to_a_tab_closes_what_is_open(opened: Open, page: Path) -> None:
    shown = opened(page, width=390)
    shown.locator('[data-metric="order_count"] button.figure').click()
    box = shown.locator("#behind").bounding_box()
    assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    shown.get_by_role("link", name="More on its tab").click()
    expect(shown.locator("#behind")).not_to_be_visible()
    assert shown.evaluate("document.activeElement.dataset.tab") == "value"


def test_a_literal_is_no_place_of_the_query() -> None:
    sql = row_queries.of_segment("select 1 as customer_id\n", "country", "{rows}'; --")
    assert sql.endswith("= '{rows}''; --'\n")


# --- what moved -----------------------------------------------------------------------------------


def test_what_moved_is_told_with_the_segment_that_moved_it(page: Path) -> None:
    """All of the change came from half of the base; a segment that is everybody tells nothing."""
    rows = table_figures(page.read_text(encoding="utf-8"), "movers")
    assert [
        (name, *(float(figure) if figure else None for figure in figures))
        for name, figures in rows.items()
    ] == [
        ("Feature use rate", 0.2, 0.3, 0.1, 0.01, pytest.approx(0.1), 0.5),
        ("Renewal rate", 0.9, 0.5, -0.4, 0.001, None, None),
    ]


def test_contributions_of_a_way_to_split_add_up_to_the_change(published: Path) -> None:
    """Also where a segment has no row in one of the months."""
    sql = (TABS / "overview" / "movers.sql").read_text("utf-8").split("placed as (")[0]
    more = """
        select metric, segment_type, sum(contribution) as contribution, max(change) as change
        from contributions
        group by metric, segment_type
    """
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(f"attach '{published}' as published (read_only)")
        for table in ("kpis", "metrics"):
            connection.execute(f"create table marts.{table} as from published.marts.{table}")
        connection.execute(
            "delete from marts.kpis where metric = 'feature_use_rate' and segment_value = 'new' "
            "and month = '2026-01-01'"
        )
        connection.execute(
            "update marts.kpis set numerator = 20, denominator = 100 where month = '2026-01-01' "
            "and metric = 'feature_use_rate' and segment_value = 'active'"
        )
        rows = connection.execute(f"{sql.rstrip().rstrip(',')} {more}").fetchall()
    assert len(rows) == 2
    for _, _, contribution, change in rows:
        assert contribution == pytest.approx(change)


# --- other files ----------------------------------------------------------------------------------


def test_without_figures_there_is_nothing_to_choose(empty_page: Path) -> None:
    html = empty_page.read_text(encoding="utf-8")
    assert 'id="headlines"' not in html
    assert "<select" not in html


@pytest.mark.parametrize("column", ["numerator", "change_p_value"])
def test_an_older_file_says_what_it_lacks_and_keeps_the_page(tmp_path: Path, column: str) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"alter table marts.kpis drop column {column}")
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    said = html.split("published by another version: ")[1].split("Refresh again")[0]
    assert column in said
    assert 'id="headlines"' not in html
    assert 'id="block-net_sales"' in html


LARGE = """
    insert into marts.kpis (
        metric, month, segment_type, segment_value, value, previous_value, change, is_complete,
        numerator, denominator, change_p_value
    )
    select
        metric, date '2026-02-01' - to_months(cast(m as integer)), type, 'v' || v,
        0.12345 + v / 1000, 0.1, 0.02345 + v / 1000, true, 12345 + v, 100000 + m, 0.04321
    from unnest($metrics) as metrics (metric),
        unnest(['acquisition_channel', 'country', 'lifecycle_stage', 'rfm_segment', 'value_tier',
            'company_industry', 'company_size', 'tenure_band']) as types (type),
        range(60) as months (m), range(300) as segments (v)
    where metric != 'customer_count' or m = 0
"""


def test_hundreds_of_segments_are_cut_by_size_and_the_cut_is_stated(
    tmp_path: Path, page: Path
) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb")
    cards = re.findall(r'<article class="card" data-metric="(\w+)"', page.read_text("utf-8"))
    with duckdb.connect(str(database)) as connection:
        connection.execute(LARGE, {"metrics": cards[:14]})
        connection.execute(
            "update marts.kpis set value = 1e6 + hash(segment_value) % 1000 "
            "where metric = 'customer_count' and segment_type = 'country'"
        )
        kept = connection.execute(
            "select segment_value from marts.kpis where metric = 'customer_count' and "
            "segment_type = 'country' and segment_value like 'v%' "
            "order by value desc, segment_value limit 7"
        ).fetchall()
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    data = packed_json(html, "headlines")
    assert len(data) < 750_000
    told = {key for series in embedded(html)["rows"].values() for key in series}
    countries = {key.removeprefix("country:") for key in told if key.startswith("country:v")}
    assert countries == {value for (value,) in kept}
    assert "Country: the 8 with the most customers of 302; mart kpis has all." in html
    (months,) = {len(s["v"]) for s in embedded(html)["rows"]["csat"].values() if "v" in s}
    assert months == 25
