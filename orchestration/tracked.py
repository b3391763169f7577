"""What a tracked model is: its SQL, what it reads, and how it falls into parts.

``orchestration.increments`` builds it.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb

from orchestration.paths import ROOT


@dataclass(frozen=True)
class Read:
    """One table that a model reads.

    Attributes:
        name: Name of the model, seed or source (``web.events``).
        relation: Its name in SQL, as it stands in the compiled code.
        kind: ``tracked``, ``view``, ``source``, or ``other``: a table that says nothing of changes.
        bases: For a view the tracked models it is made of, by name and relation.
        views: For a view its own name and those of the views it reads.
        changes_by: For a view the column by which a change of these touches its rows.

    """

    name: str
    relation: str
    kind: str
    bases: tuple[tuple[str, str], ...] = ()
    changes_by: str = ""
    views: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """What has to be built.

    Attributes:
        name: Name of the model.
        relation: Where it goes: quoted database, schema and table.
        code: The compiled SQL of the whole table; of a model in Python its code.
        reads: What the code reads.
        columns: Column -> type where a contract promises them, else empty.
        definition: Columns and constraints as DDL, where there is a contract.
        key: Column or expression of the model by which it falls into parts; empty where it does
            not.
        by: Table read -> how its rows belong to a part: a column (or expression) with the key's
            values, or ``column < table.other``: they belong where the rows of another table read
            do whose column ``other`` has the value. Rows of other parts are left out when touched
            ones are computed; of a table with ``<`` only where ``<<`` says that it is worth
            finding them. What is read and not named here touches every part.
        moments: Table read -> column with a moment; rows between the as_of of the last build and
            this one have changed. Without it another as_of touches every part.
        python: Of a model in Python what runs it: it is given what returns the rows of a table by
            its name in SQL, and returns the model's rows as something that DuckDB reads.

    """

    name: str
    relation: str
    code: str
    reads: tuple[Read, ...]
    columns: dict[str, str] = field(default_factory=dict)
    definition: str = ""
    key: str = ""
    by: dict[str, str] = field(default_factory=dict)
    moments: dict[str, str] = field(default_factory=dict)
    python: Callable[[Callable[[str], duckdb.DuckDBPyRelation]], object] | None = None

    @classmethod
    def of(
        cls,
        node: dict[str, Any],
        nodes: dict[str, Any],
        code: str,
        definition: str = "",
        python: Callable[[Callable[[str], duckdb.DuckDBPyRelation]], object] | None = None,
    ) -> "Model":
        """Return the model that a node of dbt's manifest is.

        Args:
            node: The model's node.
            nodes: Unique id -> node or source, at least of all that it reads and, below views, of
                what these read.
            code: Its compiled code.
            definition: Columns and constraints as DDL, where it has a contract.
            python: What runs a model in Python.

        """
        config = node["config"]
        plan = (config.get("meta") or {}).get("increments") or {}
        has_contract = (config.get("contract") or {}).get("enforced")
        # What is named in a comment alone is read for the order's sake.
        said = "\n".join(line for line in code.splitlines() if not line.startswith("--"))
        reads = (
            _read(nodes[parent], nodes) for parent in dict.fromkeys(node["depends_on"]["nodes"])
        )
        return cls(
            name=node["name"],
            relation=node["relation_name"],
            code=code,
            reads=tuple(read for read in reads if python or read.relation in said),
            columns={n: c["data_type"] for n, c in node["columns"].items()} if has_contract else {},
            definition=definition,
            key=plan.get("key", ""),
            by=plan.get("by", {}),
            moments=plan.get("moments", {}),
            python=python,
        )

    def fingerprint(self) -> str:
        """Return what changes when SQL, variables, macros, the plan or the engine do."""
        text = json.dumps(
            [
                duckdb.__version__,
                self.code,
                self.definition,
                self.columns,
                self.key,
                self.by,
                self.moments,
            ]
            + ([sys.version, _estimators()] if self.python else [])
        )
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def _estimators() -> str:
    """Return what changes when the code that models in Python call does."""
    files = sorted(path for path in (ROOT / "estimators").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        if "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _read(node: dict[str, Any], nodes: dict[str, Any]) -> Read:
    """Return what a node of the manifest is to a model that reads it."""
    if node["resource_type"] == "source":
        name = f"{node['source_name']}.{node['name']}"
        return Read(name, node["relation_name"], "source")
    config = node["config"]
    plan = (config.get("meta") or {}).get("increments") or {}
    kind, bases, views = "other", (), ()
    if config["materialized"] == "tracked":
        kind = "tracked"
    elif config["materialized"] == "view" and plan:
        below = list(_below(node, nodes))
        kind = "view"
        bases = tuple(
            dict.fromkeys((n["name"], n["relation_name"]) for n in below if not _is_view(n))
        )
        views = (node["name"], *dict.fromkeys(n["name"] for n in below if _is_view(n)))
    by = plan.get("changes_by", "")
    return Read(node["name"], node["relation_name"], kind, bases, by, views)


def _is_view(node: dict[str, Any]) -> bool:
    return node["config"]["materialized"] == "view"


def _below(view: dict[str, Any], nodes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the tables and views that a view is made of, also through other views."""
    for parent in view["depends_on"]["nodes"]:
        yield nodes[parent]
        if _is_view(nodes[parent]):
            yield from _below(nodes[parent], nodes)
