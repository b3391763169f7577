"""The landing contract as the source YAMLs declare it: the one place where raw tables are known.

Loading, checks, documentation and tests read it from here. dbt shows a macro neither sources nor
files while it looks for parents, so ``macros/raw_tables.sql`` repeats tables and keys; it is
written by ``python -m orchestration.contract`` and held to the YAML by a test.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from orchestration.paths import DBT_PROJECT_DIR, ROOT

STAGING_DIR = DBT_PROJECT_DIR / "models" / "staging"
MACRO_FILE = DBT_PROJECT_DIR / "macros" / "raw_tables.sql"
DOCS_FILE = ROOT / "docs" / "bring-your-data.md"
# Controls of every raw table, whatever its source declares.
LOADED_AT = {"name": "_loaded_at", "data_type": "timestamp", "required": True}
DELETED = {"name": "_deleted", "data_type": "boolean", "required": False}


@dataclass(frozen=True)
class RawTable:
    """One raw table as its source YAML declares it.

    Attributes:
        source: Name of the source, also the folder.
        name: Name of the table, also the folder below.
        columns: Declared columns in order: name, data_type, description and the column's meta
            (required, accepted, references, min, max, reserved, fixed_within_days, earliest).
        key: Columns of the key.
        meta: Meta of the table: rules, unfit_optional_values, one_row_per_key_and_file.
        description: What one row is.
        happened_at: Column of the moment its facts happened, or empty.

    """

    source: str
    name: str
    columns: tuple[dict[str, Any], ...]
    key: tuple[str, ...]
    meta: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    happened_at: str = ""

    @property
    def full_name(self) -> str:
        """Name for people: ``source.table``."""
        return f"{self.source}.{self.name}"

    @property
    def relation(self) -> str:
        """Name of the raw table in the build database."""
        return f"raw.{self.source}__{self.name}"

    @property
    def folder(self) -> str:
        """Folder below the landing zone."""
        return f"{self.source}/{self.name}"

    @cached_property
    def wanted(self) -> tuple[dict[str, Any], ...]:
        """Columns that a file may bring: the declared ones and the controls."""
        return (*self.columns, DELETED, LOADED_AT)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the columns that a file may bring."""
        return frozenset(c["name"] for c in self.wanted)

    def fingerprint(self, *rules: object) -> str:
        """Change when the contract or the rules of casting change, so that files are read anew.

        Args:
            *rules: Whatever else decides how a row is read.

        """
        told = [{k: v for k, v in c.items() if k != "description"} for c in self.columns]
        text = json.dumps([told, self.key, self.meta, rules], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def read_contract(models_dir: Path = STAGING_DIR) -> list[RawTable]:
    """Return every raw table declared in the source YAMLs, in file order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tables = []
    for path in sorted(models_dir.glob("*/_*__sources.yml")):
        for source in yaml.load(path.read_text(encoding="utf-8"), loader)["sources"]:  # noqa: S506 - both loaders are safe ones
            tables += [_table(source["name"], table) for table in source["tables"]]
    return tables


def _table(source: str, table: dict[str, Any]) -> RawTable:
    columns = tuple(
        {
            "name": column["name"],
            "data_type": column["data_type"],
            "description": column.get("description", ""),
            "required": False,
            **column.get("config", {}).get("meta", {}),
        }
        for column in table["columns"]
    )
    meta = dict(table["config"]["meta"])
    key = tuple(meta.pop("key"))
    happened_at = meta.pop("happened_at", "")
    description = table.get("description", "")
    return RawTable(source, table["name"], columns, key, meta, description, happened_at)


def raw_tables_macro(tables: list[RawTable]) -> str:
    """Return the macros that tell dbt's models which raw tables there are."""

    def lines() -> Iterator[str]:
        yield "{# Key of every raw table, by source. python -m orchestration.contract writes it. #}"
        yield "{% macro raw_tables() %}"
        yield "    {% do return({"
        source = None
        for table in tables:
            if table.source != source:
                if source is not None:
                    yield "        },"
                yield f"        '{table.source}': {{"
                source = table.source
            yield f"            '{table.name}': {list(table.key)},"
        yield "        },"
        yield "    }) %}"
        yield "{% endmacro %}"
        yield ""
        yield ""
        yield "{# Columns that no version of a key may change, with the days that are no change. #}"
        yield "{% macro fixed_columns() %}"
        yield "    {% do return({"
        for table in tables:
            fixed = {
                c["name"]: c["fixed_within_days"] for c in table.columns if "fixed_within_days" in c
            }
            if fixed:
                yield f"        '{table.full_name}': {fixed},"
        yield "    }) %}"
        yield "{% endmacro %}"

    return "\n".join(lines()) + "\n"


def columns_as_markdown(table: RawTable) -> str:
    """Return the columns of a table as docs/bring-your-data.md shows them."""
    rows = ["| column | type | meaning |", "|---|---|---|"]
    for column in table.columns:
        name = f"`{column['name']}`" + (" !" if column["required"] else "")
        meaning = column["description"].replace("|", "\\|")
        if accepted := column.get("accepted"):
            meaning += f" ({', '.join(accepted)})"
        rows.append(f"| {name} | {column['data_type']} | {meaning} |")
    return f"Key: {', '.join(table.key)}\n\n" + "\n".join(rows) + "\n"


def renewed_docs(text: str, tables: list[RawTable]) -> str:
    """Return docs/bring-your-data.md with the columns of each table as the contract has them."""
    for table in tables:
        section = re.compile(
            rf"(^### {re.escape(table.full_name)}\n.*?)^Key: .*?(?=^##|\Z)",
            re.DOTALL | re.MULTILINE,
        )
        columns = columns_as_markdown(table)
        text = section.sub(lambda found, columns=columns: f"{found[1]}{columns}\n", text)
    return text.rstrip("\n") + "\n"


if __name__ == "__main__":
    MACRO_FILE.write_text(raw_tables_macro(read_contract()), encoding="utf-8")
    DOCS_FILE.write_text(
        renewed_docs(DOCS_FILE.read_text(encoding="utf-8"), read_contract()), encoding="utf-8"
    )
