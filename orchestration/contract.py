"""The landing contract as the source YAMLs declare it: the one place where raw tables are known.

Loading, checks and the made-up company read it from here. Some files must repeat it: dbt shows a
macro neither sources nor files while it looks for parents, and people read a page. They are written
by ``python -m orchestration.contract`` (see contract_files.py) and held to the YAML by a test.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from orchestration import yamls
from orchestration.paths import DBT_PROJECT_DIR, ROOT

STAGING_DIR = DBT_PROJECT_DIR / "models" / "staging"
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
        guide: For docs/bring-your-data.md: needs (figure -> columns), rows (CSV) and traps.
        staged: What its staging model has besides: a description, columns with their meaning.

    """

    source: str
    name: str
    columns: tuple[dict[str, Any], ...]
    key: tuple[str, ...]
    meta: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    happened_at: str = ""
    guide: dict[str, Any] = field(default_factory=dict)
    staged: dict[str, Any] = field(default_factory=dict)

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
    tables = []
    for path in sorted(models_dir.glob("*/_*__sources.yml")):
        for source in yamls.read(path.read_text(encoding="utf-8"))["sources"]:
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
    return RawTable(
        source,
        table["name"],
        columns,
        key,
        description=table.get("description", ""),
        happened_at=meta.pop("happened_at", ""),
        guide=meta.pop("guide", {}),
        staged=meta.pop("staged", {}),
        meta=meta,
    )


if __name__ == "__main__":
    # Imported here: what it writes is written from this module.
    from orchestration import contract_files

    for path in contract_files.write(read_contract()):
        print(f"wrote {path.relative_to(ROOT)}")  # noqa: T201 - a program's answer
