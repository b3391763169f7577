"""What this revision promises to people who build on it, as data in tests/promises/.

A mart's columns, a raw table's columns and a variable's default may be added, never taken away or
changed without a row in the CHANGELOG; so promises only grow. Run as a program this file adds what
the project has beyond them (``make promise``), and with ``--compare FOLDER`` it says where a
published contract goes beyond the project (``make compare-contract``).
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from orchestration import dbt, paths, yamls
from orchestration.settings import project_vars

FOLDER = Path(__file__).parent / "promises"
CONTRACT = paths.ROOT.parent / "shared" / "contract"
SYNTHETIC = paths.ROOT.parent / "shared" / "data" / "synthetic"
TYPES = {"money": "decimal(18,4)", "decimal": "decimal(18,4)"}

Facts = dict[str, Any]


def promised(subject: str) -> Facts:
    """Return the promises about marts, raw tables, variables or zones."""
    return yamls.read((FOLDER / f"{subject}.yml").read_text(encoding="utf-8"))


def stated(subject: str) -> Facts:
    """Return what the project itself says about the same, read from its YAML files."""
    return {"marts": _stated_marts, "raw": _stated_raw, "variables": project_vars}[subject]()


def _yaml_files(*folders: str) -> Iterator[Facts]:
    for file in sorted((paths.DBT_PROJECT_DIR / "models").joinpath(*folders).rglob("*.yml")):
        yield yamls.read(file.read_text(encoding="utf-8")) or {}


def _stated_marts() -> Facts:
    return {
        model["name"]: {
            "key": model["config"]["meta"]["grain"],
            "columns": {c["name"]: c["data_type"] for c in model["columns"]},
        }
        for layer in dbt.PUBLISHED
        for content in _yaml_files(layer)
        for model in content.get("models", [])
    }


def _stated_raw() -> Facts:
    tables = {}
    for content in _yaml_files("staging"):
        for source in content.get("sources", []):
            for table in source["tables"]:
                meta = {c["name"]: c.get("config", {}).get("meta", {}) for c in table["columns"]}
                tables[f"{source['name']}.{table['name']}"] = {
                    "key": table["config"]["meta"]["key"],
                    "columns": {
                        c["name"]: c["data_type"] + " !" * bool(meta[c["name"]].get("required"))
                        for c in table["columns"]
                    },
                    "accepted": {n: m["accepted"] for n, m in meta.items() if m.get("accepted")},
                }
    return dict(sorted(tables.items()))


def broken(subject: str, promises: Facts, have: Facts) -> list[str]:
    """Return where the project does less than promised, a line each."""
    if subject == "variables":
        return [
            f"{name}: default {value!r} promised, {have.get(name, 'no such variable')!r} found"
            for name, value in promises.items()
            if name not in have or have[name] != value
        ]
    lines = []
    for table, agreed in promises.items():
        found = have.get(table)
        if found is None:
            lines.append(f"{table}: promised and not there")
            continue
        if found["key"] != agreed["key"]:
            lines.append(f"{table}: key {agreed['key']} promised, {found['key']} found")
        for column, kind in agreed["columns"].items():
            is_kept = _is_kept(kind, found["columns"].get(column))
            lines += [] if is_kept else [f"{table}.{column}: {kind} promised"]
        if subject == "raw":
            lines += _narrowed(table, agreed, found)
    return lines


def _is_kept(promise: str, found: str | None) -> bool:
    """Return whether a column is as promised; a required one may become optional."""
    return found is not None and found in (promise, promise.removesuffix(" !"))


def _narrowed(table: str, agreed: Facts, found: Facts) -> list[str]:
    """Return which files or rows that kept the promised contract no longer do."""
    lines = [
        f"{table}.{column} is required and no promise says so"
        for column, kind in found["columns"].items()
        if kind.endswith(" !") and column not in agreed["columns"]
    ]
    for column, values in found.get("accepted", {}).items():
        lost = set(agreed.get("accepted", {}).get(column, [])) - set(values)
        if lost or (column in agreed["columns"] and column not in agreed.get("accepted", {})):
            lines.append(f"{table}.{column} no longer accepts {sorted(lost) or 'any value'}")
    return lines


def beyond(promises: Facts, have: Facts) -> list[str]:
    """Return what the project has and nobody has promised yet."""
    lines = [name for name in have if name not in promises]
    for name in promises.keys() & have.keys():
        if isinstance(promises[name], dict) and "columns" in promises[name]:
            new = have[name]["columns"].keys() - promises[name]["columns"].keys()
            lines += [f"{name}.{column}" for column in new]
    return sorted(lines)


def grow() -> int:
    """Add to the promises what the project has beyond them; return 1 if one of them is broken."""
    worst = 0
    for subject in ("marts", "raw", "variables"):
        file = FOLDER / f"{subject}.yml"
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        promises, have = yamls.read(text) or {}, stated(subject)
        for line in broken(subject, promises, have):
            print(f"broken, change it by hand with a row in the CHANGELOG: {subject} {line}")
            worst = 1
        for name, facts in have.items():
            if name not in promises or subject == "variables":
                promises.setdefault(name, facts)
                continue
            _add(promises[name], facts)
        comments = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
        file.write_text(comments + dumped(promises), encoding="utf-8")
    return worst


def _add(promise: Facts, facts: Facts) -> None:
    """Add columns and widened rules; a new column of an old table that is required is no gift."""
    for column, kind in facts["columns"].items():
        known = promise["columns"].get(column, kind.removesuffix(" !"))
        promise["columns"][column] = known.removesuffix(" !") if known == f"{kind} !" else known
    for column, values in facts.get("accepted", {}).items():
        known = promise["accepted"].get(column, values)
        promise["accepted"][column] = known + [v for v in values if v not in known]


def dumped(promises: Facts, is_listed: bool = False) -> str:
    """Return promises as YAML with a line per column, so that two people's additions merge.

    With ``is_listed`` lists have a line per entry as well.
    """

    class Lines(yaml.SafeDumper):
        pass

    Lines.add_representer(
        list,
        lambda dumper, data: dumper.represent_sequence(
            "tag:yaml.org,2002:seq", data, not is_listed
        ),
    )
    ordered = promises if is_listed else dict(sorted(promises.items()))
    return yaml.dump(ordered, Dumper=Lines, sort_keys=False, allow_unicode=True, width=10_000)


def published(folder: Path) -> dict[str, Facts]:
    """Return a published contract in the form of the promises; its raw columns say ``type !``."""
    files = {f.stem: yamls.read(f.read_text(encoding="utf-8")) for f in folder.glob("*.yml")}
    raw, variables, base = files.pop("raw"), files.pop("vars"), files.pop("marts")
    families = [f for f in files.values() if isinstance(f, dict)]
    for family in families:
        base |= family.get("marts") or {}
    for family in families:
        for mart, columns in (family.get("extended") or {}).items():
            if mart in base and isinstance(columns, dict):
                base[mart]["columns"] |= columns.get("columns", columns)
        variables |= {
            n: v for n, v in (family.get("vars") or {}).items() if not isinstance(v, dict)
        }
    tables = {f"{s}.{t}": facts for s, ts in raw.items() for t, facts in ts.items()}
    for family in families:
        for table, facts in (family.get("raw") or {}).items():
            if "key" in facts:
                tables[table] = facts
            elif table in tables:
                tables[table]["columns"] |= facts.get("columns", facts)
    return {
        "marts": {m: _plain(f) for m, f in base.items()},
        "raw": {t: _plain(f) for t, f in tables.items()},
        "variables": variables,
    }


def _plain(facts: Facts) -> Facts:
    columns = {}
    for column, kind in facts["columns"].items():
        name, _, required = str(kind).partition(" ")
        columns[column] = TYPES.get(name, name) + " !" * required.startswith("!")
    return {"key": facts["key"], "columns": columns}


def compare(folder: Path) -> int:
    """Print where a published contract goes beyond the project; return 1 if it does anywhere."""
    total = 0
    for subject, contract in published(folder).items():
        have = stated(subject)
        if subject == "raw":
            # Accepted values stand in the contract's comments only: not compared here.
            have = {t: f | {"accepted": {}} for t, f in have.items()}
        lines = broken(subject, contract, have)
        if subject == "raw":
            lines += [
                f"{table}.{column}: optional in the project, required in the contract"
                for table, facts in contract.items()
                for column, kind in facts["columns"].items()
                if f"{have.get(table, facts)['columns'].get(column)} !" == kind
            ]
        total += len(lines)
        for line in lines:
            print(f"{subject}: {line}")
    print(f"{total} differences to {folder}")
    return int(total > 0)


def main() -> int:
    """Grow the promises, or compare the project with a published contract."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compare", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    return compare(chosen.compare) if chosen.compare else grow()


if __name__ == "__main__":
    sys.exit(main())
