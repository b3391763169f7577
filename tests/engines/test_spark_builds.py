"""dbt on Spark in a small project: what fails or is killed leaves what was there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
import yaml
from homes import Environment, Home

from orchestration import publishing
from orchestration.engines import spark_marts
from orchestration.engines.elsewhere import OURS, SCHEMAS
from orchestration.engines.spark import UNFINISHED, Spark, opened
from orchestration.errors import RefreshError
from orchestration.paths import DBT_PROJECT_DIR

pytestmark = [pytest.mark.spark, pytest.mark.slow]
COLUMN = {
    "name": "value",
    "data_type": "double",
    "description": "What it's worth.",
    "config": {"meta": {"label": {"en": "Value", "ja": "値"}, "unit": "number"}},
}
MART = {"config": {"contract": {"enforced": True}, "schema": "marts"}, "columns": [COLUMN]}
SLEEP = "java_method('java.lang.Thread', 'sleep', cast({{ var('pause') }} as bigint))"
FILES = {
    "models/plain.sql": "select {{ var('value') }} as value",
    "models/followed.sql": "{{ config(materialized='tracked') }} "
    "select value from {{ ref('plain') }}",
    "models/seen.sql": "{{ config(materialized='view') }} select value from {{ ref('followed') }}",
    "models/agreed.sql": "select value from {{ ref('seen') }}",
    "models/snake.py": "def model(dbt, session):\n"
    "    dbt.config(materialized='table')\n"
    "    return dbt.ref('agreed').project('value * 2 as value')\n",
    "models/slow.sql": "select value, " + SLEEP + " as pause from {{ ref('snake') }}",
    "models/last.sql": "select value from {{ ref('slow') }}",
    "models/marts.yml": yaml.safe_dump(
        {"models": [{"name": "agreed"} | MART, {"name": "last"} | MART]}, allow_unicode=True
    ),
    "seeds/words.csv": 'word,weight\nnull,1\n"a, b",\n',
    "seeds/words.yml": yaml.safe_dump(
        {
            "seeds": [
                {
                    "name": "words",
                    "config": {"column_types": {"word": "varchar", "weight": "double"}},
                }
            ]
        }
    ),
}
TINY = {
    "name": "tiny",
    "version": "1.0",
    "profile": "tiny",
    "models": {"tiny": {"+schema": "intermediate", "+materialized": "table"}},
    "seeds": {"tiny": {"+schema": "seeds"}},
}


@pytest.fixture
def project(spark_server: dict[str, object], home: Home, tmp_path: Path) -> Iterator[Path]:
    """A small project with the materializations of the large one."""
    target = {"type": "spark", "method": "thrift", "host": str(spark_server["host"])}
    target |= {"port": int(spark_server["port"]), "user": "tests", "schema": "default"}
    target |= {"threads": 1, "server_side_parameters": {"set:spark.sql.ansi.enabled": "true"}}
    files = FILES | {
        "profiles.yml": yaml.safe_dump({"tiny": {"target": "t", "outputs": {"t": target}}}),
        "dbt_project.yml": yaml.safe_dump(TINY),
    }
    for name in ("materializations.sql", "schemas.sql"):
        files[f"macros/{name}"] = (DBT_PROJECT_DIR / "macros" / name).read_text(encoding="utf-8")
    for name, text in files.items():
        file = tmp_path / "tiny" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = {
        "ENGAGEMENT_SPARK_HOST": str(spark_server["host"]),
        "ENGAGEMENT_SPARK_PORT": str(spark_server["port"]),
    }
    kept = mock.patch.object(publishing, "kept_runs", return_value={"run-1"})
    with Environment(settings), kept:
        yield tmp_path / "tiny"
        with opened() as run:
            for schema in SCHEMAS:
                run(f"drop schema if exists {schema} cascade")
            for (schema,) in run(f"show schemas like '{spark_marts.PREFIX}*'"):
                run(f"drop schema if exists {schema} cascade")


def begun(project: Path, value: str, run_id: str = "", pause: int = 0) -> subprocess.Popen:
    """Begin a build; with a run its marts lie in a schema of their own."""
    values = yaml.safe_dump({"value": value, "pause": pause})
    return subprocess.Popen(
        [Path(sys.executable).with_name("dbt"), "build", "--vars", values],
        cwd=project,
        env=os.environ | ({"ENGAGEMENT_RUN_ID": run_id} if run_id else {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(project: Path, value: str, run_id: str = "") -> str:
    with Spark().alone(run_id), opened() as run:
        for schema in SCHEMAS:
            run(f"create schema if not exists {schema} comment '{OURS}'")
        return begun(project, value, run_id).communicate()[0]


def values(run: Callable[[str], list[tuple]], *tables: str) -> list[float]:
    return [row[0] for table in tables for row in run(f"select value from {table}")]


def seen(run: Callable[[str], list[tuple]], table: str) -> list[float]:
    """Return the values of a table of the build, which for an instant is not there."""
    try:
        return values(run, table)
    except RefreshError:
        return []


ALL = ("intermediate.plain", "intermediate.seen", "marts_build.agreed", "intermediate.snake")
ALL += ("marts_build.last",)


def test_what_fails_leaves_what_was_there(project: Path) -> None:
    with opened() as run:
        told = build(project, "cast(1.5 as double)", "run-1")
        assert "ERROR=0" in told, told
        assert values(run, *ALL) == [1.5, 1.5, 1.5, 3.0, 3.0]
        assert values(run, "marts_run1.agreed", "marts_run1.last") == [1.5, 3.0]
        assert run("select * from seeds.words order by word") == [("a, b", None), ("null", 1.0)]
        [(name, kind, comment)] = run("describe marts_build.agreed")
        said = "Value / 値. Unit: number. What it's worth."
        assert (name, kind, comment) == ("value", "double", said)

        told = build(project, "1 / 0", "run-2")
        assert "ERROR=1" in told, told
        assert values(run, *ALL) == [1.5, 1.5, 1.5, 3.0, 3.0]
        assert values(run, "marts_run1.agreed", "marts_run1.last") == [1.5, 3.0]

        told = build(project, "cast(2.5 as double)")  # by hand, where it has always been
        assert "ERROR=0" in told, told
        assert values(run, *ALL) == [2.5, 2.5, 2.5, 5.0, 5.0]


def test_what_is_killed_leaves_what_was_there(project: Path) -> None:
    engine = Spark()
    with opened() as run:
        told = build(project, "cast(1.5 as double)", "run-1")
        assert "ERROR=0" in told, told
        with engine.alone("run-2"):
            process = begun(project, "cast(2.5 as double)", "run-2", pause=20_000)
            until = time.monotonic() + 300
            while seen(run, "intermediate.snake") != [5.0] and time.monotonic() < until:
                time.sleep(0.2)
            time.sleep(2)  # the next model has begun, and takes long
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        # What was built is new and whole, the rest is as it was; readers look at neither.
        assert values(run, "intermediate.plain", "intermediate.snake") == [2.5, 5.0]
        assert values(run, "intermediate.slow", "marts_build.last") == [3.0, 3.0]
        assert values(run, "marts_run1.agreed", "marts_run1.last") == [1.5, 3.0]
        told = build(project, "cast(3.5 as double)", "run-3")
        assert "ERROR=0" in told, told
        assert values(run, *ALL) == [3.5, 3.5, 3.5, 7.0, 7.0]
        nodes = {
            f"{schema}.{name}": {"relation_name": f"`{schema}`.`{name}`"}
            for schema in SCHEMAS
            for _, name, *_ in run(f"show tables in {schema}")
            if not name.endswith(UNFINISHED)
        }
        del nodes["seeds.words"]  # as if the project had it no more
        engine.tidy({"nodes": nodes, "sources": {}})
        left = {f"{s}.{n}" for s in SCHEMAS for _, n, *_ in run(f"show tables in {s}")}
        assert left == nodes.keys()
