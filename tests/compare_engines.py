"""The same landing zone built on two engines, mart by mart (``make test-engines``).

.venv/bin/python tests/compare_engines.py postgres s3 s4          given zones, by their names
.venv/bin/python tests/compare_engines.py postgres --made-up 300  a made-up company
.venv/bin/python tests/compare_engines.py spark s3                the same on Apache Spark

Each mart must have the same rows: integers, money, texts, dates and truth values equal, doubles to
1e-9 relative. A table is printed; the exit code is 1 where a mart differs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from homes import COMPANY_END, Environment
from postgres_server import postgres_server

from orchestration import spark_own
from orchestration.errors import UsageError

# A difference this small, of the greater value, is one of the order in which rows were added up.
RELATIVE = 1e-9
# And this is 0: what is left of two sums that cancel each other out.
ABSOLUTE = 1e-12
# They speak of the refresh, not of the company.
OWN = {"refresh", "refreshes"}
DOUBLES = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Compared:
    """One mart on two engines.

    Attributes:
        mart: Its name.
        rows: Rows that the first has.
        only_first: Rows whose key the other has not.
        only_other: The other way round.
        differing: Rows of a shared key that differ.
        columns: Column -> in how many of these.
        greatest: Greatest relative difference of a double.
        problem: What keeps the two from being compared.

    """

    mart: str
    rows: int = 0
    only_first: int = 0
    only_other: int = 0
    differing: int = 0
    columns: tuple[tuple[str, int], ...] = ()
    greatest: float = 0.0
    problem: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether they have the same rows."""
        return not (self.only_first or self.only_other or self.differing or self.problem)

    def __str__(self) -> str:
        told = self.problem or (
            f"{self.rows:>9,} {self.only_first:>7,} {self.only_other:>7,} {self.differing:>7,} "
            f"{self.greatest:>9.1e}"
        )
        columns = ", ".join(f"{name} ({count:,})" for name, count in self.columns)
        return f"{self.mart:<34} {told} {columns or ('equal' if self.is_equal else '')}".rstrip()


HEAD = f"{'mart':<34} {'rows':>9} {'missing':>7} {'extra':>7} {'differ':>7} {'doubles':>9}"


def compare(first: Path, other: Path) -> Iterator[Compared]:
    """Yield every mart of two published files, compared."""
    with duckdb.connect() as connection:
        for alias, file in (("first_one", first), ("other_one", other)):
            path = str(file).replace("'", "''")
            connection.execute(f"attach '{path}' as {alias} (read_only)")
        kinds = {alias: _columns(connection, alias) for alias in ("first_one", "other_one")}
        keys: dict[str, list[str]] = {}
        for table, column in connection.execute(
            "select table_name, column_name from first_one.marts.columns where is_key order by all"
        ).fetchall():
            keys.setdefault(table, []).append(column)
        for mart in sorted(kinds["first_one"].keys() | kinds["other_one"].keys()):
            if mart in OWN:
                continue
            one, two = (kinds[alias].get(mart, {}) for alias in ("first_one", "other_one"))
            if one != two:
                differ = sorted(set(one.items()) ^ set(two.items()))
                yield Compared(mart, problem=f"other columns or types: {differ[:6]}")
            else:
                yield _compared(connection, mart, one, keys.get(mart) or list(one))


def _columns(connection: duckdb.DuckDBPyConnection, alias: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = 'marts' order by table_name, column_name",
        [alias],
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _compared(
    connection: duckdb.DuckDBPyConnection, mart: str, kinds: dict[str, str], key: list[str]
) -> Compared:
    """Compare two tables of the same columns by a key."""
    differs, distances = {}, []
    for name, kind in kinds.items():
        one, two = f'a."{name}"', f'b."{name}"'
        if name in key:
            continue
        if kind in DOUBLES:
            greater = f"greatest(abs({one}), abs({two}))"
            differs[name] = (
                f"({one} is distinct from {two} and not coalesce(isfinite({one}) and "
                f"isfinite({two}) and abs({one} - {two}) <= "
                f"greatest({ABSOLUTE}, {RELATIVE} * {greater}), false))"
            )
            distances.append(
                f"max(case when abs({one} - {two}) > {ABSOLUTE} and isfinite({greater}) "
                f"then abs({one} - {two}) / {greater} else 0 end)"
            )
        else:
            differs[name] = f"({one} is distinct from {two})"
    joined = " and ".join(f'a."{name}" is not distinct from b."{name}"' for name in key)
    # A key may be null, so that it takes a column of its own to see which side a row is from.
    source = (
        f"(select *, 1 as is_there, row_number() over (partition by {_listed(key)}) as repeat_no "
        'from {0}.marts."' + mart + '") as {1}'
    )
    counts = ", ".join(
        f"count_if({condition} and a.is_there = 1 and b.is_there = 1)"
        for condition in differs.values()
    )
    any_differs = " or ".join(differs.values()) or "false"
    greatest = ", ".join(distances)
    row = connection.execute(
        "select count(a.is_there), count_if(b.is_there is null), count_if(a.is_there is null), "
        f"count_if(({any_differs}) and a.is_there = 1 and b.is_there = 1), "
        f"{f'greatest({greatest})' if greatest else '0.0'}"
        f"{', ' + counts if counts else ''} "
        f"from {source.format('first_one', 'a')} full outer join {source.format('other_one', 'b')} "
        f"on {joined} and a.repeat_no = b.repeat_no"
    ).fetchone()
    found = sorted(
        zip(differs, (count or 0 for count in row[5:]), strict=True), key=lambda p: -p[1]
    )
    columns = tuple((name, count) for name, count in found if count)[:6]
    counts = [count or 0 for count in row[:4]]
    return Compared(mart, *counts, columns, row[4] or 0.0)


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@contextmanager
def server(engine: str, folder: Path) -> Iterator[str]:
    """Start a server for one zone, as what one has left must not be what another one finds.

    Args:
        engine: Name of the engine.
        folder: Data folder.

    Yields:
        The address of PostgreSQL; nothing of Spark, which is found by its data folder.

    """
    if engine == "postgres":
        with postgres_server() as address:
            yield address
        return
    pytest.importorskip("pyhive", reason="the clients of Spark are not installed: make test")
    with Environment({"ENGAGEMENT_DATA_DIR": str(folder)}):
        try:
            spark_own.start(int(os.environ.get("WORKERS") or 0))
        except UsageError as error:
            pytest.skip(str(error))
        try:
            yield ""
        finally:
            spark_own.stop()


def refresh(engine: str, folder: Path, raw: Path, variables: dict, address: str = "") -> Path:
    """Refresh a landing zone on an engine and return what it published.

    Args:
        engine: Name of the engine.
        folder: Data folder.
        raw: Landing zone.
        variables: Variables of the run.
        address: Address of PostgreSQL.

    Raises:
        RuntimeError: If it published nothing; says why.

    """
    own = {"ENGAGEMENT_TARGET": engine, "ENGAGEMENT_RAW_DIR": str(raw)}
    own |= {"ENGAGEMENT_DATA_DIR": str(folder)}
    own |= {"ENGAGEMENT_POSTGRES": address} if address else {}
    servers = ("ENGAGEMENT_POSTGRES", "ENGAGEMENT_SPARK_HOST")
    given = {k: v for k, v in os.environ.items() if k not in servers}
    given = {"ENGAGEMENT_IDENTITY_SALT": "engagement"} | given | own
    program = Path(sys.executable).with_name("engagement")
    began = time.monotonic()
    done = subprocess.run(
        [program, "run", "--vars", json.dumps(variables)],
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    published = folder / "engagement.duckdb"
    if not published.exists():
        raise RuntimeError(f"{engine} published nothing.\n{done.stdout}{done.stderr}")
    print(f"{engine}: refreshed in {time.monotonic() - began:.0f} s", flush=True)
    return published


def show(first: Path, other: Path) -> int:
    """Print what comparing two published files gives; return how many marts differ."""
    print(HEAD)
    found = list(compare(first, other))
    for one in sorted(found, key=lambda c: (c.is_equal, c.mart)):
        print(one)
    differing = sum(not one.is_equal for one in found)
    print(f"{len(found) - differing} of {len(found)} tables are equal.")
    return differing


def main() -> int:
    """Build zones on both engines and compare them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("engine", choices=["postgres", "spark"], help="what to compare DuckDB with")
    parser.add_argument("zones", nargs="*", help="given zones (promises/zones.yml)")
    parser.add_argument("--made-up", type=int, metavar="PEOPLE", help="a made-up company")
    parser.add_argument("--landing", type=Path, nargs="+", default=[], help="landing zones")
    parser.add_argument("--vars", type=json.loads, default={}, help="their variables, as JSON")
    parser.add_argument("--published", type=Path, nargs=2, help="only compare two files")
    chosen = parser.parse_args()
    if chosen.published:
        return int(show(*chosen.published) > 0)
    zones = {str(raw): (raw.absolute(), chosen.vars) for raw in chosen.landing}
    if chosen.zones:
        from promise import SYNTHETIC, promised

        known = promised("zones")
        zones |= {z: (SYNTHETIC / z / "landing", known[z]["vars"]) for z in chosen.zones}
    worst = 0
    with tempfile.TemporaryDirectory(prefix="engagement-engines-") as temporary:
        folder = Path(temporary)
        if chosen.made_up:
            from sample_company import generate

            generate(folder / "made_up", people=chosen.made_up, end=COMPANY_END)
            zones["the made-up company"] = (folder / "made_up", {"business_timezone": "Asia/Tokyo"})
        for number, (zone, (raw, variables)) in enumerate(zones.items()):
            print(f"--- {zone}", flush=True)
            published = refresh("duckdb", folder / f"duckdb{number}", raw, variables)
            try:
                with server(chosen.engine, folder / f"other{number}") as address:
                    other = refresh(
                        chosen.engine, folder / f"other{number}", raw, variables, address
                    )
                    # Inside: large marts lie in the files of the engine.
                    worst += show(published, other)
            except pytest.skip.Exception as missing:
                print(f"Nothing was compared: {missing.msg}.", file=sys.stderr)
                return 1
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
