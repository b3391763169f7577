"""One question has one answer: kpis, terminal, page and scorecard say the same of every metric."""

import csv
from typing import Any

import pytest
from homes import Home
from reading import parsed, table_figures

from dashboard.formats import write
from orchestration import naming, summary

REGISTRY = {
    row["metric"]: row
    for row in csv.DictReader(naming.METRICS_FILE.read_text("utf-8").splitlines())
}
UNITS = {"money": "currency", "rate": "share"}


@pytest.fixture(scope="module")
def told(warehouse: Home) -> dict[str, dict[str, Any]]:
    """Return what kpis says of each metric over all customers: the row that is the headline."""
    rows = warehouse.query(
        """
        select metric, month, value, change, target
        from marts.kpis
        where segment_type = 'all' and value is not null
        qualify row_number() over (partition by metric order by is_complete desc, month desc) = 1
        """
    )
    names = ("month", "value", "change", "target")
    return {metric: dict(zip(names, rest, strict=True)) for metric, *rest in rows}


def test_every_metric_of_the_registry_has_a_figure(told: dict[str, Any]) -> None:
    """The made-up company has every kind of fact that a metric is made of."""
    assert told.keys() == REGISTRY.keys()


def test_the_page_shows_the_figures_of_kpis_to_the_last_digit(
    warehouse: Home, told: dict[str, Any]
) -> None:
    html = (warehouse.data / "dashboard.html").read_text(encoding="utf-8")
    listed = table_figures(html, "metrics")
    names = {REGISTRY[metric]["name_en"]: metric for metric in told}
    assert listed.keys() == names.keys()
    for name, (value, _, change, _, target) in listed.items():
        row = told[names[name]]
        assert float(value) == row["value"], name
        assert change == ("" if row["change"] is None else str(row["change"])), name
        assert target == ("" if row["target"] is None else str(row["target"])), name
    cards = parsed(html).cards
    assert len(cards) > 10
    for metric, card in cards.items():
        assert float(card["data-value"]) == told[metric]["value"], metric


def test_the_terminal_shows_the_figures_of_kpis(warehouse: Home, told: dict[str, Any]) -> None:
    with warehouse.use():
        figures = {name: rest for name, *rest in summary.read(is_all=True).figures}
    assert len(figures) == len(told)
    for metric, row in told.items():
        facts = REGISTRY[metric]
        unit = UNITS.get(facts["unit"], facts["unit"])
        period, value, target = figures[facts["name_en"]]
        assert value.split(" (")[0] == write(row["value"], unit), metric
        assert target == ("" if row["target"] is None else write(row["target"], unit)), metric
        assert str(row["month"].year) in period, metric


def test_the_command_shows_headlines_or_every_metric(warehouse: Home) -> None:
    few, every = warehouse.engagement("summary"), warehouse.engagement("summary", "--all")
    assert "Net sales" in few.output
    assert "Growth of revenue per customer" not in few.output
    assert "Growth of revenue per" in every.output


def test_the_scorecard_weighs_the_figures_of_kpis(warehouse: Home) -> None:
    rows = warehouse.query(
        """
        select cards.department, cards.metric, cards.value, kpis.value
        from marts.department_scorecard as cards
        inner join marts.kpis as kpis
            on
                cards.metric = kpis.metric
                and kpis.segment_type = 'all'
                and date_trunc('quarter', kpis.month) = cards.quarter
                and kpis.is_complete
                and kpis.value is not null
        where cards.value is not null
        qualify row_number() over (
            partition by cards.department, cards.metric, cards.quarter order by kpis.month desc
        ) = 1
        """
    )
    assert len(rows) > 30
    assert [row for row in rows if row[2] != row[3]] == []
