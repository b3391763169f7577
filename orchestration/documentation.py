"""``engagement docs``: one file that says what the marts answer, hold and come from."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from dashboard.models_page import write_models_page
from dashboard.tabs import TABS, Tab, read_tabs
from expectations.suites import Suite, read_suites
from orchestration import dbt, lineage, paths
from orchestration.errors import UsageError

Node = Mapping[str, Any]
Pair = dict[str, str]
READMES = {"en": paths.ROOT / "README.md", "ja": paths.ROOT / "README.ja.md"}
# Between what several marts of one row of the README are a row of.
BETWEEN = {"en": ";", "ja": "、"}
KINDS_OF_TEST = ("rules", "values", "min_value", "max_value", "to", "field")


@dataclass(frozen=True)
class _Gathered:
    """What is read once for all marts."""

    manifest: Node
    rows: dict[str, dict[str, Pair]]
    tabs: list[Tab]
    suites: dict[str, Suite]
    metrics: list[dict[str, Any]]


def generate() -> Path:
    """Write the file into the data folder and return it.

    Raises:
        UsageError: If nothing is built yet, or not everything.

    """
    manifest = _built_manifest(paths.data_dir() / ".dbt" / "manifest.json")
    page = paths.data_dir() / "docs" / "index.html"
    write_models_page(contents(manifest, compiled(manifest), _published()), page)
    return page


def _built_manifest(file: Path) -> dict[str, Any]:
    """Return what dbt wrote when it built the tables.

    Raises:
        UsageError: If it built nothing yet.

    """
    if not file.exists() or not paths.warehouse_file().exists():
        raise UsageError(
            f"Nothing is built in {paths.build_dir()} yet, and the documentation is read from what "
            "dbt built. Run: engagement run (or engagement demo)"
        )
    return json.loads(file.read_text(encoding="utf-8"))


def compiled(manifest: Node) -> dict[str, str]:
    """Return id of a model -> its SQL as it was run; models in Python have none.

    Raises:
        UsageError: If the last build left out models.

    """
    models = {k: n for k, n in _models(manifest).items() if n["language"] == "sql"}
    missing = sorted(n["name"] for n in models.values() if not n.get("compiled_code"))
    if missing:
        raise UsageError(
            f"The last build left out {len(missing)} of {len(models)} models, such as "
            f"{', '.join(missing[:5])}: their SQL is not compiled, so nobody can say where columns "
            "come from. Run: engagement run"
        )
    return {key: node["compiled_code"] for key, node in models.items()}


def contents(
    manifest: Node, code: Mapping[str, str], published: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return everything the file tells, ready for JSON.

    Args:
        manifest: dbt's.
        code: Id of a model -> compiled SQL.
        published: What the last refresh says of itself (as_of, row_counts), where there is one.

    Raises:
        LineageError: If nobody can say where a column comes from.

    """
    found = lineage.of_project(manifest, code)
    gathered = _Gathered(
        manifest,
        readme_rows(),
        read_tabs(TABS),
        {suite.table: suite for suite in read_suites("marts")},
        _metrics(),
    )
    marts = {k: n for k, n in _models(manifest).items() if dbt.is_mart(n)}
    return {
        "published": published or {},
        "areas": [
            {"key": tab.key, "label": asdict(tab.label)}
            for tab in gathered.tabs
            if tab.key in {_area(node) for node in marts.values()}
        ],
        "marts": [_mart(key, node, gathered) for key, node in sorted(marts.items())],
        "tables": dict(_tables(manifest)),
        "lineage": {
            key: {column: _origin(origin) for column, origin in columns.items()}
            for key, columns in found.items()
        },
    }


# --- marts --------------------------------------------------------------------------------------


def _mart(key: str, node: Node, gathered: _Gathered) -> dict[str, Any]:
    manifest = gathered.manifest
    name, meta = node["name"], node["config"]["meta"]
    told = gathered.rows[name]
    return {
        "id": key,
        "name": name,
        "area": _area(node),
        "storey": node["fqn"][1],
        "kind": meta["kind"],
        "question": told["question"],
        "row": told["row"],
        "key": meta["grain"],
        # Any of those in one list will do.
        "needs": [need.split(" or ") for need in meta["needs"]],
        "columns": [_column(column) for column in node["columns"].values()],
        "tests": list(_tests(key, manifest)),
        "examples": [
            {"name": test["name"], "why": _words(test["description"])}
            for test in manifest["unit_tests"].values()
            if test["model"] == name
        ],
        "expectations": list(_expectations(gathered.suites.get(name))),
        "metrics": [row for row in gathered.metrics if row["mart"] == name],
        "blocks": [
            {
                "tab": asdict(tab.label),
                "key": tab.key,
                "title": asdict(title) if (title := block.text("title")) else None,
            }
            for tab in gathered.tabs
            for block in tab.blocks
            if name in block.marts
        ],
        "exposures": [
            {
                "label": one["config"]["meta"].get("label") or one.get("label") or one["name"],
                "why": _words(one["description"]),
            }
            for _, one in sorted(manifest["exposures"].items())
            if key in one["depends_on"]["nodes"]
        ],
    }


def _column(column: Node) -> dict[str, Any]:
    meta = column["config"]["meta"]
    description = _words(column["description"])
    parts = re.split(r"(?<=[.;])\s+", description)
    return {
        "name": column["name"],
        "type": column["data_type"],
        "unit": meta.get("unit"),
        "label": meta["label"],
        "why": description,
        "null": " ".join(part for part in parts if re.search(r"\bnull\b", part, re.IGNORECASE)),
        "joins_to": meta.get("joins_to"),
    }


def _tests(key: str, manifest: Node) -> Iterator[dict[str, Any]]:
    for _, test in sorted(manifest["nodes"].items()):
        if test["resource_type"] != "test" or key not in test["depends_on"]["nodes"]:
            continue
        generic = test.get("test_metadata") or {}
        if generic and test.get("attached_node") != key:
            continue
        given = generic.get("kwargs", {})
        yield {
            "name": test["name"],
            "kind": generic.get("name") or "singular",
            "column": test.get("column_name"),
            "is_critical": (test["config"].get("severity") or "error").lower() == "error",
            "why": _words(test["description"]),
            "given": {name: given[name] for name in KINDS_OF_TEST if name in given},
        }


def _expectations(suite: Suite | None) -> Iterator[dict[str, Any]]:
    for one in suite.statements if suite else ():
        yield {
            "name": one.check,
            "is_critical": one.is_critical,
            "why": _words(one.notes),
            "remedy": _words(one.remedy),
            "query": _words(str(one.kwargs.get("unexpected_rows_query", ""))),
        }


def _metrics() -> list[dict[str, Any]]:
    with (paths.ROOT / "seeds" / "metric_registry.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                "name": row["metric"],
                "label": {"en": row["name_en"], "ja": row["name_ja"]},
                "why": {"en": row["definition"], "ja": row["definition_ja"]},
                "mart": row["mart"],
                "column": row["column"],
            }
            for row in csv.DictReader(file)
        ]


def readme_rows() -> dict[str, dict[str, Pair]]:
    """Return mart -> its question and what one row is, as the READMEs tell them.

    Their table of marts is the one place where the questions are written.
    """
    rows: dict[str, dict[str, Pair]] = {}
    for language, file in READMES.items():
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            if not line.startswith("|") or len(cells) != 4:
                continue
            names = re.findall(r"`(\w+)`", cells[1])
            each = [part.strip() for part in cells[2].split(BETWEEN[language])]
            for place, name in enumerate(names):
                row = rows.setdefault(name, {"question": {}, "row": {}})
                row["question"][language] = cells[3].strip(" |")
                is_told = len(each) == len(names)
                row["row"][language] = each[place] if is_told else cells[2]
    return rows


# --- everything else ----------------------------------------------------------------------------


def _tables(manifest: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what a mart may come from: raw tables, seeds and models, the marts among them."""
    for key, source in sorted(manifest["sources"].items()):
        yield (
            key,
            {
                "name": f"{source['source_name']}.{source['name']}",
                "storey": "raw",
                "why": _words(source["description"]),
                "columns": {n: _words(c["description"]) for n, c in source["columns"].items()},
                "reads": [],
            },
        )
    for key, node in sorted(manifest["nodes"].items()):
        if node["resource_type"] not in ("seed", "model"):
            continue
        is_seed, is_python = node["resource_type"] == "seed", node.get("language") == "python"
        columns = {n: _words(c["description"]) for n, c in node["columns"].items()}
        yield (
            key,
            {
                "name": node["name"],
                "storey": "seeds" if is_seed else node["fqn"][1],
                "why": _words(node["description"]),
                "columns": {} if dbt.is_mart(node) else columns,
                "reads": sorted(node["depends_on"].get("nodes", [])),
                "file": node["original_file_path"].removeprefix("../")
                if is_seed
                else f"dbt_project/{node['original_file_path']}",
                "python": is_python,
                "code": "" if is_seed else node["raw_code"],
            },
        )


def _origin(origin: lineage.Origin) -> dict[str, Any]:
    told = asdict(origin) | {"columns": [list(pair) for pair in origin.columns]}
    return {name: value for name, value in told.items() if value}


def _models(manifest: Node) -> dict[str, Node]:
    return {k: n for k, n in manifest["nodes"].items() if n["resource_type"] == "model"}


def _area(node: Node) -> str:
    return node["fqn"][2]


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _published() -> dict[str, Any]:
    """Return as_of, end and row counts of the published refresh, or nothing where there is none."""
    link = paths.published_link()
    if not link.exists():
        return {}
    with duckdb.connect(str(link), read_only=True) as connection:
        as_of, finished, counts = connection.execute(
            "select as_of, finished_at, row_counts from marts.refresh"
        ).fetchone()
    return {"as_of": str(as_of)[:10], "finished": str(finished)[:16], "rows": json.loads(counts)}
