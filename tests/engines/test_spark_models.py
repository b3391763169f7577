"""A few models built by dbt on Spark, from the tables that DuckDB has made, row by row as there.

Few, as each costs a second: together they call every macro that differs between engines, and are of
every kind that dbt builds. The whole of a zone is compared by hand: make test-engines ENGINE=spark.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from compare_engines import ABSOLUTE, RELATIVE
from homes import Environment, Home
from light import Light, recipe

from orchestration import dbt, paths
from orchestration.casting import quoted
from orchestration.engines import spark_marts
from orchestration.engines.elsewhere import OURS, SCHEMAS
from orchestration.engines.spark import Snapshot, Spark, _as_column, exchange, lay, opened

pytestmark = pytest.mark.spark
# Between them they call every macro of engines.sql; the test below says which one has none.
MODELS = [
    "audience_members",
    "id_agents_identified",
    "id_records_to_identifiers",
    "int_audiences_split",
    "int_business_hours_dated",
    "int_events_to_sessions",
    "int_preferences_estimated",
    "int_respondents_celled",
    "int_respondents_to_traits",
    "int_sending_moments_dated",
    "int_texts_to_terms",
    "int_visitors_numbered",
    "stock_outs",
    "text_topics",
]
# Of every kind besides: a view, a fit in Python, a model in Python that is computed in parts, a
# seed, and data tests that look at rows and at keys.
VIEW, FIT, PARTS = "int_events_sessionized", "int_channels_to_removal_effects", "int_risks_scored"
SEED, TESTS = "ignored_referrers", ["every_row_of_stock_outs", "assert_keys_of_facts_community"]
CHOSEN = [*MODELS, VIEW, FIT, PARTS, SEED]
# What is rendered in every statement, or by tests of keys alone.
ELSEWHERE = {"own_functions", "generate_database_name"}
RUN = "0a1b"


@dataclass(frozen=True)
class Built:
    """What DuckDB and Spark have made of the same rows.

    Attributes:
        light: DuckDB's session.
        manifest: dbt's manifest of the build on Spark.
        results: Name -> what dbt said of it.

    """

    light: duckdb.DuckDBPyConnection
    manifest: dict
    results: dict[str, str]


@pytest.fixture(scope="module")
def built(
    company: Home, spark_server: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """The chosen models, built on Spark from what DuckDB has made of the company."""
    folder = tmp_path_factory.mktemp("spark-models")
    settings = {
        "ENGAGEMENT_TARGET": "spark",
        "ENGAGEMENT_SPARK_HOST": str(spark_server["host"]),
        "ENGAGEMENT_SPARK_PORT": str(spark_server["port"]),
        "ENGAGEMENT_DATA_DIR": str(folder),
        "ENGAGEMENT_RAW_DIR": str(company.raw),
    }
    with Light() as light:
        # Before the target is told: what DuckDB builds is parsed for DuckDB.
        steps = {step.unique_id: step for step in recipe()}
        light.refresh(company.raw)
        inputs = {
            parent
            for step in steps.values()
            if step.name in (*CHOSEN, *TESTS)
            for parent in step.parents
            if steps[parent].name not in CHOSEN
        }
        with Environment(settings):
            yield from on_spark(light.connection, folder, {i: steps[i].relation for i in inputs})


def on_spark(
    light: duckdb.DuckDBPyConnection, folder: Path, inputs: dict[str, str]
) -> Iterator[Built]:
    """Yield what dbt has built on Spark of the tables that DuckDB has made."""
    paths.build_dir().mkdir(parents=True)
    with Spark().alone(RUN), opened() as run:
        for schema in SCHEMAS:
            run(f"create schema if not exists {schema} comment '{OURS}'")
        for relation in sorted(inputs.values()):
            give(run, light, relation)
        selected = ["--select", *CHOSEN, *TESTS, "--indirect-selection", "empty"]
        build = dbt.Build(selected, {}, folder / "dbt", RUN)
        for _ in build:
            pass
        results = {
            result["unique_id"].split(".")[2]: f"{result['status']}: {result['message']}"
            for result in dbt.read_results(folder / "dbt" / "run_results.json")
        }
        assert results, build.errors
        manifest = json.loads((folder / "dbt" / "manifest.json").read_text(encoding="utf-8"))
        yield Built(light, manifest, results)
        for schema in (*SCHEMAS, spark_marts.version_of(RUN)):
            run(f"drop schema if exists {schema} cascade")


def give(
    run: Callable[[str], list[tuple]], light: duckdb.DuckDBPyConnection, relation: str
) -> None:
    """Have Spark read the rows of a table of DuckDB as files."""
    schema, name = re.findall(r"\w+", relation)[-2:]
    place = exchange() / f"given-{uuid.uuid4().hex}"
    columns = lay(light.query(f"select * from {relation}"), place, 0)
    listed = ", ".join(f"`{column}` {kind}" for column, kind in columns)
    schema = "marts_build" if schema == "marts" else schema
    run(f"create table {schema}.{name} ({listed}) using parquet location '{place.as_uri()}'")


def test_every_model_is_built_and_every_test_holds(built: Built) -> None:
    assert {name: said for name, said in built.results.items() if "rror" in said} == {}
    assert built.results.keys() >= {*CHOSEN, *TESTS}
    assert {built.results[name].partition(":")[0] for name in TESTS} == {"pass"}


@pytest.mark.parametrize("name", CHOSEN)
def test_rows_are_those_of_duckdb(built: Built, name: str) -> None:
    [node] = [n for n in built.manifest["nodes"].values() if n["name"] == name]
    [step] = [s for s in recipe() if s.name == name and s.kind != "test"]
    with duckdb.connect() as connection, opened() as run:
        Snapshot(run).copy(node["relation_name"], connection, "there")
        rows = built.light.query(f"select * from {step.relation}")
        kinds = {
            column: str(kind)
            for column, kind in zip(rows.columns, rows.types, strict=True)
            if str(kind) != "UHUGEINT"  # macro text_number: numbers that each engine has of its own
        }
        assert sorted(c for (c, *_) in connection.execute("describe there").fetchall()) == sorted(
            rows.columns
        )
        connection.register("given", rows.to_arrow_table())
        values = {
            c: f"cast({quoted(c)} as {'varchar' if kind.endswith('[]') else kind}) as {quoted(c)}"
            for c, kind in kinds.items()
        }
        listed = ", ".join(values.values())
        connection.execute(f"create table here as select {listed} from given")
        connection.execute(f"create or replace table there as select {listed} from there")
        exact = [quoted(c) for c, kind in kinds.items() if kind not in ("DOUBLE", "FLOAT")]
        doubles = [quoted(c) for c, kind in kinds.items() if kind in ("DOUBLE", "FLOAT")]
        for one, other in (("here", "there"), ("there", "here")):
            only = connection.execute(
                f"select {', '.join(exact)} from {one} except all "
                f"select {', '.join(exact)} from {other}"
            ).fetchall()
            assert only == [], f"rows that only stand {one}"
        for column in doubles:
            order = f"order by {', '.join(exact)}, {column}" if exact else f"order by {column}"
            pairs = connection.execute(
                f"select h.{column}, t.{column} from "
                f"(select *, row_number() over ({order}) as n from here) as h join "
                f"(select *, row_number() over ({order}) as n from there) as t using (n) "
                f"where h.{column} is distinct from t.{column} and not coalesce("
                f"abs(h.{column} - t.{column}) <= greatest({ABSOLUTE}, {RELATIVE} * "
                f"greatest(abs(h.{column}), abs(t.{column}))), false)"
            ).fetchall()
            assert pairs == [], column


def test_marts_say_what_their_columns_mean(built: Built) -> None:
    assert "pass" in built.results["every_row_of_stock_outs"]
    with opened() as run:
        told = {row[0]: row for row in run("describe formatted marts_build.stock_outs")}
        columns = run(f"describe {spark_marts.version_of(RUN)}.stock_outs")
    assert told["Type"][1] == "VIEW"
    [node] = [n for n in built.manifest["nodes"].values() if n["name"] == "stock_outs"]
    for name, kind, comment in columns:
        column = node["columns"][name]
        assert comment.startswith(column["config"]["meta"]["label"]["en"])
        assert kind == _as_column(column["data_type"].upper())[0].replace(", ", ",")


def test_models_call_every_macro_that_differs() -> None:
    manifest = dbt.read_manifest()
    macros = manifest["macros"]

    def called(names: list[str], found: set[str]) -> set[str]:
        for name in names:
            if name in macros and name not in found:
                found.add(name)
                called(macros[name]["depends_on"]["macros"], found)
        return found

    text = (paths.DBT_PROJECT_DIR / "macros" / "engines.sql").read_text(encoding="utf-8")
    wanted = {f"macro.engagement.{n}" for n in re.findall(r"{% macro default__(\w+)\(", text)}
    nodes = [n for n in manifest["nodes"].values() if n["name"] in (*CHOSEN, *TESTS)]
    assert {n["name"] for n in nodes} == {*CHOSEN, *TESTS}
    reached = {m for node in nodes for m in called(node["depends_on"]["macros"], set())}
    missing = {m.rpartition(".")[2] for m in wanted - reached} - ELSEWHERE
    called_by_none = {
        m.rpartition(".")[2]
        for m in wanted
        if not any(
            m in called(n["depends_on"]["macros"], set())
            for n in manifest["nodes"].values()
            if n["resource_type"] in ("model", "test")
        )
    }
    assert missing - called_by_none == set(), "add a model that calls it to MODELS"


def test_models_are_of_every_kind() -> None:
    def kinds(names: set[str] | None = None) -> set[tuple]:
        return {
            (n["resource_type"], n["config"]["materialized"], n.get("language", "sql"))
            for n in dbt.read_manifest()["nodes"].values()
            if n["resource_type"] in ("model", "seed", "test")
            and (names is None or n["name"] in names)
        }

    # Python is built in one way, tracked or not.
    assert kinds() - kinds({*CHOSEN, *TESTS}) == {("model", "tracked", "python")}
