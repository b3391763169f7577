"""The semantic layer, written from the registry: dbt's own YAML and an OSI document.

``python -m orchestration.semantic_layer`` writes the YAML of seeds/metric_registry.csv for dbt
(MetricFlow), and a test holds it to the seed, so that a metric is declared once. Every measure is a
numerator or denominator of mart kpis over all customers: figures of quarters and years are made of
parts, never of finished rates. Metrics without parts stand in PARTLESS, by hand.

Open Semantic Interchange (now Apache Ossie, https://github.com/apache/ossie) is how BI tools and
catalogues hand such definitions to each other; publishing writes a document of it beside the
published file, in the version that MetricFlow's own converters read.
"""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from orchestration import dbt, modes, paths
from orchestration.errors import UsageError
from orchestration.naming import seed_file

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

OSI_VERSION = "0.1.1"
OSI_PARTLESS = {
    "first_response_hours": (
        "percentile_cont(0.5) within group (order by case when not support_issues.is_proactive "
        "then support_issues.first_response_minutes / 60 end)"
    ),
}
OSI_FIELDS = {
    "kpis": (
        ["metric", "month", "segment_type", "segment_value"],
        {
            "metric": "Metric of the registry.",
            "month": "First day of the month.",
            "segment_type": "How customers are split; all is the whole.",
            "segment_value": "Segment; all of segment type all.",
            "is_complete": "Whether nothing more is to come for the month.",
            "numerator": "What is counted or summed.",
            "denominator": "What it is divided by; null of counts and sums.",
        },
    ),
    "support_issues": (
        ["issue_id"],
        {
            "issue_id": "Problem of a customer.",
            "opened_date": "Business date on which it was opened.",
            "topic": "What it is about.",
            "is_proactive": "Whether the company began.",
            "first_response_minutes": "Minutes to the first response.",
        },
    ),
    "calendar": (
        ["calendar_date"],
        {"calendar_date": "Date.", "fiscal_quarter": "Quarter of the fiscal year."},
    ),
}
OSI_TIMES = {"month", "opened_date", "calendar_date"}

Row = dict[str, str]


def registry() -> list[Row]:
    """Return the rows of the registry, all values as text, empty where the seed has none."""
    return list(csv.DictReader(seed_file("metric_registry").read_text("utf-8").splitlines()))


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


def _is_of_last_month(row: Row) -> bool:
    """Whether of several months the last one counts: a sum would count persons or states again."""
    return "true" in (row["is_stock"], row["is_distinct"])


def _description(row: Row) -> str:
    last = " (of several months the last one)" if _is_of_last_month(row) else ""
    return row["definition"] + last


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
    if _is_of_last_month(row):
        measure["non_additive_dimension"] = {"name": TIME, "window_choice": "max"}
    return measure


def _metrics(row: Row) -> Iterator[dict[str, Any]]:
    name, calculation = row["metric"], row["calculation"]
    shown = {
        "name": name,
        "label": row["name_en"],
        "description": _description(row),
        "config": {
            "meta": {"owner": row["owner"], "unit": row["unit"], "label_ja": row["name_ja"]}
        },
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


def osi_document(rows: list[Row]) -> dict[str, Any]:
    """Return the registry as a document of the Open Semantic Interchange.

    Growth against the year before is left out: an expression over the rows of a month cannot reach
    another month.
    """
    told = [row for row in rows if row["calculation"] != "none" or row["metric"] in OSI_PARTLESS]
    return {
        "version": OSI_VERSION,
        "semantic_model": [
            {
                "name": "customer_engagement",
                "description": "The headline figures of the company, made of their parts.",
                "ai_context": {
                    "instructions": (
                        "Group by month of kpis. Figures of several months or segments are made "
                        "of the sums of numerators and denominators, never of finished rates. Of "
                        "states (customers, values) and of persons counted once a month the last "
                        "month counts; their expressions say so."
                    )
                },
                "datasets": [_osi_dataset(name) for name in OSI_FIELDS],
                "relationships": [
                    _osi_relationship("kpis", "month"),
                    _osi_relationship("support_issues", "opened_date"),
                ],
                "metrics": [_osi_metric(row) for row in told],
            }
        ],
    }


def _osi_expression(sql: str) -> dict[str, Any]:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": sql}]}


def _osi_dataset(name: str) -> dict[str, Any]:
    key, fields = OSI_FIELDS[name]
    return {
        "name": name,
        "source": f"engagement.marts.{name}",
        "primary_key": key,
        "fields": [
            {
                "name": field,
                "expression": _osi_expression(field),
                "dimension": {"is_time": field in OSI_TIMES},
                "description": description,
            }
            for field, description in fields.items()
        ],
    }


def _osi_relationship(dataset: str, column: str) -> dict[str, Any]:
    return {
        "name": f"{dataset}_in_calendar",
        "from": dataset,
        "to": "calendar",
        "from_columns": [column],
        "to_columns": ["calendar_date"],
    }


def _osi_metric(row: Row) -> dict[str, Any]:
    name = row["metric"]
    facts = {key: row[key] for key in ("unit", "direction", "owner", "definition_ja")}
    return {
        "name": name,
        "expression": _osi_expression(OSI_PARTLESS.get(name) or sql_of_kpis(row, "kpis.")),
        "description": f"{row['name_en']}: {_description(row)}",
        "ai_context": {"synonyms": [row["name_en"], row["name_ja"]]},
        "custom_extensions": [
            {"vendor_name": "COMMON", "data": json.dumps(facts, ensure_ascii=False)}
        ],
    }


def sql_of_kpis(row: Row, table: str = "") -> str:
    """Return a metric as an expression over rows of kpis, right for one month and for several.

    Args:
        row: Row of the registry; one with parts.
        table: What stands before the names of columns, such as ``kpis.``.

    """
    condition = f"{table}metric = '{row['metric']}' and {table}segment_type = 'all'"
    if row["is_shown_so_far"] == "false":
        condition += f" and {table}is_complete"
    values = [
        f"case when {condition} then {table}{part} end" for part in ("numerator", "denominator")
    ]
    if _is_of_last_month(row):
        # As MetricFlow does: the last month that kpis has, whether or not the metric has a figure.
        first = f"{table}month desc, case when {condition} then 0 else 1 end"
        parts = [f"(array_agg({value} order by {first}))[1]" for value in values]
    else:
        parts = [f"sum({value})" for value in values]
    ratio = f"{parts[0]} / nullif({parts[1]}, 0)"
    return {"sum": parts[0], "points": f"100 * ({ratio})"}.get(row["calculation"], ratio)


def write_osi(file: Path) -> None:
    """Write the document beside the published file, in one step."""
    temporary = file.with_name(f".{file.name}.new")
    text = json.dumps(osi_document(registry()), ensure_ascii=False, indent=1)
    temporary.write_text(text + "\n", encoding="utf-8")
    modes.publish_as(temporary)
    os.replace(temporary, file)


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
