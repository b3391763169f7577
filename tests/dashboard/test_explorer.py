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
from playwright.sync_api import Page

from dashboard import formats, render
from dashboard.headlines import CHANCE
from dashboard.store import METRIC_UNITS, previous_month
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
    (found,) = re.findall(r'id="headlines">(.*?)</script>', html, re.S)
    return json.loads(found)


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
    copy.querySelectorAll("." + other + ", .head").forEach((el) => el.remove());
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
    assert figure.locator("thead th").all_inner_texts() == ["Month", "All customers", "Japan"]
    assert figure.locator("tbody tr").all_inner_texts() == [
        "Dec 2025\t–\t¥0",
        "Jan 2026\t¥3,000\t−¥1,235",
        "Feb 2026\t¥1,012,346\t¥99",
        "Mar 2026\t¥500\t¥99",
    ]
    box = figure.locator("svg").first.bounding_box()
    assert box["x"] + box["width"] <= 390
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


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
            "order by value desc, segment_value limit 9"
        ).fetchall()
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    data = re.findall(r'id="headlines">(.*?)</script>', html, re.S)[0]
    assert len(data) < 750_000
    told = {key for series in embedded(html)["rows"].values() for key in series}
    countries = {key.removeprefix("country:") for key in told if key.startswith("country:v")}
    assert countries == {value for (value,) in kept}
    assert "Country: the 10 with the most customers of 302; mart kpis has all." in html
    (months,) = {len(s["v"]) for s in embedded(html)["rows"]["csat"].values() if "v" in s}
    assert months == 25
