"""Makes a vendor's tables what a connector calls them: its names, its types, one row per key.

Table ``x`` of the connector stands in schema ``src``: ``src.x`` has the newest version of every
row, ``src.x__versions`` all of them. Both have ``_row`` (the number of a row, over all tables),
``_deleted`` (whether the vendor deleted it), ``_synced_at`` (when the loader wrote it, UTC) and
``_origin`` (its file or table). ``known.countries`` has names of countries and their codes.
"""

import contextlib
import fnmatch
import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import babel
import duckdb

from connectors.description import LOADER_COLUMNS, Column, Connector, Form, Table, plain
from connectors.errors import ConnectorError, SourceError
from connectors.sources import Part, Source, shown, values
from orchestration.casting import BLANKS, FLOATING_ID, literal, quoted
from orchestration.errors import without_values

# What a type reads, as SQL over {} (text). A value that cannot be read is null, and counted.
READ = {
    "text": "case when regexp_full_match({}, '\"[A-Za-z_]+\"') then trim({}, '\"') else {} end",
    "time": "read_time({}, _zone)",
    "date": "read_date({})",
    "decimal": "read_decimal({})",
    "integer": "try_cast(round(read_decimal({})) as bigint)",
    "boolean": "read_boolean({})",
    "json": "try_cast({} as json)",
    "seconds": "read_micros(read_decimal({}) * 1000000)",
    "micros": "read_micros(read_decimal({}))",
    # When a loader wrote a row: a time, or seconds since 1970.
    "synced": "coalesce(read_time({}, 'UTC'), read_micros(read_decimal({}) * 1000000))",
}
# Row numbers of a table begin here, times the table's number.
ROWS_OF_A_TABLE = 1 << 40
# Currencies without a minor unit, and those with three digits (ISO 4217).
NO_MINOR = [
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
]
THREE_DIGITS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
# The parts of a time as text: what does not look so in full is no time.
DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
CLOCK = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
OFFSET = "(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)"
MACROS = f"""
create or replace macro with_dashes(x) as replace(x, '/', '-');
create or replace macro is_time(x) as
    regexp_full_match(x, '{DAY}([T ]{CLOCK}( ?([AaPp][Mm]))?( ?{OFFSET})?)?');
create or replace macro has_offset(x) as
    regexp_matches(x, ':[0-9]{{2}}([.][0-9]+)?( ?[AaPp][Mm])? ?{OFFSET}$');
create or replace macro with_colon(x) as
    rtrim(
        regexp_replace(
            regexp_replace(x, ' ?(Z|UTC|GMT)$', '+00:00'),
            ' ?([+-][0-9]{{2}}):?([0-9]{{2}})?$', '\\1:\\2'
        ),
        ':'
    );
create or replace macro half_days(x) as
    case
        when not regexp_matches(x, '[AaPp][Mm]') then to_hours(0)
        when regexp_matches(x, '[T ]12:') and regexp_matches(x, '[Aa][Mm]') then to_hours(-12)
        when regexp_matches(x, '[T ]12:') or regexp_matches(x, '[Aa][Mm]') then to_hours(0)
        else to_hours(12)
    end;
create or replace macro plausible(x) as
    case when x between timestamp '1900-01-01' and timestamp '2200-01-01' then x end;
create or replace macro read_time(x, zone) as
    plausible(
        case
            when not is_time(with_dashes(x)) then null
            when has_offset(with_dashes(x))
                then timezone(
                    'UTC',
                    try_cast(
                        with_colon(regexp_replace(with_dashes(x), ' ?[AaPp][Mm]', ''))
                        as timestamp with time zone
                    ) + half_days(x)
                )
            else timezone(
                'UTC',
                timezone(
                    zone,
                    try_cast(regexp_replace(with_dashes(x), ' ?[AaPp][Mm]', '') as timestamp)
                    + half_days(x)
                )
            )
        end
    );
create or replace macro read_micros(x) as
    plausible(try(make_timestamp(try_cast(round(x) as bigint))));
create or replace macro read_date(x) as
    coalesce(try_cast(left(replace(x, '/', '-'), 10) as date), try_strptime(x, '%Y%m%d')::date);
create or replace macro read_decimal(x) as
    try_cast(
        case
            when regexp_full_match(x, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]+)?')
                then replace(x, ',', '')
            else x
        end as decimal(38, 9)
    );
create or replace macro read_boolean(x) as
    case
        when lower(x) in ('true', 't', '1', 'yes', 'y', 'on', '1.0') then true
        when lower(x) in ('false', 'f', '0', 'no', 'n', 'off', '0.0') then false
    end;
create or replace macro country_code(x) as
    case
        when regexp_full_match(x, '[A-Za-z]{{2}}') then upper(x)
        else (select min(code) from known.countries where name = lower(x))
    end;
create or replace macro minor_units(amount, currency) as
    amount / case
        when upper(currency) in ({", ".join(map(literal, NO_MINOR))}) then 1
        when upper(currency) in ({", ".join(map(literal, THREE_DIGITS))}) then 1000
        else 100
    end;
"""


@dataclass
class Found:
    """What a table of the connector was made of.

    Attributes:
        table: As the connector describes it.
        parts: The vendor's files or tables; empty where there is none.
        rows: Rows in all versions.
        newest: Rows of src.<table>.
        missing: Optional columns that no part has.
        unknown: Columns of the parts that the connector does not read.
        unread: Column -> values that are not what the column's type says, and values at all.
        passed_over: Names of further tables that would have done.

    """

    table: Table
    parts: list[Part] = field(default_factory=list)
    rows: int = 0
    newest: int = 0
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unread: dict[str, tuple[int, int]] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """Columns of the connector that are there."""
        return [c.name for c in self.table.columns if c.name not in self.missing and self.parts]


def recognise(connector: Connector, source: Source) -> Form:
    """Return the form in which the vendor's tables are there.

    Raises:
        SourceError: If they are in none; says what each form lacks.

    """
    lacks = []
    for form in connector.forms:
        lacking = list(_lacking(connector, form, source))
        if not lacking:
            return form
        lacks.append(f"- {form.title}: {'; '.join(lacking)}")
    raise SourceError(
        f"{shown(source.place)} holds no tables that connector {connector.name} knows.\n"
        + "\n".join(lacks)
        + f"\nIt holds {_some(source.names)}."
    )


def _lacking(connector: Connector, form: Form, source: Source) -> Iterator[str]:
    tables = {table.name: table for table in connector.tables}
    for name, columns in form.known_by.items():
        table = tables[name]
        parts, _ = _parts(table, form, source)
        if not parts:
            yield f"no table {' or '.join(table.names)}"
            continue
        known = {column.name: column for column in table.columns}
        for column in columns:
            names = known[column].names if column in known else (column,)
            if not any(_of(part, names) for part in parts):
                yield f"table {name} has no column {' or '.join(names)}"


def read_tables(
    connection: duckdb.DuckDBPyConnection,
    connector: Connector,
    form: Form,
    source: Source,
    zone: str,
) -> dict[str, Found]:
    """Make the tables of a form in schema src and return what they were made of.

    Args:
        connection: Where they are made.
        connector: What is read of them.
        form: The form in which they are there.
        source: Where they are.
        zone: Time zone of times without an offset, where a file does not say its own.

    Raises:
        SourceError: If a required column is missing or a file cannot be read.

    """
    connection.execute("create schema src")
    connection.execute("create schema known")
    connection.execute(
        f"create table known.countries as from (values {_countries()}) t(name, code)"
    )
    for statement in MACROS.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    found = {}
    for number, table in enumerate(connector.tables):
        is_there = table in connector.tables_of(form.name)
        parts, passed_over = _parts(table, form, source) if is_there else ([], [])
        made = Found(table, parts, passed_over=passed_over)
        found[table.name] = _make(connection, connector, zone, made, number)
    return found


def _parts(table: Table, form: Form, source: Source) -> tuple[list[Part], list[str]]:
    """Return the parts of a table, and the names of tables that a later name would have found."""
    hits = [
        [there for there in source.names if fnmatch.fnmatchcase(plain(there), plain(name))]
        for name in table.names
    ]
    first = next((found for found in hits if found), [])
    entries = source.entries(first, may_lie_apart="*" in table.names)
    parts = [part for entry in entries for part in source.parts(entry, form.header_rows)]
    if "*" in table.names:
        # Any file: those that lack what the table needs are something else.
        needed = [column.names for column in table.columns if column.is_required]
        parts = [part for part in parts if all(_of(part, names) for names in needed)]
    others = {name for found in hits for name in found if name not in first}
    taken = {entry.what for entry in entries}
    return parts, sorted(
        n for n in others if any(e.what not in taken for e in source.entries([n], True))
    )


def _make(
    connection: duckdb.DuckDBPyConnection,
    connector: Connector,
    zone: str,
    found: Found,
    number: int,
) -> Found:
    table = found.table
    columns = (*table.columns, *_loader_columns())
    _look_at_columns(table, found)
    versions = quoted(f"{table.name}__versions")
    # Without a file the table is there and empty, so that SQL need not ask.
    parts = found.parts or [Part("", "(select 1 limit 0)", {})]
    raw = " union all ".join(
        f"select {_raw(part, columns, zone, table)} from {part.relation}" for part in parts
    )
    reads = ", ".join(
        ["_origin", *(f"{_read(c)} as {quoted(c.name)}" for c in columns)]
        + (["_cells"] if table.is_wide else [])
    )
    offset = number * ROWS_OF_A_TABLE
    try:
        connection.execute(f"create temp table raw_text as {raw}")
        connection.execute(
            f"create table src.{versions} as "
            f"select row_number() over () + {offset} as _row, {reads} from raw_text"
        )
        _count_unread(connection, found)
        if table.is_wide:
            _make_header(connection, table, parts)
        connection.execute("drop table raw_text")
    except duckdb.Error as error:
        said = without_values(str(error)).splitlines()[0]
        origins = ", ".join(part.origin for part in found.parts)
        raise SourceError(f"{origins} cannot be read as table {table.name}: {said}") from error
    try:
        connection.execute(f"create table src.{quoted(table.name)} as {_newest(table)}")
    except duckdb.Error as error:
        raise ConnectorError(
            f"{connector.name}/connector.yml, table {table.name}: {str(error).splitlines()[0]}"
        ) from error
    (found.rows,) = connection.execute(f"select count(*) from src.{versions}").fetchone()
    (found.newest,) = connection.execute(
        f"select count(*) from src.{quoted(table.name)}"
    ).fetchone()
    return found


def _loader_columns() -> Iterable[Column]:
    return [Column(name, kind, names) for name, (kind, names) in LOADER_COLUMNS.items()]


def _look_at_columns(table: Table, found: Found) -> None:
    """Note which columns are missing, and refuse a table without one that is required."""
    read: set[str] = {plain(n) for c in _loader_columns() for n in c.names}
    for column in table.columns:
        read |= {plain(name) for name in column.names}
        without = [part for part in found.parts if _of(part, column.names) is None]
        if without and column.is_required:
            raise SourceError(
                f"{without[0].origin}, table {table.name}: there is no column "
                f"{' or '.join(column.names)}. It has {_some(list(without[0].columns))}. Have it "
                "exported with that column, or add the name under which it comes to "
                "connector.yml."
            )
        if found.parts and len(without) == len(found.parts):
            found.missing.append(column.name)
    found.unknown = sorted(
        {name for part in found.parts for name in part.columns if plain(name) not in read}
    )


def _of(part: Part, names: Iterable[str]) -> str | None:
    """Return the SQL of the first of some names that a part has, as it is written or as a twin."""
    exact = {name.casefold(): sql for name, sql in reversed(part.columns.items())}
    twins = {plain(name): sql for name, sql in reversed(part.columns.items())}
    for name in names:
        sql = exact.get(name.casefold()) or twins.get(plain(name))
        if sql:
            return sql
    return None


def _raw(part: Part, columns: Iterable[Column], zone: str, table: Table) -> str:
    # Blanks of any script around a value say nothing.
    blanks = literal(BLANKS + "\ufeff")
    empty = "''"
    selects = [
        f"{_id(c, f'nullif(trim({sql}::varchar, {blanks}), {empty})')} as {quoted(c.name)}"
        for c, sql in ((c, _of(part, c.names) or "null") for c in columns)
    ]
    selects += [
        f"{literal(part.origin)} as _origin",
        f"{literal(_zone_of(part) or zone)} as _zone",
    ]
    if table.is_wide:
        pairs = ", ".join(f"{literal(name)}, {sql}" for name, sql in part.columns.items())
        selects.append(f"json_object({pairs}) as _cells")
    return ", ".join(selects)


def _id(column: Column, text: str) -> str:
    """Return SQL that undoes what floating point has done to an id on its way: 701.0 is 701."""
    if column.type == "text" and (column.name == "id" or column.name.endswith("_id")):
        is_floating = f"regexp_full_match({text}, {literal(FLOATING_ID)})"
        return f"case when {is_floating} then regexp_replace({text}, '[.]0+$', '') else {text} end"
    return text


def _zone_of(part: Part) -> str:
    """Return the time zone that a header of several rows names."""
    for cells in part.header.values():
        for cell in cells:
            with contextlib.suppress(ValueError):
                told = json.loads(cell)
                if isinstance(told, dict) and told.get("timeZone"):
                    return str(told["timeZone"])
    return ""


def _make_header(
    connection: duckdb.DuckDBPyConnection, table: Table, parts: Iterable[Part]
) -> None:
    """Make src.<table>__header: what the rows of a header say of each column."""
    relation = f"src.{quoted(f'{table.name}__header')}"
    connection.execute(
        f"create table {relation} "
        "(_origin varchar, place integer, name varchar, text varchar, import_id varchar)"
    )
    rows = []
    for part in parts:
        for place, name in enumerate(part.columns, 1):
            text, facts, *_ = [*part.header.get(name, []), "", ""]
            with contextlib.suppress(ValueError, AttributeError):
                facts = json.loads(facts).get("ImportId", "")
            rows.append((part.origin, place, name, text or name, facts or name))
    if rows:
        connection.execute(f"insert into {relation} values {values(rows)}")


@functools.cache
def _countries() -> str:
    """Return names of countries in lower case and their codes, as rows of SQL."""
    found = {}
    for language in ("en", "ja"):
        for code, name in babel.Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():  # noqa: PLR2004 - ISO 3166-1 alpha-2
                found.setdefault(name.lower(), code)
    return values(found.items())


def _read(column: Column) -> str:
    return READ[column.type].replace("{}", quoted(column.name))


def _count_unread(connection: duckdb.DuckDBPyConnection, found: Found) -> None:
    columns = [c for c in found.table.columns if c.type != "text"]
    if not columns or not found.parts:
        return
    counts = ", ".join(
        f"count(*) filter (where {quoted(c.name)} is not null and {_read(c)} is null), "
        f"count({quoted(c.name)})"
        for c in columns
    )
    row = connection.execute(f"select {counts} from raw_text").fetchone()
    pairs = zip(row[::2], row[1::2], strict=True)
    found.unread = {c.name: pair for c, pair in zip(columns, pairs, strict=True) if pair[0]}


def _newest(table: Table) -> str:
    """Return the newest version of every row: the active one, else the last that was changed."""
    versions = f"src.{quoted(f'{table.name}__versions')}"
    deleted = f"coalesce({table.deleted or 'false'}, false) or coalesce(_is_deleted, false)"
    if not table.key:
        return f"select *, {deleted} as _deleted from {versions}"
    key = ", ".join(quoted(column) for column in table.key)
    # A row without a key has no versions.
    unknown = " or ".join(f"{quoted(column)} is null" for column in table.key)
    group = f"{key}, case when {unknown} then _row end"
    newer = [
        "coalesce(_is_active, false) desc",
        *(f"{quoted(column)} desc nulls last" for column in table.changed),
        "_synced_at desc nulls last",
        "_row desc",
    ]
    return (
        f"select *, {deleted} or (bool_or(_is_active is not null) over versions "
        "and not coalesce(bool_or(_is_active) over versions, false)) as _deleted "
        f"from {versions} "
        f"window versions as (partition by {group}) "
        f"qualify row_number() over (partition by {group} order by {', '.join(newer)}) = 1"
    )


def _some(names: list[str]) -> str:
    few = ", ".join(names[:12])
    return few + (f" and {len(names) - 12} more" if len(names) > 12 else "")
