"""The light harness gives the marts, refusals and warnings of a whole refresh."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from homes import Home
from light import Light, recipe

CUSTOMERS = (
    "customer_record_id,source_system,email,created_at,updated_at,_loaded_at\n"
    "c1,ec,a@example.com,2026-01-01,2026-01-01,2026-03-01\n"
)
ORDERS = (
    "order_id,customer_record_id,ordered_at,status,currency,discount_amount,tax_amount,"
    "shipping_amount,channel,updated_at,_loaded_at\n"
    "o1,c1,2026-01-05,paid,JPY,0,0,0,web,2026-01-05,2026-03-01\n"
)
LINES = "order_id,line_no,product_id,quantity,unit_price,_loaded_at\no1,1,p1,2,500,2026-03-01\n"


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    """One customer with one order of 1,000 yen."""
    for table, text in {
        "crm/customers": CUSTOMERS,
        "commerce/orders": ORDERS,
        "commerce/order_lines": LINES,
    }.items():
        put(tmp_path, table, text)
    return tmp_path


def put(zone: Path, table: str, text: str, name: str = "first") -> None:
    (zone / table).mkdir(parents=True, exist_ok=True)
    (zone / table / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def light() -> Iterator[Light]:
    with Light() as light:
        yield light


def test_its_marts_equal_those_of_a_whole_refresh(
    warehouse: Home, tmp_path: Path, marts_of: Callable[[Path], dict[str, tuple]]
) -> None:
    with Light(tmp_path) as light:
        outcome = light.refresh(warehouse.raw, tests=True)
        assert outcome.refusal is None
        assert [test for test in outcome.failed if test.is_critical] == []
    marts = {step.name for step in recipe() if step.is_mart}
    built = marts_of(tmp_path / "built_marts.duckdb")
    assert marts == set(built)
    published = marts_of(warehouse.link)
    assert built == {mart: published[mart] for mart in marts}
    # What explains the marts is written when they are published.
    there = "select table_name from duckdb_tables() where schema_name = 'marts'"
    explaining = {name for (name,) in warehouse.query(there)} - marts
    assert explaining == {"columns", "metrics", "refresh", "refreshes", "words"}


def test_one_order_of_one_customer(zone: Path, light: Light) -> None:
    outcome = light.refresh(zone, marts=["orders", "customers"], tests=True)
    assert outcome.is_published
    assert outcome.warnings == []
    assert outcome.query("select customer_id, net_sales from marts.orders") == [("c1", 1000)]
    assert outcome.query("select order_count from marts.customers") == [(1,)]
    with pytest.raises(duckdb.CatalogException):
        outcome.query("select * from marts.nps")


def test_variables_count_and_need_no_new_warehouse(zone: Path, light: Light) -> None:
    half = {"default_margin_rate": 0.5}
    margins = [
        light.refresh(zone, variables, marts=["orders"]).query("select margin from marts.orders")
        for variables in ({}, half)
    ]
    assert margins == [[(300,)], [(500,)]]


def test_variables_reach_models_in_python(light: Light) -> None:
    asked = {"clv_horizon_months": 6, "discount_rate": 0.2}
    (step,) = [s for s in recipe(asked, ["customer_ltv"]) if s.name == "int_customer_values_scored"]
    assert step.meta == asked


def test_a_landing_zone_may_grow(zone: Path, light: Light) -> None:
    light.refresh(zone, marts=["orders"], tests=True)
    more = ORDERS.replace("o1,", "o2,")
    put(zone, "commerce/orders", more, "second")
    outcome = light.refresh(zone, marts=["orders"], tests=True)
    assert outcome.loaded.files == {"commerce/orders": 1}
    assert outcome.query("select count(*) from marts.orders") == [(2,)]
    assert outcome.query("select bool_and(is_published) from raw.landing_files") == [(True,)]


def test_a_landing_zone_that_cannot_be_loaded_is_refused(zone: Path, light: Light) -> None:
    put(zone, "crm/customers", CUSTOMERS.replace("source_system", "origin"))
    outcome = light.refresh(zone, marts=["orders"])
    assert not outcome.is_published
    assert "required column source_system of table crm.customers is missing" in outcome.refusal
    with pytest.raises(AssertionError):
        outcome.query("select * from marts.orders")


@pytest.mark.parametrize(
    ("variables", "told"),
    [({"new_day": 3}, "new_day is unknown"), ({"new_days": -3}, "Variable new_days = -3 is wrong")],
)
def test_a_wrong_variable_is_refused(zone: Path, light: Light, variables: dict, told: str) -> None:
    assert told in light.refresh(zone, variables, marts=["orders"]).refusal


def test_what_the_loader_says_is_a_warning(zone: Path, light: Light) -> None:
    shutil.copytree(zone / "commerce", zone / "shop")
    outcome = light.refresh(zone, marts=["orders"])
    assert outcome.warnings == ["shop/ is no source of the contract and was not read."]


def test_a_test_that_finds_rows_keeps_it_from_being_published(zone: Path, light: Light) -> None:
    broken = ORDERS.replace("o1,", "o2,").replace("2026-01-05,paid", "no time,paid")
    header, row = broken.splitlines()
    put(zone, "commerce/orders", "\n".join([header, *[row] * 30]), "broken")
    outcome = light.refresh(zone, marts=["orders", "source_reconciliation"], tests=True)
    assert not outcome.is_published
    (failed,) = [test for test in outcome.failed if test.is_critical]
    assert failed.name == "assert_few_new_rows_are_quarantined"
    assert failed.rows[0][:4] == ("commerce", "orders", 31, 30)
    assert outcome.query("select bool_or(is_published) from raw.landing_files") == [(False,)]
