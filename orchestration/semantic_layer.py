"""The semantic layer, written from the registry: dbt's own YAML and an OSI document.

``python -m orchestration.semantic_layer`` writes the YAML of seeds/metric_registry.csv for dbt
(MetricFlow), and a test holds it to the seed, so that a metric is declared once. Every measure is a
numerator or denominator of mart kpis over all customers: figures of quarters and years are made of
parts, never of finished rates. Metrics without parts stand in PARTLESS, by hand.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from orchestration import dbt, paths
from orchestration.errors import UsageError
from orchestration.naming import METRICS_FILE

FILE = paths.DBT_PROJECT_DIR / "models" / "metrics" / "_metrics__semantic.yml"
COMMAND = "python -m orchestration.semantic_layer"
PROGRAM = paths.ROOT / ".uv" / "metrics" / "bin" / "mf"
TIME = "figure_month"  # the name month is MetricFlow's own
YEAR_BEFORE = "revenue_per_customer_year_before"
# Metrics that are no sum and no ratio of sums, as dbt says them.
PARTLESS: dict[str, dict[str, Any]] = {
    "first_response_hours": {
        "type": "simple",
        "type_params": {"measure": "first_response_hours"},
    },
    "revenue_per_customer_growth": {
        "type": "derived",
        "type_params": {
            "expr": f"complete_revenue_per_customer / nullif({YEAR_BEFORE}, 0) - 1",
            "metrics": [
                {"name": "complete_revenue_per_customer"},
                {
                    "name": "complete_revenue_per_customer",
                    "offset_window": "12 months",
                    "alias": YEAR_BEFORE,
                },
            ],
        },
    },
}
ISSUES: dict[str, Any] = {
    "name": "inbound_issues",
    "description": "Problems that customers brought, by the business date on which they did.",
    "model": "ref('support_issues')",
    "defaults": {"agg_time_dimension": "opened_date"},
    "entities": [{"name": "issue", "type": "primary", "expr": "issue_id"}],
    "dimensions": [
        {"name": "opened_date", "type": "time", "type_params": {"time_granularity": "day"}},
        {"name": "topic", "type": "categorical"},
    ],
    "measures": [
        {
            "name": "first_response_hours",
            "description": "Hours to the first response of those that have one.",
            "agg": "median",
            "expr": "case when not is_proactive then first_response_minutes / 60 end",
        }
    ],
}

Row = dict[str, str]


def registry() -> list[Row]:
    """Return the rows of the registry, all values as text, empty where the seed has none."""
    return list(csv.DictReader(METRICS_FILE.read_text(encoding="utf-8").splitlines()))


def dbt_yaml(rows: list[Row]) -> str:
    """Return the semantic models and metrics of a registry as dbt reads them.

    Raises:
        ValueError: If a metric has no parts and PARTLESS does not say what it is.

    """
    if lost := [r["metric"] for r in rows if r["calculation"] == "none" and not _is_told(r)]:
        raise ValueError(f"metric without parts: say what it is in PARTLESS of {__name__}: {lost}")
    content = {
        "semantic_models": [_kpis(rows), ISSUES],
        "metrics": [metric for row in rows for metric in _metrics(row)],
    }
    head = f"# Written from seeds/metric_registry.csv by {COMMAND}.\n"
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def _is_told(row: Row) -> bool:
    return row["metric"] in PARTLESS


def _kpis(rows: list[Row]) -> dict[str, Any]:
    return {
        "name": "headline_parts",
        "description": "Numerators and denominators of the headline figures over all customers.",
        "model": "ref('kpis')",
        "defaults": {"agg_time_dimension": TIME},
        "primary_entity": "company_month",
        "dimensions": [
            {
                "name": TIME,
                "type": "time",
                "expr": "month",
                "type_params": {"time_granularity": "month"},
            }
        ],
        "measures": [measure for row in rows for measure in _measures(row)],
    }


def _measures(row: Row) -> Iterator[dict[str, Any]]:
    name = row["metric"]
    if row["calculation"] == "none":
        return
    yield _measure(row, name, "numerator")
    if row["calculation"] != "sum":
        yield _measure(row, name, "denominator")
    if name == "revenue_per_customer":  # its growth waits for the end of the month
        complete = row | {"is_shown_so_far": "false"}
        yield _measure(complete, f"complete_{name}", "numerator")
        yield _measure(complete, f"complete_{name}", "denominator")


def _measure(row: Row, name: str, part: str) -> dict[str, Any]:
    condition = f"metric = '{row['metric']}' and segment_type = 'all'"
    if row["is_shown_so_far"] == "false":
        condition += " and is_complete"
    measure: dict[str, Any] = {
        "name": f"{name}_{part}",
        "agg": "sum",
        "expr": f"case when {condition} then {part} end",
        "create_metric": True,
    }
    if row["is_stock"] == "true":
        # Of several months the last one counts, not their sum.
        measure["non_additive_dimension"] = {"name": TIME, "window_choice": "max"}
    return measure


def _metrics(row: Row) -> Iterator[dict[str, Any]]:
    name, calculation = row["metric"], row["calculation"]
    shown = {
        "name": name,
        "label": row["name_en"],
        "description": row["definition"],
        "config": {"meta": {"owner": row["owner"], "unit": row["unit"], "label_ja": row["name_ja"]}},
    }
    if calculation == "none":
        yield shown | PARTLESS[name]
    elif calculation == "sum":
        measure = f"{name}_numerator"
        yield shown | {"type": "simple", "type_params": {"measure": measure}}
    elif calculation == "points":
        yield _ratio(f"{name}_share", f"{row['name_en']} as a share", name)
        yield shown | {
            "type": "derived",
            "type_params": {"expr": f"100 * {name}_share", "metrics": [{"name": f"{name}_share"}]},
        }
    else:
        yield shown | _ratio(name, row["name_en"], name) | {"label": row["name_en"]}
    if name == "revenue_per_customer":
        yield _ratio(f"complete_{name}", f"{row['name_en']}, complete months", f"complete_{name}")


def _ratio(name: str, label: str, parts: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": "ratio",
        "type_params": {"numerator": f"{parts}_numerator", "denominator": f"{parts}_denominator"},
    }


def query(arguments: list[str], program: Path = PROGRAM) -> int:
    """Ask MetricFlow about the published file and return its exit code; it prints what it finds.

    Args:
        arguments: What ``mf query`` understands, such as ``--metrics nps --group-by
            metric_time__month``.
        program: MetricFlow's own program.

    Raises:
        UsageError: If nothing is published or MetricFlow is not installed.

    """
    if not paths.published_link().exists():
        raise UsageError(f"Nothing is published in {paths.data_dir()} yet. Run: engagement run")
    if not program.exists():
        raise UsageError(
            "MetricFlow is not installed: it lives in an environment of its own. Run: make metrics"
        )
    dbt.ensure_manifest()  # MetricFlow reads what dbt writes beside it
    environment = os.environ | {
        "DBT_PROFILES_DIR": str(paths.DBT_PROJECT_DIR),
        "DBT_PROJECT_DIR": str(paths.DBT_PROJECT_DIR),
        "ENGAGEMENT_DATA_DIR": str(paths.data_dir()),
        "ENGAGEMENT_TARGET": "published",
    }
    return subprocess.call([str(program), "query", *arguments], env=environment)


def main() -> int:
    """Write the YAML anew and say whether it changed."""
    text = dbt_yaml(registry())
    if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        FILE.write_text(text, encoding="utf-8")
        print(f"written: {_relative(FILE)}")
    return 0


def _relative(file: Path) -> Path:
    return file.relative_to(paths.ROOT)


if __name__ == "__main__":
    sys.exit(main())
