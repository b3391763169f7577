"""The given landing zones whose expected marts this revision is held to (promises/zones.yml).

.venv/bin/python tests/zones.py s3 s4          say what differs from the expected marts
.venv/bin/python tests/zones.py s3 s4 --grow   and promise the marts that are equal now
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from light import Light, Outcome
from promise import FOLDER, SYNTHETIC, dumped, promised

PROGRAM = SYNTHETIC.parent / "compare_marts.py"


def lay_promised(zone: str, facts: dict[str, Any], folder: Path) -> None:
    """Write a zone's expected marts with those columns and rows only that are promised."""
    but, but_rows, marts = facts["but"], facts.get("but_rows", {}), promised("marts")
    (folder / "expected").mkdir(parents=True)
    for file in (SYNTHETIC / zone / "expected").glob("*.parquet"):
        table = pq.read_table(file)
        known = marts.get(file.stem)
        if known is not None:
            kept = set(known["columns"]) - set(but.get(file.stem, []))
            for column, values in but_rows.get(file.stem, {}).items():
                table = table.filter(pc.invert(pc.is_in(table[column], pa.array(values))))
            table = table.select([c for c in table.column_names if c in kept])
        # Marts that are not there yet stay as they are: the program looks which files there are.
        pq.write_table(table, folder / "expected" / file.name)


def compared(
    zone: str, facts: dict[str, Any], folder: Path, marts: list[str]
) -> tuple[Outcome, str]:
    """Refresh a zone and return what came of it and what the comparing program says of marts."""
    with Light(folder) as light:
        outcome = light.refresh(SYNTHETIC / zone / "landing", facts["vars"], tests=True)
    if outcome.refusal:
        return outcome, ""
    lay_promised(zone, facts, folder / zone)
    built = folder / "built_marts.duckdb"
    with duckdb.connect(str(built)) as connection:
        for mart, left_out in facts.get("but_rows", {}).items():
            for column, values in left_out.items():
                connection.execute(
                    f"delete from marts.{mart} where list_contains(?, {column})", [values]
                )
    done = subprocess.run(
        [sys.executable, PROGRAM, built, folder / zone, "--mart", *marts],
        capture_output=True,
        text=True,
        check=False,
    )
    return outcome, done.stdout + done.stderr


def equal(text: str) -> set[str]:
    """Return the marts that the comparing program found equal."""
    return {
        line.split(":")[0]
        for line in text.splitlines()
        if " expected, " in line and not line.endswith("<--")
    }


def main() -> int:
    """Compare zones with their expected marts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("zones", nargs="*", default=list(promised("zones")))
    parser.add_argument("--mart", nargs="+", help="only these marts")
    parser.add_argument("--grow", action="store_true", help="promise the marts that are equal now")
    chosen = parser.parse_args()
    file, worst = FOLDER / "zones.yml", 0
    for zone in chosen.zones:
        agreed = promised("zones")
        facts = agreed[zone]
        expected = {f.stem for f in (SYNTHETIC / zone / "expected").glob("*.parquet")}
        asked = chosen.mart or sorted(expected & promised("marts").keys())
        with tempfile.TemporaryDirectory() as folder:
            outcome, text = compared(zone, facts, Path(folder), asked)
        print(f"--- {zone}\n{outcome.refusal or text.strip()}")
        for test in outcome.failed:
            print(f"failed: {test.name}: {test.row_count} rows, such as {test.rows[0]}")
        lost = sorted(set(facts["marts"]) & set(asked) - equal(text))
        if lost:
            worst = 1
            print("promised and not equal:", *lost)
        if chosen.grow:
            facts["marts"] = sorted({*facts["marts"], *equal(text)})
            facts["is_published"] = facts["is_published"] or outcome.is_published
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            comments = "".join(line for line in lines if line.startswith("#"))
            file.write_text(comments + dumped(agreed, is_listed=True), encoding="utf-8")
    return worst


if __name__ == "__main__":
    sys.exit(main())
