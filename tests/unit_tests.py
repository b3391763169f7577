"""Runs dbt's unit tests in one DuckDB session: given rows through the model's compiled SQL.

dbt itself asks the warehouse for the columns of every input of every test, which takes half a
minute; here the types come from tables that one light refresh has made.
"""

import csv
import io
import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from light import Light, Step, recipe

from orchestration import paths, yamls

INPUT = re.compile(r"^(ref|source)\(\s*['\"](\w+)['\"](?:\s*,\s*['\"](\w+)['\"])?\s*\)$")
CUSTOMER = (
    "customer_record_id,source_system,created_at,updated_at,_loaded_at\n"
    "c1,ec,2026-01-01,2026-01-01,2026-03-01\n"
)


@dataclass(frozen=True, eq=False)
class UnitTest:
    """A unit test as its YAML says it.

    Attributes:
        name: Name of the test.
        model: Name of the model it runs.
        facts: The rest: given, expect, overrides.

    """

    name: str
    model: str
    facts: dict[str, Any]

    @property
    def variables(self) -> dict[str, Any]:
        """Variables that the test sets."""
        return self.facts.get("overrides", {}).get("vars", {})

    @property
    def macros(self) -> dict[str, Any]:
        """What some macros return in the test."""
        return self.facts.get("overrides", {}).get("macros", {})


@cache
def unit_tests() -> tuple[UnitTest, ...]:
    """Return all unit tests of the project, by model and name."""
    found = []
    for file in (paths.DBT_PROJECT_DIR / "models").rglob("*.yml"):
        content = yamls.read(file.read_text(encoding="utf-8")) or {}
        for facts in content.get("unit_tests", []):
            found.append(UnitTest(facts["name"], facts["model"], facts))
    return tuple(sorted(found, key=lambda test: (test.model, test.name)))


@cache
def tables() -> tuple[duckdb.DuckDBPyConnection, dict[str, Step]]:
    """Return a session in which every table exists, and all steps by name."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "crm" / "customers"
        place.mkdir(parents=True)
        (place / "one.csv").write_text(CUSTOMER, encoding="utf-8")
        light = Light()
        outcome = light.refresh(Path(folder))
    assert outcome.refusal is None, outcome.refusal
    return light.connection, {step.name: step for step in recipe() if step.kind != "test"}


@cache
def broken(test: UnitTest) -> str:
    """Return how the model's rows differ from the expected ones; empty where they do not."""
    session, steps = tables()
    connection = session.cursor()
    try:
        connection.execute("use warehouse")
        return _run(connection, steps, test)
    except (duckdb.Error, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()


def _run(connection: duckdb.DuckDBPyConnection, steps: dict[str, Step], test: UnitTest) -> str:
    model = steps[test.model]
    sql = _sql(model, test)
    for number, given in enumerate(test.facts["given"]):
        relation = _relation(steps, given["input"])
        table = f"temp.main.given_{number}"
        if relation not in sql:
            raise ValueError(f"{given['input']} is given and not read by {test.model}")
        _lay(connection, table, relation, given)
        sql = sql.replace(relation, table)
    left = sorted(set(re.findall(r'"(?:warehouse|marts_build)"\."\w+"\."\w+"', sql)))
    if left:
        raise ValueError(f"not given: {', '.join(left)}")
    connection.execute(f"create temp table whole as ({sql}\n)")
    expect = test.facts["expect"]
    _lay(connection, "temp.main.expected", "temp.main.whole", expect, is_whole=False)
    columns = [f'"{c[0]}"' for c in connection.execute("describe temp.main.expected").fetchall()]
    connection.execute(f"create temp table actual as select {', '.join(columns)} from whole")
    lines = [
        f"{told} {dict(zip(columns, row, strict=True))}"
        for told, one, other in (("missing", "expected", "actual"), ("extra", "actual", "expected"))
        for row in connection.execute(
            f"select * from temp.main.{one} except all select * from temp.main.{other} order by all"
        ).fetchall()
    ]
    return "\n".join(lines)


def _sql(model: Step, test: UnitTest) -> str:
    if model.is_python:
        raise ValueError(f"{model.name} is a model in Python: test its estimator")
    if not test.variables and not test.macros:
        return model.code
    from parsed import project

    compiled = project().compile(("model",), (model.name,), test.macros, **test.variables)
    return compiled[model.unique_id]


def _relation(steps: dict[str, Step], text: str) -> str:
    kind, name, table = INPUT.match(text.strip()).groups()
    return steps[name].relation if kind == "ref" else f'"warehouse"."raw"."{name}__{table}"'


def _lay(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    like: str,
    fixture: dict[str, Any],
    is_whole: bool = True,
) -> None:
    """Make a table of a fixture's rows in the types of another one.

    With ``is_whole`` the table has all columns of the other, null where the fixture says nothing;
    without, the fixture's own.
    """
    types = {c[0]: c[1] for c in connection.execute(f"describe {like}").fetchall()}
    if fixture.get("format") == "sql":
        connection.execute(f"create temp table fixture as ({fixture['rows']}\n)")
        given = [c[0] for c in connection.execute("describe fixture").fetchall()]
        rows = "select * from fixture"
    else:
        values = _rows(fixture)
        given = list(dict.fromkeys(name for row in values for name in row)) or list(types)
        lines = ", ".join(f"({', '.join(_literal(r.get(c)) for c in given)})" for r in values)
        rows = f"values {lines or '(' + ', '.join(['null'] * len(given)) + ')'}"
        rows += "" if values else " limit 0"
    unknown = [name for name in given if name not in types]
    if unknown:
        raise ValueError(f"{like} has no column {', '.join(unknown)}")
    named = ", ".join(f'"{name}"' for name in given)
    shown = ", ".join(
        f'cast({chr(34) + name + chr(34) if name in given else "null"} as {kind}) as "{name}"'
        for name, kind in types.items()
        if is_whole or name in given
    )
    connection.execute(
        f"create temp table {table.rpartition('.')[2]} as "
        f"select {shown} from ({rows}) as fixture ({named})"
    )
    connection.execute("drop table if exists temp.main.fixture")


def _rows(fixture: dict[str, Any]) -> list[dict[str, Any]]:
    if fixture.get("format") == "csv":
        lines = csv.DictReader(io.StringIO(fixture["rows"]))
        return [{name: value or None for name, value in row.items()} for row in lines]
    return fixture["rows"] or []


def _literal(value: object) -> str:
    if value is None:
        return "null"
    return "'" + str(value).replace("'", "''") + "'"
