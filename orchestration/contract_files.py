"""The files that repeat the landing contract, written from it.

``python -m orchestration.contract`` writes them and a test holds them to the contract, so that a
raw table is declared in its source YAML and nowhere else.
"""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from orchestration.contract import STAGING_DIR, RawTable
from orchestration.errors import RefreshError
from orchestration.paths import DBT_PROJECT_DIR, ROOT

MACRO_FILE = DBT_PROJECT_DIR / "macros" / "raw_tables.sql"
DOCS_FILE = ROOT / "docs" / "bring-your-data.md"
KEYS_DIR = DBT_PROJECT_DIR / "tests" / "keys"
GUIDE = {"needs", "rows", "traps"}
COMMAND = "python -m orchestration.contract"
# What staging makes of the controls of a row.
STAGED = {
    "updated_at": "when the source last changed the row, else when it was loaded, UTC",
    "loaded_at": "when the loader wrote the row, UTC",
}


def contract_files(tables: list[RawTable]) -> dict[Path, str]:
    """Return each file that repeats the contract, with what it has to say.

    Raises:
        RefreshError: If a table does not say what the page shows of it.

    """
    for table in tables:
        if missing := GUIDE - table.guide.keys():
            raise RefreshError(
                f"models/staging/{table.source}/_{table.source}__sources.yml: table {table.name} "
                f"lacks {', '.join(sorted(missing))} under config.meta.guide. Write what "
                f"{DOCS_FILE.name} shall show of it, as the other tables do, and run this again."
            )
    files = {
        MACRO_FILE: raw_tables_macro(tables),
        DOCS_FILE: _docs(DOCS_FILE.read_text(encoding="utf-8"), tables),
        KEYS_DIR / "_staging_keys__tests.yml": _keys_yaml(tables),
    }
    for source, group in _by_source(tables):
        files[STAGING_DIR / source / f"_{source}__models.yml"] = _models_yaml(source, group)
        files[KEYS_DIR / f"assert_keys_of_staging_{source}.sql"] = _keys_test(group)
    return files


def write(tables: list[RawTable]) -> list[Path]:
    """Write the files that differ and return them."""
    written = []
    for path, text in contract_files(tables).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _by_source(tables: list[RawTable]) -> Iterator[tuple[str, list[RawTable]]]:
    for source, group in groupby(tables, lambda table: table.source):
        yield source, list(group)


# --- for dbt ------------------------------------------------------------------------------------


def raw_tables_macro(tables: list[RawTable]) -> str:
    """Return the macros that tell dbt's models which raw tables there are."""

    def lines() -> Iterator[str]:
        yield f"{{# Key of every raw table, by source. {COMMAND} writes it. #}}"
        yield "{% macro raw_tables() %}"
        yield "    {% do return({"
        for source, group in _by_source(tables):
            yield f"        '{source}': {{"
            for table in group:
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


def staged_columns(table: RawTable) -> dict[str, str]:
    """Return column -> meaning of the staging model of a raw table, in the contract's order."""
    columns = {column["name"]: column["description"] for column in table.columns}
    columns |= {name: text for name, text in STAGED.items() if name in columns}
    return columns | table.staged.get("columns", {}) | {"loaded_at": STAGED["loaded_at"]}


def _models_yaml(source: str, tables: list[RawTable]) -> str:
    def lines() -> Iterator[str]:
        yield f"# Written by {COMMAND} from _{source}__sources.yml: change that one."
        yield "models:"
        for table in tables:
            said = [table.description.strip().rstrip(".") + ", in its latest version"]
            said += [table.staged["description"]] if "description" in table.staged else []
            yield f"  - name: stg_{source}__{table.name}"
            yield f"    description: {_quoted('; '.join(said) + '.')}"
            yield "    columns:"
            for name, text in staged_columns(table).items():
                yield f"      - {{name: {name}, description: {_quoted(text)}}}"

    return "\n".join(lines()) + "\n"


def _keys_test(tables: list[RawTable]) -> str:
    keys = {f"stg_{table.source}__{table.name}": list(table.key) for table in tables}
    rows = [f"    '{model}': {key},\n" for model, key in sorted(keys.items())]
    return "{{ broken_keys({\n" + "".join(rows) + "}) }}\n"


def _keys_yaml(tables: list[RawTable]) -> str:
    lines = [f"# Written by {COMMAND}.", "data_tests:"]
    for source, _ in _by_source(tables):
        lines += [
            f"  - name: assert_keys_of_staging_{source}",
            f"    description: Each row of the tables in staging / {source} has a key of its own "
            "without a gap; joins and counts rest on it.",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- for people ---------------------------------------------------------------------------------


def _docs(text: str, tables: list[RawTable]) -> str:
    """Return docs/bring-your-data.md: what holds for every table as it is, then each table."""
    sources = "|".join(re.escape(source) for source, _ in _by_source(tables))
    parts = [re.split(rf"^## (?:{sources})$", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip()]
    for source, group in _by_source(tables):
        parts.append(f"## {source}")
        parts += [part for table in group for part in _section(table)]
    return "\n\n".join(parts) + "\n"


def _section(table: RawTable) -> Iterator[str]:
    yield f"### {table.full_name}"
    yield table.description.strip()
    needs = [f"| {figure} | {columns} |" for figure, columns in table.guide["needs"].items()]
    yield "\n".join(["| for | needs |", "|---|---|", *needs])
    yield f"```csv\n{table.guide['rows'].rstrip()}\n```"
    yield "\n".join(f"- {trap}" for trap in table.guide["traps"])
    yield f"Key: {', '.join(table.key)}"
    rows = ["| column | type | meaning |", "|---|---|---|"]
    for column in table.columns:
        name = f"`{column['name']}`" + (" !" if column["required"] else "")
        meaning = column["description"].replace("|", "\\|")
        if accepted := column.get("accepted"):
            meaning += f" ({', '.join(accepted)})"
        rows.append(f"| {name} | {column['data_type']} | {meaning} |")
    yield "\n".join(rows)
