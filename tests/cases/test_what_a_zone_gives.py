"""``check-landing`` foretells what a refresh gives: which marts stay empty, and why."""

import shutil
from pathlib import Path

import pytest
from homes import Home
from light import Light, recipe

from orchestration import landing_report

PARTS = {
    "customers and their orders": ("crm/customers", "commerce/orders", "commerce/order_lines"),
    "a survey and nothing else": ("survey",),
    "visits and subscribers": ("crm/customers", "web/events", "commerce/subscriptions"),
    "an account on a platform": ("social/accounts", "social/posts", "social/post_metrics"),
}
# These need rows besides, which no list of tables tells: churn_min_rows and churn_min_leavers, a
# year of complete months, affinity_min_orders with both products.
FITTED = {"churn_calibration", "churn_model_terms", "kpi_forecasts", "product_affinities"}


@pytest.mark.parametrize("part", PARTS)
def test_the_marts_named_stay_empty_and_no_others(part: str, company: Home, tmp_path: Path) -> None:
    zone = tmp_path / "landing"
    zone.mkdir()
    for folder in PARTS[part]:
        shutil.copytree(company.raw / folder, zone / folder)
    foretold = landing_report.check(zone).empty_marts
    with Light() as light:
        outcome = light.refresh(zone)
        marts = [s.name for s in recipe() if s.is_mart]
        empty = {m for m in marts if not outcome.query(f"select 1 from marts.{m} limit 1")}
    assert set(foretold) - empty == set()
    assert empty - set(foretold) <= FITTED


def test_every_mart_says_what_it_needs() -> None:
    marts = {s.name for s in recipe() if s.is_mart}
    assert set(landing_report.marts_needs()) == marts
    known = {table.full_name for table in landing_report.read_contract()}
    for mart, needs in landing_report.marts_needs().items():
        assert {table for one in needs for table in one} <= known, mart
