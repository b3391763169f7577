"""Reads connectors: ``connector.yml`` and the SQL files beside it.

docs/write-a-connector.md says what may be written; whatever else is written raises a
ConnectorError that names file, key and remedy.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from connectors.errors import ConnectorError
from orchestration import yamls
from orchestration.contract import RawTable, read_contract

FOLDER = Path(__file__).parent
FILE = "connector.yml"
TYPES = ("text", "time", "date", "decimal", "integer", "boolean", "json", "seconds", "micros")
# Columns that loaders add to every table, by the names that they have in use.
LOADER_COLUMNS = {
    "_synced_at": (
        "synced",
        (
            "_fivetran_synced",
            "_dlt_load_id",
            "_airbyte_extracted_at",
            "_airbyte_emitted_at",
            "_sdc_batched_at",
        ),
    ),
    "_is_deleted": ("boolean", ("_fivetran_deleted", "_ab_cdc_deleted")),
    "_is_active": ("boolean", ("_fivetran_active",)),
}
_TOP = {"title", "vendor_docs", "forms", "options", "tables", "helpers", "fills", "cannot", "notes"}
_FORM = {"title", "known_by", "is_whole", "timezone", "header_rows"}
_TABLE = {"names", "forms", "key", "changed", "deleted", "columns", "is_wide"}
_COLUMN = {"type", "names", "required"}
_FILL = {"rows_of", "ids_of", "keeps", "is_history", "undated"}
_OPTION = {"default", "description"}


@dataclass(frozen=True)
class Column:
    """A column that a connector reads.

    Attributes:
        name: How the connector's SQL calls it.
        type: One of TYPES.
        names: Under which it comes, first choice first.
        is_required: Whether nothing can be said without it.

    """

    name: str
    type: str
    names: tuple[str, ...]
    is_required: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the vendor.

    Attributes:
        name: How the connector's SQL calls it.
        names: Under which it comes; ``*`` stands for any text.
        forms: Forms that have it; empty means all.
        columns: What is read of it.
        key: Columns by which versions of a row belong together; empty: each row is its own.
        changed: Columns that say which version is the newest, before the loader's time.
        deleted: SQL over the columns: whether the vendor deleted the row; empty: never told.
        is_wide: Whether its columns differ from company to company, as answers of a survey do:
            column _cells has all of them as JSON, src.<table>__header what its header says.

    """

    name: str
    names: tuple[str, ...]
    forms: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: str = ""
    is_wide: bool = False


@dataclass(frozen=True)
class Form:
    """A shape in which the vendor's tables come.

    Attributes:
        name: Key of the form.
        title: For people.
        known_by: Table -> columns by which the form is told from others.
        is_whole: Whether its tables hold all rows, so that a row that is gone was deleted.
        timezone: Zone of times without an offset.
        header_rows: Rows of the header in CSV files; names stand in the first.

    """

    name: str
    title: str
    known_by: Mapping[str, tuple[str, ...]]
    is_whole: bool = False
    timezone: str = "UTC"
    header_rows: int = 1


@dataclass(frozen=True)
class Fill:
    """A raw table that a connector fills.

    Attributes:
        raw: The raw table.
        rows_of: Form -> tables or helpers whose every row is written or left out; ``any`` for all
            other forms.
        ids_of: Column -> option that names the connector whose ids it holds.
        keeps: Columns that are ids by the contract and stay as the vendor has them.
        undated: Columns of which the vendor tells nothing, and the moment of the run stands:
            another moment alone makes no new row.
        is_history: Whether a row that the vendor has no more still happened.
        statements: Form, or ``any`` -> SQL file.

    """

    raw: RawTable
    rows_of: Mapping[str, tuple[str, ...]]
    ids_of: Mapping[str, str]
    keeps: frozenset[str]
    statements: Mapping[str, Path]
    undated: frozenset[str] = frozenset()
    is_history: bool = False

    def sources(self, form: str) -> tuple[str, ...]:
        """Return whose rows it accounts for; nothing where the form cannot fill it."""
        if self.statement(form) is None:
            return ()
        return self.rows_of.get(form, self.rows_of.get("any", ()))

    def statement(self, form: str) -> Path | None:
        """Return the SQL file of a form."""
        return self.statements.get(form) or self.statements.get("any")


@dataclass(frozen=True)
class Connector:
    """A connector as its folder describes it."""

    folder: Path
    title: str
    forms: tuple[Form, ...]
    tables: tuple[Table, ...]
    helpers: tuple[str, ...]
    fills: tuple[Fill, ...]
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cannot: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    vendor_docs: str = ""

    @property
    def name(self) -> str:
        """Name of its folder: the vendor."""
        return self.folder.name

    def tables_of(self, form: str) -> tuple[Table, ...]:
        """Return the tables that a form may have."""
        return tuple(t for t in self.tables if not t.forms or form in t.forms)

    def helper(self, name: str, form: str) -> Path | None:
        """Return the SQL file of a helper in a form."""
        for file in (f"{name}.{form}.sql", f"{name}.sql"):
            if (self.folder / file).exists():
                return self.folder / file
        return None


def renamed(
    connector: Connector, tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]
) -> Connector:
    """Return a connector that finds tables and columns under the names that a company gives them.

    Args:
        connector: The connector.
        tables: Table of the connector -> name of the company's.
        columns: Table -> column of the connector -> name of the company's.

    Raises:
        ConnectorError: If there is no such table or column.

    """
    known = {table.name: {c.name for c in table.columns} for table in connector.tables}
    for table in {*tables, *columns}:
        if table not in known:
            raise ConnectorError(
                f"Connector {connector.name} has no table {table}. It has {', '.join(known)}."
            )
    for table, names in columns.items():
        if wrong := sorted(set(names) - known[table]):
            raise ConnectorError(
                f"Connector {connector.name}, table {table}: there is no column {wrong[0]}. It has "
                f"{', '.join(sorted(known[table]))}."
            )

    def change(table: Table) -> Table:
        own = columns.get(table.name, {})
        return replace(
            table,
            names=(tables[table.name],) if table.name in tables else table.names,
            columns=tuple(
                replace(c, names=(str(own[c.name]),)) if c.name in own else c for c in table.columns
            ),
        )

    return replace(connector, tables=tuple(change(table) for table in connector.tables))


def plain(name: str) -> str:
    """Return a name as twins share it: no case, marks, blanks or underscores.

    >>> plain("\ufeffProperty_Email ") == plain("propertyemail")
    True
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if c.isalnum() or c == "*")


def connector_names(folder: Path = FOLDER) -> list[str]:
    """Return the connectors that are there."""
    return sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))


def read_connector(folder: Path) -> Connector:
    """Return a connector.

    Raises:
        ConnectorError: If it is not written as it has to be.

    """
    file = folder / FILE
    where = f"{folder.name}/{FILE}"
    try:
        given = yamls.read(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConnectorError(f"There is no connector at {folder}: {FILE} is missing.") from None
    except yaml.YAMLError as error:
        raise ConnectorError(f"{where}: this is no YAML. {error}") from error
    if not isinstance(given, dict):
        raise ConnectorError(f"{where}: this has to be a mapping.")
    _only(where, "the connector", given, _TOP)
    for key in ("title", "forms", "tables", "fills"):
        if not given.get(key):
            raise ConnectorError(f"{where}: key {key} is missing.")
    for key in ("forms", "tables", "fills", "options"):
        if not isinstance(given.get(key) or {}, dict):
            raise ConnectorError(f"{where}, key {key}: this has to be a mapping, by name.")
    forms = tuple(_form(where, name, f or {}) for name, f in given["forms"].items())
    names = {form.name for form in forms}
    tables = tuple(_table(where, name, t or {}, names) for name, t in given["tables"].items())
    helpers = tuple(given.get("helpers") or ())
    known = {table.name for table in tables} | set(helpers)
    for form in forms:
        for table in form.known_by:
            if table not in {t.name for t in tables}:
                raise ConnectorError(
                    f"{where}, form {form.name}, key known_by: {table} is none of the tables. Add "
                    "it to tables."
                )
    for name, option in (given.get("options") or {}).items():
        _only(where, f"option {name}", option or {}, _OPTION)
    contract = {table.full_name: table for table in read_contract()}
    fills = tuple(
        _fill(folder, where, name, f or {}, names, known, contract)
        for name, f in given["fills"].items()
    )
    connector = Connector(
        folder=folder,
        title=str(given["title"]),
        forms=forms,
        tables=tables,
        helpers=helpers,
        fills=fills,
        options=given.get("options") or {},
        cannot=tuple(given.get("cannot") or ()),
        notes=tuple(given.get("notes") or ()),
        vendor_docs=str(given.get("vendor_docs") or ""),
    )
    _files(connector, where, names)
    return connector


def _form(where: str, name: str, given: Mapping[str, Any]) -> Form:
    _only(where, f"form {name}", given, _FORM)
    known_by = given.get("known_by")
    if not isinstance(known_by, dict) or not known_by:
        raise ConnectorError(
            f"{where}, form {name}: key known_by (table -> [columns]) is missing, or no mapping."
        )
    rows = given.get("header_rows") or 1
    if not isinstance(rows, int) or rows < 1:
        raise ConnectorError(f"{where}, form {name}, key header_rows: a whole number from 1 on.")
    return Form(
        name=name,
        title=str(given.get("title") or name),
        known_by={t: _names(columns) for t, columns in known_by.items()},
        is_whole=bool(given.get("is_whole", False)),
        timezone=str(given.get("timezone") or "UTC"),
        header_rows=rows,
    )


def _table(where: str, name: str, given: Mapping[str, Any], forms: set[str]) -> Table:
    place = f"table {name}"
    _only(where, place, given, _TABLE)
    if wrong := set(given.get("forms") or ()) - forms:
        raise ConnectorError(f"{where}, {place}, key forms: there is no form {sorted(wrong)[0]}.")
    columns = tuple(
        _column(where, place, key, value) for key, value in (given.get("columns") or {}).items()
    )
    known = {column.name for column in columns} | set(LOADER_COLUMNS)
    for key in ("key", "changed"):
        if wrong := set(_names(given.get(key))) - known:
            raise ConnectorError(
                f"{where}, {place}, key {key}: {sorted(wrong)[0]} is none of its columns."
            )
    return Table(
        name=name,
        names=_names(given.get("names")) or (name,),
        forms=tuple(given.get("forms") or ()),
        columns=columns,
        key=_names(given.get("key")),
        changed=_names(given.get("changed")),
        deleted=str(given.get("deleted") or ""),
        is_wide=bool(given.get("is_wide", False)),
    )


def _names(given: object) -> tuple[str, ...]:
    """Return names: one alone, or a list of them."""
    return (given,) if isinstance(given, str) else tuple(str(name) for name in given or ())


def _column(where: str, place: str, name: str, given: object) -> Column:
    """Read ``id: text``, ``id: text!`` (required) or ``id: {type, names, required}``."""
    facts = given if isinstance(given, dict) else {"type": given or "text"}
    _only(where, f"{place}, column {name}", facts, _COLUMN)
    kind = str(facts.get("type") or "text")
    is_required = bool(facts.get("required")) or kind.endswith("!")
    if kind.rstrip("!") not in TYPES:
        raise ConnectorError(
            f"{where}, {place}, column {name}: {kind!r} is no type. Use one of {', '.join(TYPES)}."
        )
    names = _names(facts.get("names")) or (name,)
    return Column(name, kind.rstrip("!"), names, is_required)


def _fill(  # noqa: PLR0913 - the parts of a file
    folder: Path,
    where: str,
    name: str,
    given: Mapping[str, Any],
    forms: set[str],
    known: set[str],
    contract: Mapping[str, RawTable],
) -> Fill:
    place = f"fill {name}"
    _only(where, place, given, _FILL)
    if name not in contract:
        raise ConnectorError(
            f"{where}, {place}: there is no such raw table. docs/bring-your-data.md lists them."
        )
    rows = given.get("rows_of") or {}
    by_form = rows if isinstance(rows, dict) else {"any": rows}
    rows_of = {f: (r,) if isinstance(r, str) else tuple(r) for f, r in by_form.items()}
    if wrong := set(rows_of) - forms - {"any"}:
        raise ConnectorError(f"{where}, {place}, key rows_of: there is no form {min(wrong)}.")
    for source in {s for sources in rows_of.values() for s in sources}:
        if source not in known:
            raise ConnectorError(
                f"{where}, {place}, key rows_of: {source} is neither a table nor a helper."
            )
    if not rows_of:
        raise ConnectorError(
            f"{where}, {place}: key rows_of is missing: the tables whose every row is written or "
            "left out."
        )
    statements = {f: folder / f"{name}.{f}.sql" for f in forms} | {"any": folder / f"{name}.sql"}
    return Fill(
        raw=contract[name],
        rows_of=rows_of,
        ids_of=dict(given.get("ids_of") or {}),
        keeps=frozenset(given.get("keeps") or ()),
        statements={f: path for f, path in statements.items() if path.exists()},
        undated=frozenset(given.get("undated") or ()),
        is_history=bool(given.get("is_history", False)),
    )


def _files(connector: Connector, where: str, forms: set[str]) -> None:
    """See that every SQL file is used and every fill and helper has one."""
    stems = {fill.raw.full_name for fill in connector.fills} | set(connector.helpers)
    for path in sorted(connector.folder.glob("*.sql")):
        stem = path.name.removesuffix(".sql")
        base, _, form = stem.rpartition(".")
        if stem not in stems and not (base in stems and form in forms):
            raise ConnectorError(
                f"{connector.name}/{path.name}: {where} has neither a fill nor a helper of that "
                "name. Add it there, or take the file away."
            )
    for fill in connector.fills:
        if not fill.statements:
            raise ConnectorError(
                f"{where}, fill {fill.raw.full_name}: {fill.raw.full_name}.sql is missing."
            )
    for helper in connector.helpers:
        if not any(connector.helper(helper, form) for form in forms):
            raise ConnectorError(f"{where}, key helpers: {helper}.sql is missing.")


def _only(where: str, place: str, given: Mapping[str, Any], known: set[str]) -> None:
    if not isinstance(given, dict):
        raise ConnectorError(f"{where}, {place}: this has to be a mapping.")
    if unknown := sorted(set(given) - known):
        raise ConnectorError(
            f"{where}, {place}, key {unknown[0]}: there is no such key. Known are "
            f"{', '.join(sorted(known))}."
        )
