"""A refresh without Dagster and without a dbt build, for tests and for developers.

The loader, dbt's compiled SQL, the models in Python and the seeds run one after the other in one
DuckDB session: seconds instead of minutes, and the same tables (tests/end_to_end proves it). The
project is parsed once per session and compiled once per set of variables; what was compiled is kept
under dbt_project/target for as long as the project's files stay the same.

    .venv/bin/python tests/light.py ZONE --vars '{"as_of": "2026-09-30"}' --out FOLDER

writes FOLDER/built_marts.duckdb with schema marts; see --help.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
from homes import Environment

from orchestration import dbt, increments, landing, passed, paths
from orchestration.settings import project_vars
from orchestration.tracked import Model

RECIPES = paths.DBT_PROJECT_DIR / "target" / "light"
KEPT_RECIPES = 40
DATABASES = {"warehouse": "warehouse.duckdb", "marts_build": "built_marts.duckdb"}
LOADER = "landing_files"


class Refused(Exception):
    """A refresh that ends before anything is published; the message is the user's."""


@dataclass(frozen=True)
class Step:
    """A seed, model or data test with everything needed to run it.

    Attributes:
        unique_id: dbt's own id.
        name: Name of the seed, model or test.
        kind: seed, model or test.
        layer: Folder of a model, such as marts.
        relation: Quoted name of the table; empty for a test.
        parents: Ids of the steps it reads.
        code: SQL or Python; for a seed the path of its file.
        is_python: Whether the code is a model in Python.
        is_view: Whether the model is a view.
        columns: Column -> type where dbt promises them, else empty.
        meta: What a model in Python asks its configuration for.
        severity: ERROR or WARN, for a test.
        tables: Names of what a test reads.
        tracked: Of a model that is rebuilt by keys its node and those of what it reads, else None.

    """

    unique_id: str
    name: str
    kind: str
    layer: str
    relation: str
    parents: tuple[str, ...]
    code: str
    is_python: bool = False
    is_view: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    severity: str = "ERROR"
    tables: tuple[str, ...] = ()
    tracked: dict[str, Any] | None = None

    @property
    def is_mart(self) -> bool:
        """Whether it is a model that is published, a fact or a mart."""
        return self.kind == "model" and self.layer in dbt.PUBLISHED


@dataclass(frozen=True)
class FailedTest:
    """A data test that found rows.

    Attributes:
        name: Name of the test.
        tables: Names of what it reads.
        is_critical: Whether it keeps a refresh from being published.
        row_count: Number of rows found.
        rows: A few of them as dbt's query returns them.

    """

    name: str
    tables: tuple[str, ...]
    is_critical: bool
    row_count: int
    rows: list[tuple]


@dataclass
class Outcome:
    """What came of a light refresh.

    Attributes:
        connection: The session, with the marts in schema ``marts_build.marts``.
        refusal: Why nothing would be published, or None.
        warnings: What the loader said and the data tests of severity warn.
        failed: Data tests that found rows; empty when none were asked for.
        loaded: The loader's own report, once it came to an end.

    """

    connection: duckdb.DuckDBPyConnection
    refusal: str | None = None
    warnings: list[str] = field(default_factory=list)
    failed: list[FailedTest] = field(default_factory=list)
    loaded: landing.LoadReport | None = None

    @property
    def is_published(self) -> bool:
        """Whether a whole refresh would publish these marts, as far as was tested."""
        return self.refusal is None and not any(test.is_critical for test in self.failed)

    def query(self, sql: str, *values: object) -> list[tuple]:
        """Return rows; marts are read as ``marts.orders``, all else as ``staging.stg_...``."""
        assert self.refusal is None, self.refusal
        return self.connection.execute(_qualified(sql), values).fetchall()

    def frame(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - a frame of pandas
        """Return rows as a frame."""
        assert self.refusal is None, self.refusal
        return self.connection.execute(_qualified(sql), values).df()


def _qualified(sql: str) -> str:
    return sql.replace(" marts.", " marts_build.marts.").replace("(marts.", "(marts_build.marts.")


# --- what to run --------------------------------------------------------------------------------


@cache
def project_hash() -> str:
    """Return a hash over all files of the dbt project and the seeds' declarations."""
    content = hashlib.sha256(Path(__file__).read_bytes())
    for path in dbt.project_files(folders=("dbt_project", "seeds")):
        if path.is_file() and path.suffix != ".csv":
            content.update(str(path.relative_to(paths.ROOT)).encode())
            content.update(path.read_bytes())
    content.update(os.environ.get("ENGAGEMENT_IDENTITY_SALT", "").encode())
    return content.hexdigest()


@cache
def _recipe(variables: str, marts: tuple[str, ...]) -> tuple[Step, ...]:
    asked = json.dumps([variables, marts])
    digest = hashlib.sha256((project_hash() + asked).encode()).hexdigest()[:24]
    file = RECIPES / f"{digest}.json"
    if file.exists():
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            file.touch()
            return tuple(_step(facts) for facts in told)
        except ValueError:
            file.unlink(missing_ok=True)
    steps = tuple(_ordered(_compiled(json.loads(variables), marts)))
    RECIPES.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=RECIPES, delete=False, encoding="utf-8") as half:
        json.dump([asdict(step) for step in steps], half)
    Path(half.name).replace(file)
    old = sorted(RECIPES.glob("*.json"), key=lambda f: f.stat().st_mtime, reverse=True)
    for kept in old[KEPT_RECIPES:]:
        kept.unlink(missing_ok=True)
    return steps


def recipe(variables: dict[str, Any] | None = None, marts: Iterable[str] = ()) -> tuple[Step, ...]:
    """Return seeds, models and data tests under some variables, each after what it reads.

    All of them, or those that some models need with the tests that read nothing else.

    Raises:
        Refused: If a variable is wrong, with the message of a build.

    """
    return _recipe(json.dumps(variables or {}, sort_keys=True), tuple(sorted(marts)))


def compiled_models() -> dict[str, str]:
    """Return id -> SQL of every model that is not in Python."""
    return {s.unique_id: s.code for s in recipe() if s.kind == "model" and not s.is_python}


def _step(facts: dict[str, Any]) -> Step:
    return Step(**facts | {name: tuple(facts[name]) for name in ("parents", "tables")})


def _compiled(variables: dict[str, Any], marts: tuple[str, ...]) -> Iterator[Step]:
    from dbt_common.exceptions import CompilationError
    from parsed import project

    unknown = variables.keys() - project_vars().keys()
    if unknown:
        raise Refused(f"Variable {', '.join(sorted(unknown))} is unknown.")
    try:
        with project().variables(**variables):
            project().macro("validate_vars")
    except CompilationError as error:
        raise Refused(str(error)) from error
    nodes = _needed(project().manifest["nodes"], marts)
    names = tuple(node["name"] for node in nodes.values())
    code = project().compile(names=names, **variables)
    for unique_id, node in nodes.items():
        config = node["config"]
        is_seed, is_python = node["resource_type"] == "seed", node.get("language") == "python"
        has_contract = (config.get("contract") or {}).get("enforced")
        parents = node["depends_on"].get("nodes", [])
        columns = {c: facts["data_type"] for c, facts in node["columns"].items()}
        if is_seed:
            columns, code[unique_id] = config["column_types"], node["original_file_path"]
        yield Step(
            unique_id=unique_id,
            name=node["name"],
            kind=node["resource_type"],
            layer=node["fqn"][1],
            relation=node["relation_name"] or "",
            parents=tuple(p for p in parents if not p.startswith("source.")),
            code=node["raw_code"] if is_python else code[unique_id],
            is_python=is_python,
            is_view=config["materialized"] == "view",
            columns=columns if is_seed or has_contract else {},
            meta=_rendered(node["unrendered_config"].get("meta", {}), variables),
            severity=(config.get("severity") or "ERROR").upper(),
            tables=tuple(p.split(".")[-1] for p in parents),
            tracked=_tracked(node) if config["materialized"] == "tracked" else None,
        )


def _tracked(node: dict[str, Any]) -> dict[str, Any]:
    """Return a model's node and those of all that it reads, also through views."""
    from parsed import project

    known = project().manifest["nodes"] | project().manifest["sources"]
    nodes, open_ = {}, list(node["depends_on"]["nodes"])
    while open_:
        name = open_.pop()
        nodes[name] = known[name]
        if known[name]["config"].get("materialized") == "view":
            open_ += known[name]["depends_on"]["nodes"]
    kept = (
        "name",
        "resource_type",
        "source_name",
        "relation_name",
        "depends_on",
        "columns",
        "config",
    )
    return {
        "node": {part: node[part] for part in kept if part in node},
        "nodes": {
            name: {part: facts[part] for part in kept if part in facts}
            for name, facts in nodes.items()
        },
    }


def _rendered(value: Any, variables: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Return a configuration with its variables put in: dbt does so while it parses."""
    from dbt.clients.jinja import get_rendered

    if isinstance(value, dict):
        return {name: _rendered(part, variables) for name, part in value.items()}
    if isinstance(value, str) and "{{" in value:
        known = project_vars() | variables
        return get_rendered(value, {"var": lambda name: known[name]}, native=True)
    return value


def _ordered(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield each step after what it reads, seeds first and tests last, in a fixed order."""
    rank = {"seed": 0, "model": 1, "test": 2}
    waiting = {s.unique_id: s for s in sorted(steps, key=lambda s: (rank[s.kind], s.unique_id))}
    while waiting:
        ready = [s for s in waiting.values() if not waiting.keys() & set(s.parents)]
        assert ready, f"models that read each other: {sorted(waiting)}"
        for step in ready:
            del waiting[step.unique_id]
            yield step


def _needed(nodes: dict[str, Any], marts: tuple[str, ...]) -> dict[str, Any]:
    """Return the nodes that some models need, with the tests that read nothing else; or all."""
    kinds = ("seed", "model", "test")
    nodes = {name: node for name, node in nodes.items() if node["resource_type"] in kinds}
    if not marts:
        return nodes
    reads = {name: set(node["depends_on"].get("nodes", [])) for name, node in nodes.items()}
    models = {node["name"]: name for name, node in nodes.items() if _kind(node) == "model"}
    # The loader reads nothing and is read by everything that reads a source.
    wanted, open_ = set(), {models[name] for name in (*marts, LOADER)}
    while open_:
        wanted |= open_
        open_ = {name for one in open_ for name in reads[one] & nodes.keys()} - wanted
    return {
        name: node
        for name, node in nodes.items()
        if name in wanted
        or (_kind(node) == "test" and {r for r in reads[name] if r in nodes} <= wanted)
    }


def _kind(node: dict[str, Any]) -> str:
    return node["resource_type"]


# --- running it ---------------------------------------------------------------------------------


class Light:
    """One warehouse that may be refreshed again and again, as a landing zone grows.

    In memory, or in the folder ``out`` with the names of a real build; with the project's seeds, or
    files of the same names in the folder ``seeds``.
    """

    def __init__(self, out: Path | None = None, seeds: Path | None = None) -> None:
        self.seeds = seeds
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
        self.connection.execute(f"set threads = {os.environ.get('ENGAGEMENT_THREADS') or 2}")
        for alias, name in DATABASES.items():
            place = ":memory:"
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                place = str(out / name).replace("'", "''")
            is_new = out is not None and not (out / name).exists()
            version = " (storage_version 'v1.4.0')" if is_new else ""
            self.connection.execute(f"attach '{place}' as {alias}{version}")
        self.connection.execute("use warehouse")

    def __enter__(self) -> "Light":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def refresh(
        self,
        zone: Path,
        variables: dict[str, Any] | None = None,
        marts: Iterable[str] = (),
        tests: bool = False,
    ) -> Outcome:
        """Load what is new in a landing zone and build everything, or what some marts need.

        With ``tests`` the data tests run as well, and what is published counts as published for
        the next refresh.
        """
        outcome = Outcome(self.connection)
        try:
            steps = recipe(variables, marts)
            self._schemas(steps)
            with Environment({"ENGAGEMENT_RAW_DIR": str(zone)}), self._told(outcome):
                for step in steps:
                    if step.kind != "test":
                        self._build(step, steps)
        except (Refused, landing.LandingError) as error:
            outcome.refusal = str(error)
            return outcome
        if tests:
            asked = [step for step in steps if step.kind == "test"]
            right = [step.code for step in asked if self._test(step, outcome)]
            passed.note(self.connection, right, os.environ.get("ENGAGEMENT_RUN_ID", ""))
        if outcome.is_published:
            self.connection.execute("update raw.landing_files set is_published = true")
        return outcome

    @contextmanager
    def _told(self, outcome: Outcome) -> Iterator[None]:
        """Note what the loader says, whoever calls it."""
        load = landing.load

        def noted(*arguments: object, **named: object) -> landing.LoadReport:
            outcome.loaded = load(*arguments, **named)
            outcome.warnings += outcome.loaded.warnings
            return outcome.loaded

        with mock.patch.object(landing, "load", noted):
            yield

    def _schemas(self, steps: tuple[Step, ...]) -> None:
        for schema in {s.relation.rpartition(".")[0] for s in steps if s.relation}:
            self.connection.execute(f"create schema if not exists {schema}")

    def _build(self, step: Step, steps: tuple[Step, ...]) -> None:
        try:
            if step.kind == "seed":
                self._lay(step)
            elif step.tracked:
                if step.columns:
                    self._hold_to_contract(step)
                python = self._python(step, steps) if step.is_python else None
                model = Model.of(**step.tracked, code=step.code, python=python)
                increments.build(self.connection, model)
            elif step.is_python:
                result = self._python(step, steps)(self._rows)
                assert result is not None
                self.connection.execute(
                    f"create or replace table {step.relation} as select * from result"
                )
            elif step.is_view:
                self.connection.execute(f"create or replace view {step.relation} as {step.code}")
            else:
                chosen = f"({step.code}\n)"
                if step.columns:
                    self._hold_to_contract(step)
                    listed = ", ".join(f'"{name}"' for name in step.columns)
                    chosen = f"(select {listed} from {chosen})"
                self.connection.execute(f"create or replace table {step.relation} as {chosen}")
        except duckdb.Error as error:
            raise Refused(f"{step.kind} {step.name} failed: {error}") from error

    def _lay(self, step: Step) -> None:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in step.columns.items())
        path = (paths.DBT_PROJECT_DIR / step.code).resolve()
        if self.seeds is not None:
            path = self.seeds / path.name
        file = str(path).replace("'", "''")
        self.connection.execute(f"create or replace table {step.relation} ({columns})")
        self.connection.execute(
            f"copy {step.relation} from '{file}' (format csv, header true, delimiter ',')"
        )

    def _hold_to_contract(self, step: Step) -> None:
        found = self.connection.execute(f"describe {step.code}").fetchall()
        found = {name: kind.lower() for name, kind, *_ in found}
        if found != step.columns:
            differing = dict(found.items() ^ step.columns.items())
            raise Refused(
                f"model {step.name} failed: columns or types differ from its contract in "
                f"{sorted(differing)}"
            )

    def _rows(self, relation: str) -> duckdb.DuckDBPyRelation:
        return self.connection.query(f"select * from {relation}")

    def _python(
        self, step: Step, steps: tuple[Step, ...]
    ) -> Callable[[Callable[[str], duckdb.DuckDBPyRelation]], object]:
        """Return what runs a model in Python, given what reads a relation."""
        relations = {s.name: s.relation for s in steps if s.unique_id in step.parents}
        rooms: dict[str, Any] = {}
        exec(compile(step.code, f"{step.name}.py", "exec"), rooms)  # noqa: S102 - the project's own
        return lambda rows: rooms["model"](_Dbt(rows, relations, step.meta), self.connection)

    def _test(self, step: Step, outcome: Outcome) -> bool:
        """Run a data test and return whether it found nothing."""
        rows = self.connection.execute(f"select * from ({step.code}\n)").fetchall()
        if not rows:
            return True
        is_critical = step.severity == "ERROR"
        outcome.failed.append(FailedTest(step.name, step.tables, is_critical, len(rows), rows[:5]))
        if not is_critical:
            outcome.warnings.append(f"{step.name}: {len(rows)} rows")
        return False


class _Dbt:
    """What a model in Python sees of dbt."""

    def __init__(
        self,
        rows: Callable[[str], duckdb.DuckDBPyRelation],
        relations: dict[str, str],
        meta: dict[str, Any],
    ) -> None:
        self.rows = rows
        self.relations = relations
        self.config = {"meta": meta}

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        """Return a model that this one reads."""
        return self.rows(self.relations[name])


def main() -> int:
    """Refresh a landing zone lightly and say what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("zone", type=Path, help="the landing zone, or a folder that holds landing/")
    parser.add_argument("--vars", default="{}", type=json.loads, help="variables, as JSON")
    parser.add_argument("--out", type=Path, help="folder for built_marts.duckdb; made anew")
    parser.add_argument("--marts", nargs="+", default=(), help="only what these marts need")
    parser.add_argument("--tests", action="store_true", help="run the data tests as well")
    chosen = parser.parse_args()
    os.environ.setdefault("ENGAGEMENT_IDENTITY_SALT", "engagement")
    zone = chosen.zone / "landing" if (chosen.zone / "landing").is_dir() else chosen.zone
    if chosen.out is not None:
        for name in DATABASES.values():
            (chosen.out / name).unlink(missing_ok=True)
    with Light(chosen.out) as light:
        outcome = light.refresh(zone.absolute(), chosen.vars, chosen.marts, chosen.tests)
        for text in outcome.warnings:
            print("warning:", text)
        for test in outcome.failed:
            print(f"failed: {test.name} on {', '.join(test.tables)}: {test.row_count} rows")
            for row in test.rows:
                print("   ", *row)
        print("refused: " + outcome.refusal if outcome.refusal else "built")
    return int(not outcome.is_published)


if __name__ == "__main__":
    sys.exit(main())
