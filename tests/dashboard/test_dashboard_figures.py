import base64
import hashlib
import inspect
import os
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import marts_by_hand
import pytest
from reading import chart_data, parsed
from reading import table_figures as table

from dashboard import formats, headlines, render
from dashboard.blocks import Chart
from dashboard.build import areas
from dashboard.failure import Failure, mark
from dashboard.page import ASSETS, difference
from dashboard.store import Marts, read_context
from dashboard.tabs import read_tabs
from dashboard.words import page_words
from orchestration import naming

# Metric of a card -> the month it speaks of.
CARDS = {
    "nps": "2025-12-01",
    "customer_count": "2026-02-01",
    "net_sales": "2026-02-01",
    "order_count": "2026-02-01",
    "active_buyers": "2026-02-01",
    "repeat_rate": "2026-02-01",
    "session_count": "2026-02-01",
    "conversion_rate": "2026-02-01",
    "engagement_rate": "2026-02-01",
    "quarantined_row_count": "2026-03-01",
}


@pytest.fixture(scope="module")
def html(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., str]:
    """Draw a page from marts built with the given options, and return its text."""

    def draw(**options: object) -> str:
        render(marts_by_hand.build(tmp_path / "engagement.duckdb", **options), tmp_path / "p.html")
        return (tmp_path / "p.html").read_text(encoding="utf-8")

    return draw


@pytest.mark.parametrize(
    ("failure", "en", "ja"),
    [
        (
            Failure(datetime(2026, 1, 31, 20, 5), ["orders: <b>has_not_shrunk", "nps: x"]),
            "The refresh of 1 Feb 2026 05:05 failed and changed nothing here: the figures are "
            "those published before. Checks that failed: orders: &lt;b&gt;has_not_shrunk, nps: x.",
            "2026年2月1日 05:05の更新は失敗し、反映されていません。",
        ),
        (
            Failure(datetime(2026, 1, 31), step="Publishing"),
            "Step that failed: Publishing.",
            "失敗した工程：公開。",
        ),
        (Failure(datetime(2026, 1, 31)), "was ended from outside", "途中で外部から終了し"),
        (
            Failure(datetime(2026, 1, 31), [f"orders: c{n}" for n in range(14)]),
            "orders: c11, 2 more.",
            "orders: c11、ほか2件。",
        ),
    ],
    ids=["checks", "step", "killed", "many"],
)
def test_a_later_refresh_that_failed_is_said_above_the_figures(
    page: Path, tmp_path: Path, failure: Failure, en: str, ja: str
) -> None:
    drawn, shown = page.read_text(encoding="utf-8"), tmp_path / "p.html"
    shown.write_text(drawn, encoding="utf-8")
    shown.chmod(0o640)
    os.utime(shown, (1e9, 1e9))
    for _ in range(2):
        mark(shown, failure)
    assert shown.stat().st_mtime == 1e9
    marked = shown.read_text(encoding="utf-8")
    (said,) = re.findall(r'<p class="failed".*?</p>', marked)
    assert en in said
    assert ja in said
    assert "hidden" not in said
    assert shown.stat().st_mode & 0o777 == 0o640
    mark(shown, None)
    assert shown.read_text(encoding="utf-8") == drawn
    assert [file.name for file in tmp_path.iterdir()] == ["p.html"]


def test_a_page_of_an_older_version_says_it_as_well(tmp_path: Path) -> None:
    shown = tmp_path / "p.html"
    shown.write_text("<header>then</header><main>1</main>", encoding="utf-8")
    mark(shown, Failure(datetime(2026, 1, 31)))
    marked = shown.read_text(encoding="utf-8")
    assert "31 Jan 2026 00:00 was ended from outside" in marked
    assert marked.endswith("</p><main>1</main>")


def test_every_step_of_a_refresh_has_a_name_on_the_page() -> None:
    from orchestration import connecting, outcome, refresh

    titles = re.findall(r'_step\(\s*state,\s*"([^"]+)"', inspect.getsource(refresh))
    titles += [connecting.STEP, *outcome.NOT_BEGUN.values()]
    assert {pair["en"] for pair in page_words()["step"].values()} == set(titles)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Write only the headline figures of marts built with the given options."""

    def write(**options: object) -> dict[str, str]:
        with Marts(marts_by_hand.build(tmp_path / "engagement.duckdb", **options)) as marts:
            context = read_context(marts)
            return {
                card.metric: formats.write(card.value, card.unit, context.currency)
                for card in headlines.headlines(context)
            }

    return write


@pytest.mark.parametrize("metric", CARDS)
def test_a_card_shows_the_figure_of_kpis(metric: str, html: str, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        (expected,) = connection.execute(
            "select value from marts.kpis where metric = ? and month = ? and segment_type = 'all'",
            [metric, CARDS[metric]],
        ).fetchone()
    assert float(parsed(html).cards[metric]["data-value"]) == expected


def test_every_figure_of_the_table_is_that_of_kpis(html: str, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            "select metrics.name_en, max_by(value, (is_complete, month)) from marts.kpis "
            "inner join marts.metrics using (metric) "
            "where segment_type = 'all' and value is not null group by all"
        ).fetchall()
    shown = table(html, "metrics")
    assert len(rows) == len(shown) > 10
    for name, value in rows:
        assert float(shown[name][0]) == value, name


def test_a_change_is_against_the_month_before(html: str) -> None:
    cards = parsed(html).cards
    assert float(cards["net_sales"]["data-previous"]) == 3000
    assert float(cards["net_sales"]["data-change"]) == 1009345.5001
    assert float(cards["nps"]["data-change"]) == 25
    assert cards["engagement_rate"]["data-change"] == ""


def card(html: str, metric: str) -> str:
    return html.split(f'data-metric="{metric}"')[1].split("</article>")[0]


def test_the_table_writes_changes_and_chance_as_the_cards_do(html: str) -> None:
    body = html.split('data-table="metrics"')[1].split("</table>")[0]
    shown = {}
    for row in body.split("<tr")[2:]:
        name = re.sub(r"<[^>]+>", " ", row.split("</th>")[0].split(">", 1)[1]).split()[0]
        shown[name] = {
            key: " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for key, cell in re.findall(r'data-column="(\w+)"[^>]*>(.*?)</td>', row, re.S)
        }
    assert shown["Conversion"]["change"] == "−12.5 pp −12.5pt"
    assert "+33,644.9%" in body  # of the net sales
    assert "+25.0 points" in body  # of the NPS
    assert shown["Conversion"]["change_p_value"] == "p = 0.75"


def test_a_trend_of_quarters_says_so(html: str) -> None:
    for key, label in (("scorecard", "四半期推移"), ("metrics", "月次推移")):
        head = html.split(f'data-table="{key}"')[1].split("</thead>")[0]
        assert label in head


def test_a_change_says_whether_it_may_be_chance(html: str) -> None:
    assert "may be chance (p = 0.43)" in card(html, "nps")
    assert "偶然の範囲（p = 0.43）" in card(html, "nps")
    assert 'class="change flat"' in card(html, "nps")
    assert "chance" not in card(html, "net_sales")


def test_a_target_stands_beside_its_figure_and_says_whether_it_is_reached(html: str) -> None:
    assert "Target 30.0%: reached" in card(html, "repeat_rate")
    assert "Target 30.0: not reached" in card(html, "nps")
    assert "目標 30.0：未達" in card(html, "nps")
    assert "Target" not in card(html, "net_sales")


def test_every_card_and_block_with_figures_says_what_they_are(html: str) -> None:
    nps = card(html, "nps").split('class="about-box"')[1]
    for told in (
        "share of promoters minus share of detractors",
        "推奨者の割合",
        "nps.nps",
        "Customer success",
        "fresh",
    ):
        assert told in nps, told
    assert "older than its class allows" in card(html, "net_sales")
    silent = {
        metric for metric in parsed(html).cards if 'class="about-box"' not in card(html, metric)
    }
    assert silent == set()
    # A chart of finished columns has their definitions from the marts' YAML.
    churn = html.split('data-about="churn"')[1].split("</details>")[0]
    assert "churn.churn_rate" in churn
    about = set(re.findall(r'data-about="(\w+)"', html))
    blocks = set(re.findall(r'id="block-(\w+)"', html))
    assert blocks - about == {"landing_checks"}, "it has texts only"
    assert "Customers by the stage in which they stand." in html, "what a query computes"


def test_money_and_rates_are_written_for_people(html: str) -> None:
    for figure in ("¥1,012,346", "33.3%", "25.0"):
        assert f">{figure}</strong>" in html


def test_the_open_month_is_shown_as_such_and_not_compared(html: str) -> None:
    assert "Mar 2026 to date: ¥500" in html
    assert "2026年3月（集計中）：¥500" in html
    assert float(parsed(html).cards["net_sales"]["data-value"]) == 1012345.5001


def test_months_follow_the_business_time_zone(html: str) -> None:
    rows = chart_data(html)["new_customers"]["rows"]
    counts = {row["month"]: row["newcomer_count"] for row in rows}
    assert counts == {"2025-12-01": 1, "2026-01-01": 1, "2026-02-01": 2, "2026-03-01": 1}
    assert [row["is_open"] for row in rows] == [False, False, False, True]


def test_survey_types_are_never_mixed(html: str) -> None:
    charts = chart_data(html)
    assert {row["nps"] for row in charts["nps_transactional"]["rows"]} == {77.7}
    assert 77.7 not in {row["nps"] for row in charts["nps_relational"]["rows"]}


def test_a_month_without_answers_is_a_gap_and_not_a_line(html: str) -> None:
    rolling = [
        (row["month"], row["nps"])
        for row in chart_data(html)["nps_relational"]["rows"]
        if row["period_type"] == "rolling_90d"
    ]
    assert rolling == [("2025-12-01", 24.96), ("2026-01-01", None), ("2026-02-01", -11.1)]


def test_a_quarter_without_answers_is_a_gap_as_well(drawn: Callable[..., str]) -> None:
    quarters = """
        ('quarter', '2025-01-01', '2025-03-31', 'relational', 'all', 'all', 'all',
            10, 10.0, -40.5, 60.5, null, null, null, true),
        ('quarter', '2025-07-01', '2025-09-30', 'relational', 'all', 'all', 'all',
            10, 20.0, -40.5, 60.5, null, null, null, true)
    """
    rows = chart_data(drawn(rows={"nps": quarters}))["nps_relational"]["rows"]
    assert [(r["month"], r["month_en"], r["nps"], r["response_count"]) for r in rows] == [
        ("2025-02-01", "Q1 2025", 10.0, 10),
        ("2025-05-01", "Q2 2025", None, 0),
        ("2025-08-01", "Q3 2025", 20.0, 10),
    ]


def test_immature_cohort_cells_are_blank(html: str) -> None:
    january = html.split('data-cohort="2026-01-01"')[1].split("</tr>")[0]
    assert 'data-month="1" data-value="0.3333333333333333"' in january
    assert '<td class="blank" data-month="2" data-value=""></td>' in january


def test_rates_over_several_rows_are_ratios_of_sums(html: str) -> None:
    row = html.split('data-table="media_types"')[1].split(">Image<")[1].split("</tr>")[0]
    # Of the three image posts only one has a reach: 10 reactions over 100.
    assert 'data-value="0.1"' in row


def test_the_driver_map_shows_the_newest_quarter_that_could_be_fitted(html: str) -> None:
    rows = chart_data(html)["driver_map"]["rows"]
    assert [(r["item_en"], r["derived_importance"]) for r in rows] == [
        ("Price", 0.4),
        (marts_by_hand.EVIL, 0.2),
    ]
    assert [r["is_first"] for r in rows] == [True, False]
    assert {r["mean_performance"] for r in rows} == {3.5}
    assert {round(r["mean_importance"], 12) for r in rows} == {0.3}


def test_satisfaction_has_a_choice_per_metric_and_a_gap_without_answers(html: str) -> None:
    rows = chart_data(html)["satisfaction_scores"]["rows"]
    shares = [(r["month"], r["top_box_share"]) for r in rows if r["choice"] == "csat transactional"]
    assert shares == [
        ("2025-12-01", 1.0), ("2026-01-01", None), ("2026-02-01", 1 / 3), ("2026-03-01", 0.0),
    ]  # fmt: skip
    assert {r["choice"] for r in rows} == {"csat transactional", "ces transactional"}
    assert [r["month"] for r in rows if r["is_open"]] == ["2026-03-01"]


def test_touchpoints_are_compared_in_the_newest_ninety_days(html: str) -> None:
    table = html.split('data-table="nps_touchpoints"')[1].split("</table>")[0]
    assert table.count("<tr") == 3  # the head, delivery, and a touchpoint with an evil name
    assert 'data-value="35.0"' in table
    assert 'data-value="-12.5"' in table
    assert marts_by_hand.EVIL not in table


def test_the_response_funnel_adds_months_and_channels_up(html: str) -> None:
    rows = chart_data(html)["response_funnel"]["rows"]
    counts = {(r["channel"], r["step_en"]): r["invitation_count"] for r in rows}
    assert [counts["all", step] for step in ("Invited", "Opened", "Started", "Finished")] == [
        250, 120, 60, 40,
    ]  # fmt: skip
    assert counts["email", "Finished"] == 40


def test_resolution_times_are_cut_at_full_hours_and_open_problems_shown(html: str) -> None:
    rows = [r for r in chart_data(html)["resolution_times"]["rows"] if r["topic"] == "all"]
    # 60 minutes are within the hour; what the company started itself is left out.
    assert [r["issue_count"] for r in rows] == [1, 1, 0, 0, 0, 1, 1]


def test_problems_stand_in_their_business_month(html: str) -> None:
    rows = chart_data(html)["issues_by_topic"]["rows"]
    assert {r["month"] for r in rows} == {"2026-02-01"}
    assert sum(r["issue_count"] for r in rows) == 4


def test_article_rates_are_ratios_of_sums(html: str) -> None:
    row = html.split('data-table="support_articles"')[1].split(">Delivery<")[1].split("</tr>")[0]
    assert re.findall(r'data-value="([^"]*)"', row) == ["15", "4", "0.5", "0.5"]


def test_messages_without_opens_have_no_open_rate(html: str) -> None:
    rows = chart_data(html)["message_funnel"]["rows"]
    assert [r["step_en"] for r in rows if r["channel"] == "sms"] == ["Sent", "Delivered", "Clicked"]
    table = html.split('data-table="message_channels"')[1]
    sms = table.split(">SMS<")[1].split("</tr>")[0]
    assert re.findall(r'data-value="([^"]*)"', sms) == ["10", "1.0", "", "0.1", "0.0"]
    email = table.split(">Email<")[1].split("</tr>")[0]
    assert re.findall(r'data-value="([^"]*)"', email)[:3] == ["200", "0.45", "0.5"]


def test_rates_are_over_what_was_sent_where_nobody_reports_deliveries(html: str) -> None:
    rows = chart_data(html)["message_funnel"]["rows"]
    assert [r["step_en"] for r in rows if r["channel"] == "post"] == ["Sent", "Clicked"]
    post = html.split('data-table="message_channels"')[1].split(">Post<")[1].split("</tr>")[0]
    assert re.findall(r'data-value="([^"]*)"', post) == ["20", "", "", "0.25", "0.0"]


def test_contact_pressure_shows_all_bars_up_to_the_cap_and_above(html: str) -> None:
    rows = chart_data(html)["contact_pressure"]["rows"]
    assert [(r["span_en"], r["customer_count"]) for r in rows] == [
        ("0", 1), ("1–3", 1), ("4–6", 1), ("7–9", 0), ("10–12", 1), ("> 12", 1),
    ]  # fmt: skip


def test_posting_times_are_ratios_of_sums_by_weekday_and_hour(html: str) -> None:
    rows = chart_data(html)["posting_times"]["rows"]
    cells = {
        (r["weekday_en"], r["posted_hour"]): (r["post_count"], r["engagement_rate"]) for r in rows
    }
    # Both Tuesdays at 9, one of them without a known reach.
    assert cells["Tue", 9] == (2, 0.1)
    assert cells["Thu", 23] == (1, None)


def test_trouble_comes_first_among_the_sources(html: str) -> None:
    table = html.split('data-table="source_reconciliation"')[1]
    places = [table.index(name) for name in ("crm.customers", "crm.companies", "web.events")]
    assert places == sorted(places)


def test_what_looks_wrong_in_the_raw_tables_stands_among_the_sources(html: str) -> None:
    table = html.split('data-table="landing_checks"')[1].split("</table>")[0]
    assert "commerce.refunds" in table
    assert "signs are right" in table
    assert "2 of 9 values are below 0" in table


def test_every_mart_on_the_page_has_rows_by_hand() -> None:
    read = {mart for tab in read_tabs() for block in tab.blocks for mart in block.marts}
    read -= set(naming.SEEDS)  # published beside the marts
    assert read - set(marts_by_hand.ROWS) == set()


def test_every_block_of_every_tab_is_drawn(html: str, empty_page: Path) -> None:
    blocks = re.findall(r'id="block-(\w+)"', html)
    assert len(blocks) > 35
    assert 'class="empty"' not in html
    drawn = set(re.findall(r'data-(?:chart|table)="(\w+)"', html))
    assert set(blocks) - drawn == {"attention"}
    assert {name for name in blocks if f'data-chart="{name}"' in html} <= set(chart_data(html))
    # Without rows the same blocks say so, but for subscriptions, for a second type of survey, for
    # models of stages, and for texts, which most companies do not publish.
    needless = {"companies", "churn", "revenue_movements", "revenue_bridge", "landing_checks"}
    needless |= {"churn_reasons", "nps_transactional", "scores_transactional"}
    needless |= {"journey_map_five_stage", "journey_map_aidma", "verbatims", "week_texts"}
    empty = empty_page.read_text(encoding="utf-8")
    assert set(re.findall(r'id="block-(\w+)"', empty)) == set(blocks) - needless
    assert empty.count('class="empty"') == len(set(blocks) - needless - {"attention"})


@pytest.mark.parametrize(
    ("key", "row", "figures"),
    [
        # Shares are of the sum, means weigh customers, money of a loss is negative.
        ("value_tiers", "High", ["1", "300.0", "0.75", "1000.0"]),
        ("ltv_to_cac", "Email", ["10", "250.0", "380.0", "2.0", "3.0"]),
        ("rfm_segments", "Champions", ["2", "2000.0", "1.0"]),
        (
            "cev_components",
            "Kumar et al. 2010",
            ["140.0000", "50.0000", "20.0000", "5.0000", "215.0000", "0.0000", "215.0000"],
        ),
        (
            "cev_components",
            "House mapping",
            ["100.0000", "70.0000", "0.0000", "5.0000", "175.0000", "25.0000", "150.0000"],
        ),
        ("model_against_baseline", "Plain guess", ["600.0"]),
        ("top_advocates", "a", ["90.0000", "2", "0.0000", "0"]),
        ("top_advocates", "b", ["0.0000", "0", "25.0000", "1"]),
        ("revenue_bridge", "Churned", ["3", "-325.0000"]),
        ("revenue_bridge", "Closing", ["9", "900.0000"]),
        ("paths", "Email › Direct", ["2", "5", "0.4", "3000.0000"]),
        (
            "channel_returns",
            "Email",
            ["1.25", "0.0", "0.0", "0.0", "0.5", "400.0000", "3.0", "320.0"],
        ),
        ("stage_metrics", "Conversion rate", ["0.5", "0.25"]),
    ],
)
def test_a_table_shows_the_figures_of_its_mart(
    html: str, key: str, row: str, figures: list[str]
) -> None:
    rows = table(html, key)
    found = next((rows[name] for name in rows if name.startswith(row)), sorted(rows))
    assert found == figures


def test_the_open_month_is_in_no_attribution_and_no_churn_rate(html: str) -> None:
    rows = chart_data(html)["attribution"]["rows"]
    shares = {(r["model_en"], r["channel"]): r["share"] for r in rows}
    assert shares["Linear", "email"] == pytest.approx(2 / 3)
    assert [r["churn_rate"] for r in chart_data(html)["churn"]["rows"]] == [0.1, 0.25]


def test_a_funnel_adds_months_and_tells_matured_entrants_apart(html: str) -> None:
    rows = [r for r in chart_data(html)["funnel"]["rows"] if r["funnel"] == "purchase"]
    assert [(r["matured_reached_count"], r["end"]) for r in rows] == [(12, 18), (6, 7)]
    assert [r["conversion_rate"] for r in rows] == [1.0, 0.5]
    assert [r["drop_off_rate"] for r in rows] == [None, 0.5]


def test_steps_between_channels_and_tenths_of_value_are_those_of_the_marts(html: str) -> None:
    steps = chart_data(html)["transitions"]["rows"]
    shares = {(r["from_state_en"], r["to_state_en"]): r["transition_probability"] for r in steps}
    assert shares["Start", "Email"] == 0.6
    assert shares["Email", "Order"] == pytest.approx(1 / 3)
    assert [r["share"] for r in chart_data(html)["ltv_tenths"]["rows"]] == [0.75, 0.15, 0.1]
    cells = {(r["r_score"], r["fm_score"]): r["customer_count"] for r in _rfm(html)}
    assert cells == {(5, 5): 2, (1, 1): 1}


def test_second_orders_are_told_of_months_that_had_the_whole_window(html: str) -> None:
    rows = chart_data(html)["first_repeats"]["rows"]
    rates = {(r["month"], r["span"]): r["first_repeat_rate"] for r in rows}
    assert rates == {
        ("2025-11-01", "days_30"): 0.2, ("2025-12-01", "days_30"): None,
        ("2026-01-01", "days_30"): 0.0, ("2025-11-01", "days_60"): 0.4,
    }  # fmt: skip


HOLDOUT = "('holdout', 'mae_model', {}, 40), ('holdout', 'mae_naive', {}, 40)"


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        (
            HOLDOUT.format(0.1234, 0.5) + ", ('holdout', 'is_better_than_naive', 1, 40)",
            ["the model was nearer", "missed by 0.123 orders", "by 0.500", "with 40 buyers"],
        ),
        (
            HOLDOUT.format(0.5, 0.25) + ", ('holdout', 'is_better_than_naive', 0, 40)",
            ["The model lost", "missed by 0.500 orders", "only by 0.250", "Trust the plain guess"],
        ),
        ("('bg_nbd', 'r', 0.24, 40)", ["Not tested: too few buyers", "No comparison yet"]),
    ],
)
def test_the_page_says_whether_the_model_beat_the_plain_guess(
    drawn: Callable[..., str], fit: str, said: list[str]
) -> None:
    html = drawn(rows={"clv_model_fit": fit})
    block = html.split('id="block-model_against_baseline"')[1].split("</section>")[0]
    text = " ".join(block.split())
    assert [part for part in said if part not in text] == []


def _rfm(html: str) -> list[dict]:
    return chart_data(html)["rfm_map"]["rows"]


def test_what_needs_attention_is_listed(html: str) -> None:
    warnings = html.split('id="block-attention"')[1].split("</section>")[0]
    assert "1 rows of crm.customers are unaccounted for" in warnings
    assert "少ない回答" in warnings
    assert "NPS rests on 12 respondents" in warnings
    assert warnings.index("grave") < warnings.index("enough")  # the critical one comes first
    assert "9 rows" in warnings
    assert "no_reason" in warnings
    assert "sum of orders" not in warnings  # a check that passed
    # All old sources in one line; what is wrong on purpose needs nobody's eyes.
    assert "2 of 4 tables are older than their freshness rule allows: web.events" in warnings
    assert "newest row loaded" not in warnings
    assert "of crm.customers is in quarantine" in warnings
    assert "crm.companies" not in warnings
    findings = html.split('data-table="landing_checks"')[1].split("</table>")[0]
    marks = {
        row.split("</th>")[0].split(">")[-1].strip(): "warning" in row.split(">")[0]
        for row in findings.split("<tr")[2:]
    }
    assert marks == {"commerce.refunds": True, "crm.companies": False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": [1, {"b": "x"}], "c": None}, {"a": [1, {"b": "y"}], "c": None}),
        ({"a": [1]}, {"a": [1, 2]}),
        ({"a": {"b": 1}}, {"a": {"c": 1}}),
        ({"a": 1}, {"a": None}),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_a_specification_can_be_told_by_what_differs(one: dict, other: dict) -> None:
    assert _changed(one, difference(one, other)) == other


def _changed(one: Any, told: dict) -> Any:  # noqa: ANN401 - JSON is what it is
    if "=" in told:
        return told["="]
    made = dict(enumerate(one)) if isinstance(one, list) else dict(one)
    for name, part in told.items():
        place = int(name) if isinstance(one, list) else name
        made[place] = _changed(made[place], part)
    return list(made.values()) if isinstance(one, list) else made


def test_every_chart_keeps_the_schema_of_vega_lite(published: Path) -> None:
    """The page is made without asking it, which would take half of the time."""
    with Marts(published) as marts:
        charts = [
            block
            for area in areas(read_context(marts))
            for block in area.blocks
            if isinstance(block, Chart) and block.rows
        ]
        assert len(charts) > 20
        for chart in charts:
            chart.build("ja").to_dict()  # raises where it does not


def test_values_cannot_break_out_of_the_page(html: str) -> None:
    found = parsed(html)
    assert found.images == 0
    files = [*ASSETS.glob("*.j2"), *(ASSETS / "parts").glob("*.j2")]
    own = sum(file.read_text("utf-8").count("<script") for file in files)
    assert found.scripts == own
    assert "alert(2)</script>" not in html
    assert marts_by_hand.EVIL in str(chart_data(html)["sessions_by_channel"]["rows"])


def test_the_page_asks_for_nothing_from_the_network(html: str) -> None:
    own = html.split("<script>")[0] + html.split("<script>")[2]
    # The name of a kind of element is no address.
    assert "http:" not in own.replace('"http://www.w3.org/2000/svg"', "")
    assert "https:" not in own
    assert "default-src 'none'" in own


def test_embedded_figures_are_strict_json_with_null_for_null(html: str) -> None:
    rows = chart_data(html)["nps_relational"]["rows"]
    assert any(row["ci_low"] is None and row["nps"] == 100.0 for row in rows)


def test_empty_marts_give_a_page_that_says_so(empty_page: Path) -> None:
    html = empty_page.read_text(encoding="utf-8")
    found = parsed(html)
    assert found.panels == [
        "overview", "customers", "journey", "voice", "week", "value", "commerce", "growth",
        "loyalty", "care", "outreach", "prediction", "social", "community", "sources",
    ]  # fmt: skip
    assert {card["data-value"] for card in found.cards.values()} == {""}
    assert html.count('class="empty"') >= 10
    assert chart_data(html) == {}


def test_a_figure_that_nobody_knows_leaves_a_gap_and_never_takes_the_page_away(
    published: Path, tmp_path: Path
) -> None:
    """Rates, money and what sources may not report are null in real marts; our counts are not."""
    file = tmp_path / "engagement.duckdb"
    shutil.copy(published, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table unknown as select table_name, column_name from duckdb_columns() where "
            "schema_name = 'marts' and data_type in ('DOUBLE', 'DECIMAL(18,4)') and not "
            "regexp_matches(column_name, 'credit$|probability$|recurring_revenue$') "
            "union all select table_name, column_name from duckdb_columns() where "
            "schema_name = 'marts' and column_name in ('delivered_count', 'impression_count', "
            "'reach_count', 'follower_count', 'follower_change', 'country', 'region')"
        )
        for table, column in connection.execute("from unknown").fetchall():
            connection.execute(f'update marts."{table}" set "{column}" = null')
    render(file, tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size > 100_000


def test_intervals_of_series_have_the_colour_of_their_line(html: str) -> None:
    """Colour of a mark and colour of a series exclude each other: the browser would drop one."""
    spec = chart_data(html)["service_level_months"]["specs"]["en"]

    def marks(layer: dict) -> list[dict]:
        return [m for part in layer["layer"] for m in marks(part)] if "layer" in layer else [layer]

    for layer in marks(spec):
        assert "color" in layer["encoding"], layer
        assert "fill" not in layer["encoding"], layer
        assert not layer["mark"].keys() & {"color", "fill", "stroke"}, layer


def test_headlines_and_customers_alone_give_their_own_tabs(drawn: Callable[..., str]) -> None:
    others = set(marts_by_hand.tables()) - {"customers", "kpis", "nps"}
    found = parsed(drawn(leave_out=tuple(others)))
    assert found.panels == ["overview", "customers", "journey", "voice", "value"]
    assert {"nps", "net_sales", "customer_count"} <= set(found.cards)


def test_a_file_without_any_mart_still_gives_a_page(drawn: Callable[..., str]) -> None:
    html = drawn(leave_out=tuple(marts_by_hand.tables()))
    assert parsed(html).panels == ["overview"]
    assert "no marts for this page yet" in html


def test_without_a_refresh_record_the_page_says_that_checks_are_unknown(
    drawn: Callable[..., str],
) -> None:
    html = drawn(leave_out=("refresh",))
    assert "check results are not known" in html
    assert float(parsed(html).cards["order_count"]["data-value"]) == 2


def test_unreadable_settings_of_a_refresh_count_as_not_given(
    written: Callable[..., dict[str, str]],
) -> None:
    broken = "('r', '2026-03-15 03:00', null, null, null, 'not json', null, '[1]')"
    assert written(rows={"refresh": broken})["net_sales"] == "¥1,012,346"


def test_another_currency_is_written_with_its_decimals(
    written: Callable[..., dict[str, str]],
) -> None:
    settings = '{"reporting_currency": "EUR"}'
    euro = f"('r', '2026-03-15 03:00', null, null, null, '{settings}', '{{}}', '{{}}')"
    assert written(rows={"refresh": euro})["net_sales"] == "€1,012,345.50"


def test_a_month_that_ends_with_as_of_is_complete(tmp_path: Path) -> None:
    settings = '{"business_timezone": "Asia/Tokyo"}'
    for as_of, month in [("14:59:59.999999", date(2026, 2, 1)), ("14:59:59", date(2026, 1, 1))]:
        row = f"('r', '2026-02-28 {as_of}', null, null, null, '{settings}', '{{}}', '{{}}')"
        file = marts_by_hand.build(tmp_path / "engagement.duckdb", rows={"refresh": row})
        with Marts(file) as marts:
            assert read_context(marts).last_complete_month == month


def test_a_huge_warehouse_still_gives_a_small_page(tmp_path: Path) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb")
    with duckdb.connect(str(database)) as connection:
        for mart, rows in {
            "sessions": """
                select 's' || i, timestamp '2016-01-01' + to_days(i % 3650), null,
                    (timestamp '2016-01-01' + to_days(i % 3650))::date, 'channel ' || i % 300,
                    i % 9 = 0, false
                from range(200000) as t (i)
            """,
            "cohort_retention": """
                select 'order', (date '2016-01-01' + to_months(c::integer))::date, m, 'all', 'all',
                    50, 5, 0.1, true
                from range(110) as c (c), range(110) as m (m)
            """,
            "source_reconciliation": """
                select 'src', 'table ' || i, 10, 10, 0, 0, 0, 0, timestamp '2026-03-01'
                from range(500) as t (i)
            """,
        }.items():
            connection.execute(f"insert into marts.{mart} ({marts_by_hand.COLUMNS[mart]}) {rows}")
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert len(html.encode()) < 3_000_000
    block = html.split('id="block-cohorts"')[1].split('id="block-')[0]
    assert block.count("data-cohort=") == 24
    assert len({r["channel"] for r in chart_data(html)["sessions_by_channel"]["rows"]}) == 9


def test_a_failed_drawing_leaves_the_page_before_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb", empty=True)
    output = tmp_path / "out" / "dashboard.html"
    output.parent.mkdir()
    output.write_text("before")

    def full_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(OSError, match="no space left"):
        render(database, output)
    assert output.read_text() == "before"
    assert [path.name for path in output.parent.iterdir()] == ["dashboard.html"]


def test_a_missing_published_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.duckdb"):
        render(tmp_path / "nowhere.duckdb", tmp_path / "p.html")


def test_the_same_marts_give_the_same_page(published: Path, page: Path, tmp_path: Path) -> None:
    render(published, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, "count", "–"),
        (float("nan"), "share", "–"),
        (0, "count", "0"),
        (1234567, "count", "1,234,567"),
        (-0.04, "points", "0.0"),
        (-12.25, "points", "−12.3"),
        (0.1235, "share", "12.4%"),
        (-1500.5, "currency", "−¥1,501"),
    ],
)
def test_figures_are_written_the_same_everywhere(
    value: float | None, unit: str, expected: str
) -> None:
    assert formats.write(value, unit) == expected


def test_the_page_lets_nothing_run_but_its_own_scripts_and_its_own_style(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    # Attributes that say a size or a colour are the only thing written inline.
    assert [name for name, rule in rules.items() if "unsafe" in rule] == ["style-src-attr"]

    def hashes(pattern: str) -> list[str]:
        texts = re.findall(pattern, html, re.DOTALL)
        found = [hashlib.sha256(text.encode()).digest() for text in texts]
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in found]

    assert rules["script-src"].split() == hashes(r"<script>(.*?)</script>")
    assert rules["style-src-elem"].split() == hashes(r"<style>(.*?)</style>")


def test_verdicts_are_sentences_in_both_languages(html: str) -> None:
    """What is better, worse, as by chance, broken or too few is said in words, with its figures."""
    for said in (
        "It worked: 25.0% of 1,000 reached the goal, 12.5% of 500 without it. The true difference "
        "lies between +5.0 and +18.8 points (95%).",
        "効果がありました：目標達成率は対象1,000人で25.0%、対照500人で12.5%。真の差は+5.0〜+18.8ポイント（95%区間）。",
        "It did harm: 10.0% of 1,000",
        "逆効果でした：",
        "No difference can be told from chance: ",
        "A difference of 6.2 points would be seen in 4 of 5 such tests.",
        "偶然と区別できる差はありません：",
        "We cannot know: the groups are not as large as planned.",
        "判断できません：群の人数が計画と合いません。",
        "So far: Too few to tell yet. 10.0% of 40 reached the goal; there is no control.",
        "途中経過：まだ判断できる人数ではありません。",
    ):
        assert said in html, said


def test_a_placebo_that_moves_is_a_warning(html: str) -> None:
    assert "It rose, and chance alone would hardly do that." in html
    assert "when nothing had been done, moves as well." in html
    assert "何もしていない一つ前の期間で同じ比較をしても動いています。" in html
    assert "We cannot know: there are no figures from before. The measure still runs." in html
    assert "We cannot know: no day differs from another, so chance cannot be told." in html
    assert "判断できません：どの日も同じ値のため、偶然かどうかを判定できません。" in html


def test_what_must_be_stopped_or_mended_leads_the_measures(html: str) -> None:
    """First worse and broken, then what worked, then what taught nothing yet."""
    said = (
        "It did harm: ",
        "We cannot know: the groups",
        "It worked: ",
        "No difference",
        "So far: ",
    )
    places = [html.index(text) for text in said]
    assert places == sorted(places)
