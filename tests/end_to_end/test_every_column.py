"""What the YAML of the models lists is what is built, column by column, in every schema."""

import duckdb
from homes import Home
from parsed import project


def test_what_is_listed_is_what_is_built(warehouse: Home) -> None:
    built: dict[tuple[str, str], set[str]] = {}
    for file in ("warehouse.duckdb", "built_marts.duckdb"):
        with duckdb.connect(str(warehouse.data / "build" / file), read_only=True) as connection:
            for schema, table, column in connection.execute(
                "select schema_name, table_name, column_name from duckdb_columns() "
                "where not internal"
            ).fetchall():
                built.setdefault((schema, table), set()).add(column)
    kinds = ("model", "seed")
    nodes = [n for n in project().manifest["nodes"].values() if n["resource_type"] in kinds]
    wrong = []
    for node in nodes:
        where = (node["patch_path"] or node["original_file_path"]).split("://")[-1]
        columns = built.get((node["schema"], node["alias"]), set())
        listed = set(node["columns"])
        wrong += [f"{where}: describe {node['name']}.{c}" for c in sorted(columns - listed)]
        wrong += [f"{where}: nothing builds {node['name']}.{c}" for c in sorted(listed - columns)]
    assert wrong == []
