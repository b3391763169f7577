"""Which columns each column comes from, read from the SQL that dbt compiled.

A column comes from what its expression names: what is added, compared, sorted by or counted to make
its values. What only decides which rows there are (joins, filters, groups) is not counted, as every
column would then come from all.
Models in Python are opaque: their columns come from what the model reads, as a whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

Schema = dict[str, list[str]]
# What the loader writes beside the columns of a raw table's contract.
LOADED = ("_loaded_at", "_deleted", "_file", "_row", "_reasons", "_row_json", "_changed_at")
LONGEST_CONSTANTS = 200
# What says something of rows without looking into a column: count(*), row_number(), exists.
COUNTING = (exp.Count, exp.Window, exp.Exists)


class LineageError(Exception):
    """A column of which nobody could say where it comes from."""


@dataclass(frozen=True)
class Origin:
    """Where one column of a model comes from, one step back.

    Attributes:
        kind: columns, constant, rows (counted or numbered, no column is looked at) or python.
        columns: What it is made of, as (id of the model, seed or raw table, column).
        tables: Ids of what is counted, beside columns too, or of what a model in Python reads.
        value: Constants as SQL, also those that stand in for columns in parts of the rows.
        is_copy: Whether it is one column, handed on as it is.

    """

    kind: str
    columns: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()
    value: str = ""
    is_copy: bool = False


@dataclass
class _Found:
    columns: set[tuple[str, str]] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    is_counted: bool = False
    is_copy: bool = False
    constants: set[str] = field(default_factory=set)


def of_project(
    manifest: Mapping[str, Any], code: Mapping[str, str]
) -> dict[str, dict[str, Origin]]:
    """Return id of a model -> column -> where it comes from, for every model.

    Args:
        manifest: dbt's.
        code: Id of a model -> compiled SQL; a model without is taken to be Python.

    Raises:
        LineageError: If a column's expression cannot be followed, naming model and column.

    """
    relations, columns = _bases(manifest)
    found: dict[str, dict[str, Origin]] = {}
    for node in _in_order(manifest):
        name, reads = node["unique_id"], node["depends_on"]["nodes"]
        if name in code:
            own = {relation: key for relation, key in relations.items() if key in reads}
            schema = {relation: columns[key] for relation, key in own.items()}
            found[name] = of_query(code[name], schema, own, node["name"])
        else:
            made = Origin("python", tables=tuple(sorted(reads)))
            found[name] = dict.fromkeys(node["columns"], made)
        columns[name] = list(found[name])
    return found


def of_query(sql: str, schema: Schema, ids: Mapping[str, str], name: str) -> dict[str, Origin]:
    """Return column -> where it comes from, for one query.

    Args:
        sql: The query, in DuckDB's SQL.
        schema: Relation (``schema.table``) -> its columns.
        ids: Relation -> id that is told for it.
        name: What the query is called in errors.

    Raises:
        LineageError: If a column's expression cannot be followed.

    """
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for relation, columns in schema.items():
        room, _, table = relation.rpartition(".")
        nested.setdefault(room, {})[table] = dict.fromkeys(columns, "text")
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)  # one name in one schema is one table, in whichever file it lies
    try:
        tree = qualify(
            tree,
            schema=nested,
            dialect="duckdb",
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
    except sqlglot.errors.SqlglotError as error:
        raise LineageError(f"{name}: {error}") from error
    root = build_scope(tree)
    return _Query(root, schema, ids, name).origins()


def behind(
    found: Mapping[str, Mapping[str, Origin]], model: str, column: str
) -> set[tuple[str, str]]:
    """Return every column that one comes from, over all steps, as (id, column)."""
    seen: set[tuple[str, str]] = set()
    open_ = [(model, column)]
    while open_:
        table, name = open_.pop()
        for one in found[table][name].columns if table in found else ():
            if one not in seen:
                seen.add(one)
                open_.append(one)
    return seen


class _Query:
    """One query, its scopes, and what was found of their columns so far."""

    def __init__(self, root: Scope, schema: Schema, ids: Mapping[str, str], name: str) -> None:
        self.root, self.schema, self.ids, self.name = root, schema, ids, name
        self.known: dict[tuple[int, str], _Found] = {}
        # Each column belongs to the innermost query it stands in.
        self.owner: dict[int, Scope] = {}
        for scope in root.traverse():
            for node in scope.walk():
                if isinstance(node, exp.Column):
                    self.owner.setdefault(id(node), scope)

    def origins(self) -> dict[str, Origin]:
        """Return where each column of the query comes from."""
        names = self.root.expression.named_selects
        return {column: self._told(self.output(self.root, column)) for column in names}

    def _told(self, found: _Found) -> Origin:
        kind = "columns" if found.columns else "rows" if found.is_counted else "constant"
        value = ", ".join(sorted(found.constants))
        if len(value) > LONGEST_CONSTANTS:
            value = value[:LONGEST_CONSTANTS] + " ..."
        return Origin(
            kind,
            columns=tuple(sorted(found.columns)),
            tables=tuple(sorted(found.tables)),
            value=value,
            is_copy=found.is_copy and len(found.columns) == 1,
        )

    def output(self, scope: Scope, column: str) -> _Found:
        """Return what a query's output column is made of."""
        key = (id(scope), column)
        if key in self.known:
            return self.known[key]
        found = self.known[key] = _Found()  # a recursive query meets itself: nothing new there
        if scope.set_operation_scopes:
            place = self._place(scope, column)
            for part in scope.set_operation_scopes:
                name = part.expression.named_selects[place]
                self._add(found, self.output(part, name))
            found.is_copy = False
            return found
        if isinstance(scope.expression, exp.Values):
            return self._of_values(scope, column, found)
        if not isinstance(scope.expression, exp.Query):
            self._add(found, self.expression(scope, scope.expression))  # such as unnest(...)
            found.is_copy = False
            return found
        chosen = [s for s in scope.expression.selects if s.alias_or_name == column]
        if len(chosen) != 1:
            raise LineageError(f"{self.name}: {len(chosen)} columns {column} in {scope.expression}")
        value = chosen[0].unalias()
        self._add(found, self.expression(scope, value))
        found.is_copy = found.is_copy and isinstance(value, exp.Column)
        return found

    def _of_values(self, scope: Scope, column: str, found: _Found) -> _Found:
        names = scope.expression.alias_column_names
        if column not in names:
            raise LineageError(f"{self.name}: no column {column} in {scope.expression}")
        for row in scope.expression.expressions:
            self._add(found, self.expression(scope, row.expressions[names.index(column)]))
        found.is_copy = False
        return found

    def _place(self, scope: Scope, column: str) -> int:
        names = scope.expression.named_selects
        if column not in names:
            raise LineageError(f"{self.name}: no column {column} in {scope.expression}")
        return names.index(column)

    def expression(self, scope: Scope, value: exp.Expression) -> _Found:
        """Return what an expression in a query's list is made of."""
        found = _Found()
        columns = list(value.find_all(exp.Column))
        for column in columns:
            self._add(found, self.column(self.owner.get(id(column), scope), column))
        is_bare = not found.columns and any(value.find(kind) for kind in COUNTING)
        if is_bare or any(count.find(exp.Star) for count in value.find_all(exp.Count)):
            found.is_counted = True
            found.tables |= self.tables(scope)
        elif not columns:
            found.constants.add(value.sql("duckdb").removeprefix("LATERAL "))
        found.is_copy = isinstance(value, exp.Column) and found.is_copy
        return found

    def column(self, scope: Scope, column: exp.Column) -> _Found:
        """Return what a column that a query reads is made of, whichever query around it has it."""
        place: Scope | None = scope
        while place is not None:
            source = place.sources.get(column.table) if column.table else None
            if source is not None:
                return self._from(source, column.name)
            place = place.parent
        if self._is_made_here(column):
            return _Found()
        raise LineageError(f"{self.name}: column {column.sql('duckdb')} is nobody's")

    @staticmethod
    def _is_made_here(column: exp.Column) -> bool:
        """Whether it is a variable of a lambda around it."""
        outer = column.find_ancestor(exp.Lambda)
        while outer is not None:
            if column.name in {variable.name for variable in outer.expressions}:
                return True
            outer = outer.find_ancestor(exp.Lambda)
        return False

    def _from(self, source: Any, column: str) -> _Found:  # noqa: ANN401 - a table or a query
        if isinstance(source, Scope):
            return self.output(source, column)
        relation = f"{source.db}.{source.name}"
        if relation not in self.ids:
            raise LineageError(f"{self.name}: table {relation} is not among what the model reads")
        if column not in self.schema[relation]:
            raise LineageError(f"{self.name}: table {relation} has no column {column}")
        return _Found({(self.ids[relation], column)}, is_copy=True)

    def tables(self, scope: Scope) -> set[str]:
        """Return the ids of all tables that a query reads rows of."""
        read: set[str] = set()
        for part in scope.set_operation_scopes or ():
            read |= self.tables(part)
        for source in scope.sources.values():
            if isinstance(source, Scope):
                read |= self.tables(source) if source is not scope else set()
            elif f"{source.db}.{source.name}" in self.ids:
                read.add(self.ids[f"{source.db}.{source.name}"])
        return read

    @staticmethod
    def _add(found: _Found, more: _Found) -> None:
        found.is_copy = more.is_copy if not found.columns else False
        found.columns |= more.columns
        found.tables |= more.tables
        found.constants |= more.constants
        found.is_counted |= more.is_counted


def _bases(manifest: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return relation -> id of what can be read, and id -> columns of seeds and sources."""
    relations, columns = {}, {}
    for key, source in manifest["sources"].items():
        relations[_relation(source)] = key
        columns[key] = list(dict.fromkeys([*source["columns"], *LOADED]))
    for key, node in manifest["nodes"].items():
        if node["resource_type"] in ("seed", "model"):
            relations[_relation(node)] = key
        if node["resource_type"] == "seed":
            columns[key] = list(node["config"]["column_types"] or node["columns"])
    return relations, columns


def _relation(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node.get('alias') or node.get('identifier')}"


def _in_order(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the models, each after what it reads."""
    models = {k: n for k, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    waiting = dict(sorted(models.items()))
    while waiting:
        for key in [
            k for k, n in waiting.items() if not waiting.keys() & {*n["depends_on"]["nodes"]}
        ]:
            yield waiting.pop(key)
