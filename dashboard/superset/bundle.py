"""The bundle that Superset imports: databases, datasets, charts and dashboards, once per language.

What the warehouse says of itself is not typed again. Datasets are the published tables; their
columns, types, labels and descriptions come from ``marts.columns``, the names of values from
``marts.words``, the headline figures and their names from the metric registry. The files of this
folder say the rest: ``datasets.yml`` which sums and rates charts may take of a mart, ``charts/``
and ``dashboards/`` what is drawn.

Superset has one name per column and chart, so each language has datasets, charts and dashboards of
its own over one connection. All ids follow from names: importing again replaces, never doubles.
"""

import io
import json
import re
import uuid
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import semantic_layer, yamls

FOLDER = Path(__file__).parent
# Language -> how its datasets are called; Superset wants each name once.
LANGUAGES = {"en": "{}", "ja": "{}（日本語）"}
TONGUES = {"en": "English", "ja": "日本語"}
IDS = uuid.UUID("7a3c1d0e-5b0f-4c57-9a52-1f0c64b5f0aa")
STYLES = FOLDER.parent / "assets" / "styles" / "base.css"
VERSION = "1.0.0"  # of Superset's format of assets
# Units of marts.columns and of the metric registry -> how Superset shows them (d3-format).
FORMATS = {
    "count": ",d",
    "currency": ",.0f",
    "money": ",.0f",
    "share": ".1%",
    "rate": ".1%",
    "probability": ".1%",
    "points": ".1f",
    "score": ".2f",
    "hours": ",.1f",
    "days": ",.1f",
    "log_odds": ",.2f",
    "multiple": ",.2f",
}
MONEY = ("currency", "money")
# The first business date that had not ended when the figures were made, as in model as_of: a day is
# over when the next microsecond is of another one. A query finds it in the published file.
NEXT_DAY = (
    "(select cast(timezone(vars ->> '$.business_timezone', "
    "timezone('UTC', as_of + interval 1 microsecond)) as date) from marts.refresh)"
)
CODE = {"en": "{} (code)", "ja": "{}（コード）"}
ROWS = {"en": "Rows", "ja": "行数"}
DASHBOARD_WIDTH = 12
# A connection to the published file: it reads, and reaches nothing else. Superset opens one for
# each query (its default), so the link is followed anew and a refresh shows at once.
URI = "duckdb:///{file}?access_mode=read_only"
CONFIG = {"enable_external_access": False, "lock_configuration": True}


@dataclass(frozen=True)
class Column:
    """A column of a published table, as ``marts.columns`` tells of it."""

    name: str
    data_type: str
    unit: str | None
    label: dict[str, str]
    description: str


@dataclass(frozen=True)
class Warehouse:
    """What the published file says of itself.

    Attributes:
        tables: Table -> its columns, in order.
        descriptions: Table -> what one row is.
        colours: Name of a value, in either language -> the page's colour of it.
        currency: The reporting currency.

    """

    tables: dict[str, list[Column]]
    descriptions: dict[str, str]
    colours: dict[str, str]
    currency: str


def read_warehouse(file: Path) -> Warehouse:
    """Return what a published file says of itself.

    Args:
        file: The published file.

    """
    with duckdb.connect(str(file), read_only=True) as connection:
        tables: dict[str, list[Column]] = {}
        for table, name, data_type, unit, en, ja, description in connection.execute(
            "select table_name, column_name, data_type, unit, label_en, label_ja, description "
            "from marts.columns where label_en is not null and table_name in "
            # Not views on files of an engine: Superset's connection reaches none (CONFIG).
            "(select t.table_name from duckdb_tables() as t where t.schema_name = 'marts') "
            "order by table_name, place"
        ).fetchall():
            column = Column(name, data_type, unit, {"en": en, "ja": ja}, description)
            tables.setdefault(table, []).append(column)
        descriptions = dict(
            connection.execute(
                "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        )
        painted = connection.execute(
            "select en, ja, colour from marts.words where colour is not null"
        ).fetchall()
        variables = connection.execute("select vars from marts.refresh").fetchone()
    currency = json.loads((variables or ["{}"])[0] or "{}").get("reporting_currency") or ""
    shades = page_colours()
    colours = {name: shades[shade] for en, ja, shade in painted for name in (en, ja)}
    return Warehouse(tables, descriptions, colours, currency)


def page_colours() -> dict[str, str]:
    """Return the page's colours in its light theme by the names that seed words gives them."""
    light = STYLES.read_text(encoding="utf-8").split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#\w+);", light))


def content(folder: str) -> dict[str, dict[str, Any]]:
    """Return the YAML files of a folder here by their names."""
    files = sorted((FOLDER / folder).glob("*.yml"))
    return {file.stem: yamls.read(file.read_text(encoding="utf-8")) for file in files}


def spoken(value: Any, language: str) -> Any:  # noqa: ANN401 - any YAML
    """Return YAML with every ``{en: ..., ja: ...}`` in it replaced by one language."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {key: spoken(inner, language) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoken(inner, language) for inner in value]
    return value


def identity(*names: str) -> str:
    """Return the id of a thing, always the same for its names."""
    return str(uuid.uuid5(IDS, "/".join(names)))


class Bundle:
    """The bundle of one published file."""

    def __init__(self, warehouse: Warehouse, link: Path) -> None:
        """Take in what the bundle is made of.

        Args:
            warehouse: What the published file says of itself.
            link: The path of the published file that Superset shall open.

        """
        self.warehouse = warehouse
        self.link = link
        self.charts = content("charts")
        self.dashboards = content("dashboards")
        self.extras = yamls.read((FOLDER / "datasets.yml").read_text(encoding="utf-8"))
        self.registry = {row["metric"]: row for row in semantic_layer.registry()}

    def files(self) -> dict[str, dict[str, Any]]:
        """Return path -> content of every file of the bundle."""
        stamp = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
        found = {"metadata.yaml": {"version": VERSION, "type": "assets", "timestamp": stamp}}
        found["databases/engagement.yaml"] = self.database()
        for language in LANGUAGES:
            for table in self.warehouse.tables:
                found[f"datasets/{language}/{table}.yaml"] = self.dataset(table, language)
            for name in self.charts:
                found[f"charts/{language}_{name}.yaml"] = self.chart(name, language)
            for name in self.dashboards:
                found[f"dashboards/{language}_{name}.yaml"] = self.dashboard(name, language)
        return found

    def missing(self) -> list[str]:
        """Return the marts that charts need and the published file does not have."""
        needed = {told["dataset"] for told in self.charts.values()} | set(self.extras)
        return sorted(needed - set(self.warehouse.tables))

    def database(self) -> dict[str, Any]:
        """Return the connection, which can only read."""
        return {
            "database_name": "Engagement Warehouse",
            "sqlalchemy_uri": URI.format(file=self.link),
            "cache_timeout": -1,
            "expose_in_sqllab": True,
            "allow_run_async": False,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "allow_file_upload": False,
            "extra": {"engine_params": {"connect_args": {"config": CONFIG}}},
            "uuid": identity("database"),
            "version": VERSION,
            "is_managed_externally": True,
        }

    def dataset(self, table: str, language: str) -> dict[str, Any]:
        """Return a published table with the names of its values beside their codes."""
        columns = self.columns(table)
        times = [c.name for c in columns if c.data_type in ("date", "timestamp")]
        return {
            "table_name": LANGUAGES[language].format(table),
            "description": self.warehouse.descriptions.get(table),
            "schema": "marts",
            "sql": self.sql(table, language),
            "main_dttm_col": times[0] if times else None,
            "columns": [self._column(column, language) for column in columns],
            "metrics": [
                self._metric(name, told, language) for name, told in self.metrics(table).items()
            ],
            "uuid": identity(language, "dataset", table),
            "database_uuid": identity("database"),
            "version": VERSION,
            "is_managed_externally": True,
        }

    def columns(self, table: str) -> list[Column]:
        """Return the columns of a dataset: codes and names of words, and what datasets.yml adds."""
        found = []
        for column in self.warehouse.tables[table]:
            if column.unit != "word":
                found.append(column)
                continue
            codes = {lang: CODE[lang].format(text) for lang, text in column.label.items()}
            found.append(Column(column.name, column.data_type, "word", codes, column.description))
            found.append(
                Column(f"{column.name}_name", "varchar", None, column.label, column.description)
            )
        for name, told in self.extras.get(table, {}).get("columns", {}).items():
            found.append(Column(name, told["type"], None, told["label"], told["description"]))
        return found

    def sql(self, table: str, language: str) -> str:
        """Return the query of a dataset.

        Codes stay, because conditions ask for them; their names come from the published words, so
        that a word named anew shows without another import.
        """
        words = [c.name for c in self.warehouse.tables[table] if c.unit == "word"]
        extras = self.extras.get(table, {}).get("columns", {})
        listed = [f'"{table}".*']
        listed += [
            f'coalesce("{name} word"."{language}", "{table}"."{name}") as "{name}_name"'
            for name in words
        ]
        listed += [
            f'{told["sql"].format(next_day=NEXT_DAY)} as "{name}"' for name, told in extras.items()
        ]
        joins = [
            f'left join marts.words as "{name} word" on "{name} word".value = "{table}"."{name}"'
            for name in words
        ]
        return "\n".join(
            ["select", "    " + ",\n    ".join(listed), f'from marts."{table}"', *joins]
        )

    def metrics(self, table: str) -> dict[str, dict[str, Any]]:
        """Return metric -> sql, label, unit and description of a dataset."""
        found = {"row_count": {"sql": "count(*)", "label": ROWS, "unit": "count"}}
        if table == "kpis":
            for name, row in self.registry.items():
                if row["calculation"] != "none":
                    found[name] = self._of_registry(row) | {"sql": semantic_layer.sql_of_kpis(row)}
        own = {column.name: column for column in self.warehouse.tables[table]}
        for name, told in self.extras.get(table, {}).get("metrics", {}).items():
            like = told.get("like")
            if like in own:
                column = own[like]
                named = {
                    "label": column.label,
                    "unit": column.unit,
                    "description": dict.fromkeys(LANGUAGES, column.description),
                }
            elif like:
                named = self._of_registry(self.registry[like])
            else:
                named = {}
            found[name] = named | told
        return found

    def _of_registry(self, row: dict[str, str]) -> dict[str, Any]:
        return {
            "label": {"en": row["name_en"], "ja": row["name_ja"]},
            "unit": row["unit"],
            "description": {"en": row["definition"], "ja": row["definition_ja"]},
        }

    def _column(self, column: Column, language: str) -> dict[str, Any]:
        is_time = column.data_type in ("date", "timestamp")
        return {
            "column_name": column.name,
            "verbose_name": column.label[language],
            "is_dttm": is_time,
            "is_active": True,
            "type": column.data_type.upper(),
            "groupby": True,
            "filterable": True,
            "description": column.description,
        }

    def _metric(self, name: str, told: dict[str, Any], language: str) -> dict[str, Any]:
        unit = told.get("unit")
        money = {"symbol": self.warehouse.currency, "symbolPosition": "prefix"}
        return {
            "metric_name": name,
            "verbose_name": told["label"][language],
            "expression": told["sql"],
            "description": told.get("description", {}).get(language),
            "d3format": FORMATS.get(unit),
            "currency": money if unit in MONEY and self.warehouse.currency else None,
        }

    def name(self, chart: str) -> dict[str, str]:
        """Return the names of a chart: its own, or those of the metric that it shows."""
        told = self.charts[chart]["name"]
        if isinstance(told, dict):
            return told
        return self.metrics(self.charts[chart]["dataset"])[told]["label"]

    def chart(self, name: str, language: str) -> dict[str, Any]:
        """Return a chart; ``where`` becomes its condition, in SQL."""
        told = self.charts[name]
        parameters = {"viz_type": told["viz_type"], **spoken(told["params"], language)}
        if "where" in told:
            parameters["adhoc_filters"] = [
                {
                    "expressionType": "SQL",
                    "clause": "WHERE",
                    "sqlExpression": told["where"],
                    "filterOptionName": f"filter_{name}",
                }
            ]
        return {
            "slice_name": self.name(name)[language],
            "description": spoken(told.get("description"), language),
            "viz_type": told["viz_type"],
            "params": parameters,
            "uuid": identity(language, "chart", name),
            "dataset_uuid": identity(language, "dataset", told["dataset"]),
            "version": VERSION,
            "is_managed_externally": True,
        }

    def dashboard(self, name: str, language: str) -> dict[str, Any]:
        """Return a dashboard; its rows become Superset's grid of twelve columns."""
        told = self.dashboards[name]
        other = next(code for code in LANGUAGES if code != language)
        return {
            "dashboard_title": told["title"][language],
            "slug": slug(name, language),
            "published": True,
            "css": "",
            "position": self._position(name, language, other),
            "metadata": {
                "color_scheme": "supersetColors",
                "label_colors": self.warehouse.colours,
                "cross_filters_enabled": True,
            },
            "uuid": identity(language, "dashboard", name),
            "version": VERSION,
            "is_managed_externally": True,
        }

    def _position(self, name: str, language: str, other: str) -> dict[str, Any]:
        told = self.dashboards[name]
        found: dict[str, Any] = {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
            "HEADER_ID": {
                "type": "HEADER",
                "id": "HEADER_ID",
                "meta": {"text": told["title"][language]},
            },
        }
        rows = []
        link = f"[{TONGUES[other]}](/superset/dashboard/{slug(name, other)}/)"
        text = f"{told['text'][language]}　{link}"
        head = {"type": "MARKDOWN", "meta": {"width": DASHBOARD_WIDTH, "height": 6, "code": text}}
        listed = [[("head", head)]]
        for row in told["rows"]:
            widths = row.get("widths") or [DASHBOARD_WIDTH // len(row["charts"])] * len(
                row["charts"]
            )
            listed.append(
                [
                    (
                        chart,
                        {
                            "type": "CHART",
                            "meta": {
                                "uuid": identity(language, "chart", chart),
                                # Superset puts its own number here as it imports.
                                "chartId": list(self.charts).index(chart) + 1,
                                "width": width,
                                "height": row["height"],
                                "sliceName": self.name(chart)[language],
                            },
                        },
                    )
                    for chart, width in zip(row["charts"], widths, strict=True)
                ]
            )
        for number, things in enumerate(listed):
            row_id = f"ROW-{number}"
            children = []
            for key, thing in things:
                child = f"{thing['type']}-{key}"
                place = ["ROOT_ID", "GRID_ID", row_id]
                found[child] = thing | {"id": child, "children": [], "parents": place}
                children.append(child)
            found[row_id] = {
                "type": "ROW",
                "id": row_id,
                "children": children,
                "parents": ["ROOT_ID", "GRID_ID"],
                "meta": {"background": "BACKGROUND_TRANSPARENT"},
            }
            rows.append(row_id)
        found["GRID_ID"] = {
            "type": "GRID",
            "id": "GRID_ID",
            "children": rows,
            "parents": ["ROOT_ID"],
        }
        return found


def slug(name: str, language: str) -> str:
    """Return the last part of a dashboard's address."""
    return f"{name}-{language}"


def archive(files: dict[str, dict[str, Any]]) -> bytes:
    """Return the files of a bundle as Superset's import takes them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, told in files.items():
            # JSON is YAML, and written twenty times as fast.
            packed.writestr(f"engagement/{path}", json.dumps(told, ensure_ascii=False))
    return buffer.getvalue()
