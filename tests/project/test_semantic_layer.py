"""The semantic layer says what the registry says, and nothing that anybody wrote beside it."""

import duckdb
import pytest
from parsed import project

from orchestration import semantic_layer, yamls

# Keys of an OSI document, version 0.1.1, by where they stand.
KEYS = {
    "document": {"version", "semantic_model"},
    "model": {"name", "description", "ai_context", "datasets", "relationships", "metrics"},
    "dataset": {"name", "source", "primary_key", "fields"},
    "field": {"name", "expression", "dimension", "description"},
    "metric": {"name", "expression", "description", "ai_context", "custom_extensions"},
}


def test_the_yaml_of_dbt_is_what_the_registry_says() -> None:
    text = semantic_layer.dbt_yaml(semantic_layer.registry())
    written = semantic_layer.FILE.read_text(encoding="utf-8")
    assert written == text, f".venv/bin/{semantic_layer.COMMAND} writes it anew"


def test_every_metric_of_the_registry_is_a_metric_of_dbt() -> None:
    known = {metric["name"] for metric in project().manifest["metrics"].values()}
    assert {row["metric"] for row in semantic_layer.registry()} <= known


def test_a_further_metric_is_a_row() -> None:
    rows = semantic_layer.registry()
    further = rows[-1] | {"metric": "open_rate", "calculation": "ratio", "is_stock": "false"}
    text = semantic_layer.dbt_yaml([*rows, further])
    assert "name: open_rate_denominator" in text
    names = [m["name"] for m in osi_model([*rows, further])["metrics"]]
    assert names[-1] == "open_rate"


def test_a_metric_without_parts_has_to_be_told() -> None:
    rows = semantic_layer.registry()
    further = rows[-1] | {"metric": "median_basket", "calculation": "none"}
    with pytest.raises(ValueError, match="PARTLESS.*median_basket"):
        semantic_layer.dbt_yaml([*rows, further])


def osi_model(rows: list[semantic_layer.Row]) -> dict:
    (model,) = semantic_layer.osi_document(rows)["semantic_model"]
    return model


def test_the_osi_document_has_the_keys_of_its_version() -> None:
    document = semantic_layer.osi_document(semantic_layer.registry())
    assert document.keys() == KEYS["document"]
    assert document["version"] == "0.1.1"
    model = osi_model(semantic_layer.registry())
    assert model.keys() == KEYS["model"]
    for dataset in model["datasets"]:
        assert dataset.keys() == KEYS["dataset"]
        assert all(field.keys() == KEYS["field"] for field in dataset["fields"])
    for metric in model["metrics"]:
        assert metric.keys() == KEYS["metric"]
        (expression,) = metric["expression"]["dialects"]
        assert expression["dialect"] == "ANSI_SQL"


def test_the_osi_document_speaks_of_columns_that_are_there() -> None:
    marts = {node["name"]: node for node in project().published()}
    for dataset in osi_model(semantic_layer.registry())["datasets"]:
        fields = {field["name"] for field in dataset["fields"]}
        assert fields <= marts[dataset["name"]]["columns"].keys()
        assert dataset["primary_key"] == marts[dataset["name"]]["config"]["meta"]["grain"]


MONTHS = """
create table kpis as
select metric, segment_type, is_complete, numerator, denominator, cast(month as date) as month
from (values
    ('customer_count', 'all', true, 500, null, '2026-07-01'),
    ('customer_count', 'all', true, 530, null, '2026-08-01'),
    ('customer_count', 'country', true, 20, null, '2026-08-01'),
    ('active_buyers', 'all', true, 30, null, '2026-07-01'),
    ('active_buyers', 'all', true, 40, null, '2026-08-01'),
    ('health_mean', 'all', true, 600, 10, '2026-07-01'),
    ('health_mean', 'all', true, 350, 5, '2026-08-01'),
    ('cev_total', 'all', true, 7, null, '2026-07-01'),
    ('order_count', 'all', true, 3, null, '2026-07-01'),
    ('order_count', 'all', true, 4, null, '2026-08-01'),
    ('csat', 'all', true, 8, 2, '2026-07-01'),
    ('csat', 'all', true, 6, 2, '2026-08-01')
) as rows (metric, segment_type, is_complete, numerator, denominator, month)
"""


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("customer_count", 530),  # a state: the last month
        ("health_mean", 70),
        ("cev_total", None),  # not known of the last month
        ("active_buyers", 40),  # persons of both months would count twice
        ("order_count", 7),
        ("csat", 3.5),
    ],
)
def test_the_osi_document_sums_only_what_adds_up_over_months(
    metric: str, value: float | None
) -> None:
    told = {m["name"]: m for m in osi_model(semantic_layer.registry())["metrics"]}[metric]
    sql = told["expression"]["dialects"][0]["expression"]
    with duckdb.connect() as connection:
        connection.execute(MONTHS)
        assert connection.execute(f"select {sql} from kpis").fetchone() == (value,)


def test_dbt_sums_only_what_adds_up_over_months() -> None:
    (kpis, _) = yamls.read(semantic_layer.dbt_yaml(semantic_layer.registry()))["semantic_models"]
    last = {m["name"].rpartition("_")[0] for m in kpis["measures"] if "non_additive_dimension" in m}
    assert {"customer_count", "health_mean", "active_customers", "active_buyers"} <= last
    assert not last & {"new_customers", "order_count", "net_sales", "csat"}


def test_the_descriptions_say_where_the_last_month_counts() -> None:
    rows = semantic_layer.registry()
    told = [semantic_layer.osi_document(rows)["semantic_model"][0]["metrics"]]
    told.append(yamls.read(semantic_layer.dbt_yaml(rows))["metrics"])
    for metrics in told:
        by_name = {m["name"]: m.get("description", "") for m in metrics}
        assert "the last one" in by_name["active_customers"]
        assert "the last one" in by_name["customer_count"]
        assert "the last one" not in by_name["new_customers"]
