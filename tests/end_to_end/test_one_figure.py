"""One question has one answer: kpis, terminal, page, scorecard and semantic layer agree."""

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from homes import Home
from reading import parsed, table_figures

from dashboard.formats import write
from orchestration import naming, semantic_layer, summary

REGISTRY = {
    row["metric"]: row
    for row in csv.DictReader(naming.seed_file("metric_registry").read_text("utf-8").splitlines())
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
    """The small company has facts of every kind, but not of the year before that two ask for.

    Whose names to listen for stands in a seed, which is empty until somebody fills it.
    """
    of_two_years = {"revenue_per_customer_growth", "ltv_discounted"}
    of_brands = {"mention_share_of_voice"}
    assert told.keys() | of_two_years | of_brands == REGISTRY.keys()


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
    assert "Revenue per customer" not in few.output
    assert "Revenue per customer" in every.output


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


# --- the semantic layer ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def monthly(warehouse: Home) -> dict[tuple[str, str], float]:
    """Return every figure that kpis has over all customers, by metric and month."""
    rows = warehouse.query(
        "select metric, month, value from marts.kpis where segment_type = 'all' "
        "and value is not null"
    )
    return {(metric, str(month)): value for metric, month, value in rows}


def installed() -> Path:
    """Return the folder of MetricFlow's programs, which make test installs."""
    if not semantic_layer.PROGRAM.exists():
        pytest.skip("MetricFlow is not installed: make metricflow")
    return semantic_layer.PROGRAM.parent


def test_metricflow_gives_the_figures_of_kpis_to_the_last_digit(
    warehouse: Home, monthly: dict[tuple[str, str], float], tmp_path: Path
) -> None:
    installed()
    answer = tmp_path / "answer.csv"
    metrics = ",".join(REGISTRY)
    with warehouse.use():
        asked = ["--metrics", metrics, "--group-by", "metric_time__month", "--csv", str(answer)]
        assert semantic_layer.query(asked) == 0
    rows = list(csv.DictReader(answer.read_text(encoding="utf-8").splitlines()))
    found = {
        (metric, row["metric_time__month"][:10]): float(row[metric])
        for row in rows
        for metric in REGISTRY
        if row[metric] not in ("", "nan")
    }
    assert found == monthly


def test_the_document_beside_the_published_file_gives_the_figures_of_kpis(
    warehouse: Home, monthly: dict[tuple[str, str], float]
) -> None:
    text = (warehouse.data / "engagement.osi.json").read_text(encoding="utf-8")
    (model,) = json.loads(text)["semantic_model"]
    times = {"kpis": "month", "support_issues": "date_trunc('month', opened_date)"}
    found = {}
    for metric in model["metrics"]:
        sql = metric["expression"]["dialects"][0]["expression"]
        (table,) = {name for name in times if f"{name}." in sql}
        for month, value in warehouse.query(
            f"select cast({times[table]} as date), {sql} from marts.{table} group by all"
        ):
            if value is not None:
                found[metric["name"], str(month)] = value
    left_out = {"revenue_per_customer_growth"}  # reaches into another month
    assert found == {key: value for key, value in monthly.items() if key[0] not in left_out}


READ = """
import json, sys
from metricflow.converters.models import OSIDocument
from metricflow.converters.osi_to_msi import OSIToMSIConverter
document = OSIDocument.parse_obj(json.load(open(sys.argv[1], encoding="utf-8")))
print(len(OSIToMSIConverter().convert(document).output.metrics))
"""


def test_todays_tools_read_the_document(warehouse: Home) -> None:
    """By MetricFlow's own reader, which is strict about names, types and dialects."""
    file = warehouse.data / "engagement.osi.json"
    done = subprocess.run(
        [installed() / "python", "-c", READ, file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(REGISTRY) - 1
