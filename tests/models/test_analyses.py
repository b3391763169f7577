"""The questions in analyses/: each runs, gives rows, and agrees with the marts in a figure."""

import re
from collections.abc import Iterator

import duckdb
import pytest
from homes import Home
from light import Light
from parsed import project

from orchestration.paths import ROOT

FOLDER = ROOT / "analyses"
LATEST = (
    "from (select *, row_number() over (partition by customer_id order by responded_at desc, "
    "response_id desc) as newest from marts.survey_responses where customer_id is not null and "
    "nps_score is not null and survey_type = 'relational') where newest = 1"
)
# Analysis -> (a figure of its answer, the same figure asked of the marts in another way).
FIGURES = {
    "detractors_to_call": (
        "count(distinct customer_id)",
        f"select count(*) {LATEST} and nps_score <= 6 and responded_at > (select as_of_at - "
        "interval 90 day from warehouse.audit.as_of)",
    ),
    "what_moved_nps": (
        "round(sum(nps_points) filter (where segment_type = 'country'), 6)",
        "select round(nps, 6) from marts.nps where period_type = 'quarter' and is_complete and "
        "survey_type = 'relational' and touchpoint = 'all' and segment_type = 'all' "
        "order by period_start desc limit 1",
    ),
    "revenue_by_prefecture": (
        "sum(net_sales)",
        "select sum(net_sales) from marts.orders where is_counted",
    ),
    "first_channel_to_second_order": (
        "sum(repeated_customer_count)",
        "select count(*) from marts.orders as o join marts.orders as n on n.customer_id = "
        "o.customer_id and n.order_number = 2 and n.is_counted and n.ordered_at <= o.ordered_at + "
        "interval 90 day where o.is_first_order and o.ordered_at <= (select as_of_at - interval 90 "
        "day from warehouse.audit.as_of)",
    ),
    "nps_band_and_value": ("sum(margin)", "select sum(margin) from marts.customers"),
    "where_attribution_models_disagree": (
        "round(sum(most_net_sales), 2)",
        "select round(sum(most), 2) from (select max(credit) as most from (select channel, model, "
        "sum(net_sales_credit) as credit from marts.channel_attribution group by all) group by "
        "channel)",
    ),
    "one_customers_story": (
        "count(*)",
        "select count(*) from marts.customer_timeline where customer_id = (select customer_id from "
        "marts.customer_timeline group by 1 order by count(distinct touch_type) desc, count(*) "
        "desc, customer_id limit 1)",
    ),
    "first_product_to_second_order": (
        "count(*)",
        "select count(distinct product_id) from marts.order_lines where quantity > 0 and order_id "
        "in (select order_id from marts.orders where is_first_order and business_date <= (select "
        "as_of_date - 90 from warehouse.audit.as_of))",
    ),
    "orders_by_category_and_brand": (
        "sum(net_sales)",
        "select sum(net_sales) from marts.orders where is_counted",
    ),
    "nps_of_the_most_valuable": (
        "sum(response_count)",
        "select count(*) from marts.survey_responses where nps_score is not null and survey_type = "
        "'relational' and customer_id in (select customer_id from marts.customer_ltv where "
        "value_tier = 'high')",
    ),
    "revenue_by_country": (
        "sum(net_sales)",
        "select sum(net_sales) from marts.orders where is_counted",
    ),
    "recurring_revenue_by_plan": (
        "sum(monthly_recurring_revenue)",
        "select monthly_recurring_revenue from marts.revenue_movements where movement = 'closing' "
        "order by month desc limit 1",
    ),
    "cost_and_result_of_campaigns": (
        "sum(sent_count)",
        "select sum(sent_count) from marts.message_performance where campaign_id in (select "
        "campaign_id from marts.campaigns)",
    ),
    "nps_by_company": (
        "sum(respondent_count)",
        f"select count(*) {LATEST} and customer_id in (select customer_id from marts.customers "
        "where company_id in (select company_id from marts.companies))",
    ),
    "sales_by_fiscal_quarter": (
        "sum(net_sales)",
        "select sum(net_sales) from marts.orders where is_counted",
    ),
    "open_issues": (
        "sum(issue_count)",
        "select count(*) from marts.support_issues where resolved_at is null and not is_proactive",
    ),
    "campaigns_to_orders": (
        "sum(order_count)",
        "select count(*) from (select distinct t.campaign_id, o.order_id from marts.touchpoints as "
        "t join marts.orders as o using (customer_id) where t.campaign_id is not null and "
        "t.touch_type in ('message_click', 'web_session', 'app_session', 'other_session') and "
        "o.is_counted and o.ordered_at between t.occurred_at and t.occurred_at + interval 7 day)",
    ),
    "cohort_margin_and_acquisition_cost": (
        "sum(spend)",
        "select sum(spend) from marts.ltv_by_acquisition",
    ),
    "bought_again_after_a_solved_problem": (
        "sum(customer_count)",
        "select count(*) from marts.orders where is_first_order and customer_id is not null and "
        "ordered_at <= (select as_of_at - interval 180 day from warehouse.audit.as_of)",
    ),
}


@pytest.fixture(scope="module")
def answered(company: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The made-up company's tables."""
    with Light() as light:
        outcome = light.refresh(company.raw)
        assert outcome.refusal is None, outcome.refusal
        light.connection.execute("use marts_build")
        yield light.connection


def test_every_question_is_asked_here() -> None:
    assert {file.stem for file in FOLDER.glob("*.sql")} == set(FIGURES)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_an_analysis_begins_with_its_question(name: str) -> None:
    first = (FOLDER / f"{name}.sql").read_text(encoding="utf-8").split("\n")[0]
    assert re.fullmatch(r"-- .+\?", first)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_an_analysis_answers_and_agrees_with_the_marts(
    name: str, answered: duckdb.DuckDBPyConnection
) -> None:
    sql = project().compile(("analysis",), (name,))[f"analysis.engagement.{name}"]
    figure, asked = FIGURES[name]
    rows, found = answered.execute(f"select count(*), {figure} from ({sql}\n)").fetchone()
    assert rows > 0
    assert found is not None
    assert found == answered.execute(asked).fetchone()[0]
