"""How tables are built: replaced whole, left as they were when their model fails, gone with it."""

import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.cli.main import dbtRunner

from orchestration.paths import DBT_PROJECT_DIR

PROJECT = {
    "name": "tiny",
    "version": "1.0",
    "profile": "tiny",
    "models": {"tiny": {}},
    "on-run-start": ["{{ drop_left_behind() }}"],
}
SQL = "{{ config(materialized='table') }} select {{ var('value') }} as value"
PYTHON = """
def model(dbt, session):
    dbt.config(materialized="table")
    return session.query("select {0} as value")
"""
CONTRACT = {
    "models": [
        {
            "name": "agreed",
            "config": {"contract": {"enforced": True}},
            "columns": [{"name": "value", "data_type": "integer"}],
        }
    ]
}


class Tiny:
    """A project of three tables: plain, under contract, and in Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "models").mkdir()
        (folder / "macros").mkdir()
        for macros in ("materializations.sql", "left_behind.sql"):
            shutil.copy(DBT_PROJECT_DIR / "macros" / macros, folder / "macros")
        target = {"type": "duckdb", "path": str(folder / "tiny.duckdb"), "keep_open": False}
        profile = {"tiny": {"target": "t", "outputs": {"t": target}}}
        (folder / "profiles.yml").write_text(yaml.safe_dump(profile))
        (folder / "dbt_project.yml").write_text(yaml.safe_dump(PROJECT))
        (folder / "models" / "plain.sql").write_text(SQL)
        (folder / "models" / "agreed.sql").write_text(SQL)
        (folder / "models" / "agreed.yml").write_text(yaml.safe_dump(CONTRACT))
        self.write_python("1")

    def write_python(self, value: str) -> None:
        (self.folder / "models" / "snake.py").write_text(PYTHON.format(value))

    def run(self, value: str) -> dict[str, str]:
        """Return the outcome of each model, built with a value."""
        places = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        places += ["--log-path", str(self.folder / "logs"), "--vars", f"{{value: {value!r}}}"]
        done = dbtRunner().invoke(["--quiet", "--log-level-file", "none", "run", *places])
        results = [r for r in done.result.results if r.node.resource_type == "model"]
        return {r.node.name: str(r.status) for r in results}

    def values(self) -> dict[str, object]:
        """Return what each table holds."""
        with duckdb.connect(str(self.folder / "tiny.duckdb")) as connection:
            tables = connection.execute("select table_name from duckdb_tables()").fetchall()
            return {
                name: connection.execute(f"select value from {name}").fetchone()[0]
                for (name,) in tables
            }


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def test_tables_are_replaced_and_a_failing_model_leaves_its_table_as_it_was(tiny: Tiny) -> None:
    with duckdb.connect(str(tiny.folder / "tiny.duckdb")) as connection:
        connection.execute("create view plain as select 'a view of this name' as value")
    assert set(tiny.run("1").values()) == {"success"}
    assert tiny.values() == {"plain": 1, "agreed": 1, "snake": 1}
    tiny.write_python("2")
    assert set(tiny.run("2").values()) == {"success"}
    assert tiny.values() == {"plain": 2, "agreed": 2, "snake": 2}
    # Fails while its rows are read, after the new table was begun.
    tiny.write_python("error('no')")
    assert set(tiny.run("error('no')::integer").values()) == {"error"}
    assert tiny.values() == {"plain": 2, "agreed": 2, "snake": 2}
    tiny.write_python("3")
    outcome = tiny.run("'text'")
    assert outcome == {"plain": "success", "agreed": "error", "snake": "success"}
    assert tiny.values() == {"plain": "text", "agreed": 2, "snake": 3}


def test_what_no_model_makes_any_more_is_dropped_and_nothing_else(tiny: Tiny) -> None:
    with duckdb.connect(str(tiny.folder / "tiny.duckdb")) as connection:
        connection.execute("create table renamed as select 'a name' as value")
        connection.execute("create view renamed_too as select 'a name' as value")
        connection.execute("create table plain as select 'to be replaced' as value")
        connection.execute("create schema mine; create table mine.kept as select 1 as value")
    assert set(tiny.run("1").values()) == {"success"}
    with duckdb.connect(str(tiny.folder / "tiny.duckdb")) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        assert sorted(tables.fetchall()) == [
            *(("main", name) for name in ("agreed", "plain", "snake")),
            ("mine", "kept"),
        ]
        views = "select view_name from duckdb_views() where not internal"
        assert connection.execute(views).fetchall() == []
