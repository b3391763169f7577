"""Models in Python that may be computed part after part give the same rows in parts as at once."""

import importlib.util
from collections.abc import Callable
from types import SimpleNamespace

import duckdb
import pytest

from orchestration import dbt, paths
from orchestration.engines import python_models

# Model -> table -> what makes rows of it, of a hundred keys each.
READ = {
    "id_names_folded": {
        "id_records_paired": """
            select 'r' || i as left_record_id, 'r' || i + 1 as right_record_id,
                if(i % 3 = 0, 'phone', 'email') as link_type
            from range(1, 100) as t (i)
        """,
        "id_records_dated": """
            select 'r' || i as record_id, if(i % 5 = 0, null, 'Ｈanako  ' || i % 7) as full_name
            from range(1, 101) as t (i)
        """,
    },
}


def in_parts(manifest: dict) -> dict[str, dict[str, str]]:
    """Return the models in Python that fall into parts, with table -> column."""
    return {
        node["name"]: parts
        for node in manifest["nodes"].values()
        if node.get("language") == "python"
        and (parts := python_models.parts_of(node["config"].get("meta") or {}))
    }


def computed(name: str, count: int, parts: dict[str, str]) -> list[tuple]:
    """Return the rows of a model that is computed in that many parts."""
    [file] = (paths.DBT_PROJECT_DIR / "models").rglob(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = []
    with duckdb.connect() as session:
        for table, sql in READ[name].items():
            session.execute(f"create temp table {table} as {sql}")

        def ref(number: int) -> Callable[[str], duckdb.DuckDBPyRelation]:
            def read(table: str) -> duckdb.DuckDBPyRelation:
                all_rows = session.table(table)
                if table not in parts:
                    return all_rows
                return all_rows.filter(f"hash({parts[table]}) % {count} = {number}")

            return read

        for number in range(count):
            result = module.model(SimpleNamespace(ref=ref(number)), session)
            rows += session.from_arrow(result).fetchall()
    return sorted(rows)


@pytest.mark.parametrize("name", READ)
def test_parts_give_what_the_whole_gives(name: str) -> None:
    parts = in_parts(dbt.read_manifest())[name]
    whole = computed(name, 1, parts)
    assert whole
    assert computed(name, 7, parts) == whole
