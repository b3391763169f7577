"""Takes erased persons out of everything that a refresh keeps.

Figures need their rows: money stays, and who is who must come out as before. So each refresh reads
them from the landing zone, which is the company's own, and takes them out again at its end: out of
the raw copies and every table made from them, out of the pages of the file that are free now (it is
written anew), and with the older published copies that hold them. What stays is the proof: table
``audit.erasures``, which names the request and nobody.

Out of tables below the marts go whole rows, as soon as they name the person, a mailbox, number or
device of theirs or a fact of theirs. Rows that go without need cost nothing: they come back with
the next load, which opens what was sealed (``orchestration.sealing``) or reads them again.
"""

import contextlib
import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from orchestration import builds, engines, landing, loading, paths, publishing, sealing, settings
from orchestration.casting import literal, quoted
from orchestration.contract import RawTable, read_contract
from orchestration.errors import PublishError, RefreshError

RECORD = "crm.customers.customer_record_id"
MEMBER = "community.members.member_id"
# Columns of tables below the marts that name a person, a device or a member, by the end of their
# names; what else is unique wherever it stands (mailboxes, numbers, hashes) is looked for in all.
NAMING = {
    "person": (
        "record_id",
        "customer_id",
        "person_id",
        "user_id",
        "login_id",
        "influencer_id",
        "influenced_id",
        "referrer_id",
        "referred_id",
        "visitor_key",
        "respondent_key",
        "invitee_key",
        "row_key",
    ),
    "device": ("anonymous_id", "visitor_key"),
    "number": ("member_no", "identifier_value", "phone"),
    "community_member": ("member_id",),
}
# What says that it was done, and of what; neither names anybody.
KEPT = {("audit", "erasures"), ("raw", "landing_files")}
# Where the rows stood that went: file and row, and nothing of what they said.
PLACES = "erased_rows"
# What is not copied from the build database before but written anew.
ANEW = {("raw", PLACES), tuple(sealing.NOTE.split("."))}
# Persons that one question to an engine names.
ASKED_AT_ONCE = 1000
# In the file of the marts: by which version of who is who it was written.
PERSONS = "audit.persons_version"
# Schemas of tables that are made from rows of the landing zone, one by one.
FROM_ROWS = ("staging", "identity", "intermediate", "pii", builds.SCHEMA)
# Files with requests to erase somebody.
REQUESTS = (
    "select file from raw.landing_files "
    "where source = 'crm' and table_name = 'erasure_requests' and row_count > 0"
)
# What says which records are whose.
RESOLVED = {
    ("identity", "id_records_resolved"),
    ("staging", "stg_crm__erasure_requests"),
    ("audit", "as_of"),
}


def is_due(has_read: bool = False) -> bool:
    """Return whether rows of erased persons may stand in the build database.

    Args:
        has_read: Whether files were read just now: new ones may tell of anybody who was erased
            before. Else only what was read again counts.

    """
    if not paths.warehouse_file().exists():
        return False
    asked = ["raw.landing_files where erased_row_count = 0"]
    asked += [f"raw.{PLACES}"] if has_read else []
    # Rows that lie in an engine are dropped there with all others: as long as any count, they do.
    asked += [f"({REQUESTS}) where exists (from {landing.ELSEWHERE})"]
    with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
        for rows in asked:
            with contextlib.suppress(duckdb.CatalogException, duckdb.BinderException):
                if connection.execute(f"select 1 from {rows} limit 1").fetchone():
                    return True
    return False


def is_asked() -> bool:
    """Return whether anybody who is loaded has asked to be erased."""
    with (
        contextlib.suppress(duckdb.CatalogException),
        loading.open_file(paths.warehouse_file(), read_only=True) as connection,
    ):
        return connection.execute(f"from ({REQUESTS}) limit 1").fetchone() is not None
    return False


def note_forgotten() -> None:
    """Note that an engine has no rows of the raw tables any more."""
    with loading.open_file(paths.warehouse_file()) as connection:
        connection.execute(f"delete from {landing.ELSEWHERE}")


def begin_anew() -> None:
    """Take the build databases away, but for where rows of erased persons stood.

    A full refresh that fails before it knows who is who must know that much.
    """
    target = paths.warehouse_file()
    new = target.with_name(target.name + ".new")
    sealing.file_beside(target).unlink(missing_ok=True)
    loading.remove_database(paths.marts_file())
    loading.remove_database(new)
    # A database that cannot be read is what a full refresh is for.
    with contextlib.suppress(RefreshError):
        if target.exists():
            with _opened() as connection:
                if ("raw", PLACES) in _columns(connection, "old"):
                    connection.execute(
                        f"attach {literal(str(new))} as new; create schema new.raw; "
                        f"create table new.raw.{PLACES} as from old.raw.{PLACES}; detach new"
                    )
    loading.remove_database(target)
    if new.exists():
        os.replace(new, target)


def renew_marts() -> None:
    """Write the file of the marts anew where somebody may have been erased since it was begun.

    What is published is a copy of it, page by page, and pages that are free now hold rows of
    refreshes before. Who is erased is told by the version of the table that says who is who: as
    long as no row of an erased person came to it, nobody new is.

    Raises:
        RefreshError: If a file cannot be read or written.

    """
    target = paths.marts_file()
    if engines.chosen().is_elsewhere:
        return  # it was written anew just now
    with _opened(target) as connection:
        state = connection.execute(
            f"select version, is_whole from old.{builds.SCHEMA}.states "
            "where model = 'id_records_resolved' order by build desc limit 1"
        ).fetchone()
        known = _persons_known(connection)
        if state is None or known == state[0]:
            return
        version, is_whole = state
        is_followed = known == version - 1 and not is_whole
        # A file that does not say was begun by the build that has just ended.
        is_same = (
            known is None
            or is_followed
            and not connection.execute(
                f"select 1 from old.{builds.SCHEMA}.id_records_resolved__new "
                "where is_erased limit 1"
            ).fetchone()
        )
        anybody = connection.execute(
            "select 1 from old.identity.id_records_resolved where is_erased limit 1"
        ).fetchone()
        if not is_same and anybody:
            new = target.with_name(target.name + ".new")
            loading.remove_database(new)
            try:
                connection.execute(
                    f"attach {literal(str(new))} as new (storage_version 'v1.4.0'); "
                    "copy from database other to new; detach new"
                )
            except BaseException:
                loading.remove_database(new)
                raise
            connection.execute("detach other")
            publishing.sync(new)
            os.replace(new, target)
            publishing.sync(target.parent)
    with loading.open_file(target) as connection:
        connection.execute(f"create or replace table {PERSONS} as select {version} as version")


def _persons_known(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Return the version of who is who by which the marts file was written; None for a new one."""
    if ("audit", PERSONS.partition(".")[2]) not in _columns(connection, "other"):
        return None
    return connection.execute(f"select version from other.{PERSONS}").fetchone()[0]


def guard(marts: list[str]) -> None:
    """Refuse to publish marts that hold an erased person.

    Args:
        marts: Names of the marts.

    Raises:
        PublishError: If one does; names table and column.

    """
    with _opened(paths.marts_file()) as connection:
        _make_places(connection, is_needed=False)
        if not _name_persons(connection):
            return
        _refuse(row for row in _held(connection, "other") if row[0] in marts)


def guard_contacts(table: str) -> None:
    """Refuse to hand out a contact list that holds an erased person.

    Args:
        table: Table of schema pii.

    Raises:
        PublishError: If it does; names table and column.

    """
    with _opened() as connection:
        _make_places(connection, is_needed=False)
        if _name_persons(connection):
            _refuse(row for row in _held(connection, "old", "pii") if row[0] == table)


def _refuse(held: Iterable[tuple[str, str, int]]) -> None:
    """Refuse to publish what holds an erased person: table, column and number of rows.

    Raises:
        PublishError: If anything does.

    """
    found = [f"{table}.{column} ({count:,} rows)" for table, column, count in held]
    if found:
        raise PublishError(
            "An erased person is still in what would be published: "
            + ", ".join(found)
            + ". Nothing was published. This is a fault of the models: columns about persons must "
            "be null for who is erased."
        )


def take_out(is_published: bool, has_built: bool) -> None:
    """Take erased persons out of the build database, and out of older copies for good.

    Args:
        is_published: Whether marts without them are out; older copies stay until then.
        has_built: Whether tables below the marts were made from what was loaded.

    Raises:
        RefreshError: If a file cannot be read or written.

    """
    target = paths.warehouse_file()
    new, sealed = target.with_name(target.name + ".new"), sealing.file_beside(target)
    new_sealed = sealed.with_name(sealed.name + ".new")
    loading.remove_database(new)
    new_sealed.unlink(missing_ok=True)
    with _opened() as connection:
        tables = _columns(connection, "old").keys()
        if not {("raw", t.relation.partition(".")[2]) for t in read_contract()} <= tables:
            return  # nothing was loaded
        loaded = sealing.last_load(connection, "old")
        if loaded is not None and loaded.salt is not None:
            return  # it is as the last time left it: no load has put anybody back
        is_known = tables >= RESOLVED and _is_resolved(connection, loaded)
        # A killed refresh, a refused one: nobody can say yet who is who.
        _make_places(connection, is_needed=not is_known)
        is_anybody = _name_persons(connection, is_known)
        if is_anybody:
            if is_known and is_published:
                _drop_copies(connection)
            _find_rows(connection)
            try:
                _write(connection, new, new_sealed, is_known or not has_built)
            except BaseException:
                loading.remove_database(new)
                new_sealed.unlink(missing_ok=True)
                raise
    if not is_anybody:
        if is_known:
            _remember_nobody()
        return
    publishing.sync(new)
    # Killed in between, the old database has all rows and says that none are sealed.
    if new_sealed.exists():
        os.replace(new_sealed, sealed)
    os.replace(new, target)
    publishing.sync(target.parent)


def _remember_nobody() -> None:
    """Note that nobody is erased any more, so that no refresh looks for them."""
    with loading.open_file(paths.warehouse_file()) as connection:
        connection.execute(f"drop table if exists raw.{PLACES}")
        connection.execute(
            "update raw.landing_files set erased_row_count = null "
            "where erased_row_count is not null"
        )


@contextlib.contextmanager
def _opened(other: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build database as ``old``, and another file as ``other``, to be read."""
    try:
        with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
            _attach(connection, paths.warehouse_file(), "old")
            if other is not None:
                _attach(connection, other, "other")
            yield connection
    except duckdb.Error as error:
        raise loading.told(error, paths.warehouse_file()) from error


def _attach(connection: duckdb.DuckDBPyConnection, file: Path, alias: str) -> None:
    connection.execute(f"attach {literal(str(file))} as {alias} (read_only)")


def _name_persons(connection: duckdb.DuckDBPyConnection, is_known: bool = True) -> bool:
    """Make table ``erased`` (kind, value): all by which erased persons are named; or return False.

    What somebody else has as well, such as a family's mailbox, is not theirs to be taken out.

    Args:
        connection: Connection with the build database as ``old``.
        is_known: Whether this build says which records are theirs. Else they are those that were
            theirs last time, those of all requests, and those with a mailbox or number of one of
            these: too many rather than too few, as rows that go are read again.

    """
    connection.execute("create or replace table erased (kind varchar, value varchar)")
    tables = _columns(connection, "old").keys()
    if is_known:
        connection.execute(
            """
            insert into erased
            select 'person', record_id from old.identity.id_records_resolved where is_erased
            union
            select 'person', requests.customer_record_id
            from old.staging.stg_crm__erasure_requests as requests, old.audit.as_of as as_of
            where requests.requested_at <= as_of.as_of_at
            """
        )
    else:
        _name_as_before(connection)
    if not connection.execute(
        "select (select count(*) from erased) + (select count(*) from places)"
    ).fetchone()[0]:
        return False
    resolved = (
        """
        union
        select identifier_type, identifier_value, record_id in (from persons)
        from old.identity.id_records_to_identifiers
        """
        if ("identity", "id_records_to_identifiers") in tables
        else ""
    )
    connection.execute(
        f"""
        create table persons as select value as record_id from erased;
        create table identifiers as
        select 'email' as identifier_type, lower(trim(email)) as value,
            customer_record_id in (from persons) as is_erased
        from old.raw.crm__customers where email is not null
        union
        select 'phone', phone, customer_record_id in (from persons)
        from old.raw.crm__customers where phone is not null
        union
        select 'member_no', trim(member_no), customer_record_id in (from persons)
        from old.raw.crm__customers where member_no is not null
        union
        select 'social_handle', lower(trim(platform)) || ':' || lower(ltrim(trim(handle), '@')),
            customer_record_id in (from persons)
        from old.raw.social__customer_handles where handle is not null
        union
        select 'anonymous_id', anonymous_id, user_id in (from persons)
        from old.raw.web__events where anonymous_id is not null and user_id is not null
        union
        select 'anonymous_id', anonymous_id, customer_record_id in (from persons)
        from old.raw.commerce__orders
        where anonymous_id is not null and customer_record_id is not null
        {resolved};
        create table own as
        select identifier_type, value from identifiers where value != ''
        group by all having bool_and(is_erased);
        insert into erased
        select
            case identifier_type
                when 'anonymous_id' then 'device'
                when 'email' then 'email'
                when 'social_handle' then 'handle'
                else 'number'
            end,
            value
        from own;
        insert into erased
        select distinct 'community_member', member_id
        from old.raw.community__members where customer_record_id in (from persons)
        """
    )
    if engines.chosen().has_raw_rows:
        for (member,) in _members_elsewhere(connection):
            connection.execute("insert into erased values ('community_member', ?)", [member])
    if ("audit", "identity_salt") in tables:
        connection.execute(
            """
            insert into erased
            select
                case identifier_type when 'anonymous_id' then 'device_hash' else 'hash' end,
                sha256(salt || '|' || identifier_type || '|' || value)
            from own, old.audit.identity_salt
            """
        )
    connection.execute(
        "create table numbers as select md5_number(value) as number from erased union "
        "select md5_number('device:' || value) from erased where kind = 'device'"
    )
    return True


def _members_elsewhere(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str]]:
    """Yield the members of the community who are erased, by the rows that an engine has."""
    persons = [row[0] for row in connection.execute("from persons order by all").fetchall()]
    with engines.chosen().raw_rows(connection) as raw:
        for first in range(0, len(persons), ASKED_AT_ONCE):
            listed = ", ".join(map(raw.words.literal, persons[first : first + ASKED_AT_ONCE]))
            yield from raw.ask(
                "select distinct member_id from raw.community__members "
                f"where customer_record_id in ({listed}) and member_id is not null"
            )


def _name_as_before(connection: duckdb.DuckDBPyConnection) -> None:
    """Name in ``erased`` the records of persons erased before, by what was loaded."""
    if not connection.execute("select count(*) from places").fetchone()[0]:
        return  # nobody was
    connection.execute(
        """
        insert into erased
        select 'person', customer_record_id from old.raw.crm__erasure_requests
        where customer_record_id is not null
        union
        select 'person', customer_record_id from old.raw.crm__customers
        where customer_record_id is not null and ('crm', 'customers', _file, _row) in
            (select (source, table_name, file, row_number) from places);
        insert into erased
        with details as (
            select
                customer_record_id,
                unnest([lower(trim(email)), phone, trim(member_no)]) as value
            from old.raw.crm__customers where customer_record_id is not null
        )
        select distinct 'person', customer_record_id from details
        where value != '' and value in (
            select value from details
            where customer_record_id in (select value from erased where kind = 'person')
        )
        """
    )


def _make_places(connection: duckdb.DuckDBPyConnection, is_needed: bool) -> None:
    """Make table ``places`` of where rows stood that went last time; empty where it is not needed.

    Rows of a file that is another since stand elsewhere: of such a table all go (``changed``).
    """
    columns = _columns(connection, "old").get(("raw", PLACES), {})
    if not is_needed or not columns:
        connection.execute(
            "create or replace table places (source varchar, table_name varchar, file varchar, "
            "row_number bigint, size_bytes bigint, modified_ns bigint)"
        )
    elif "modified_ns" in columns:
        connection.execute(f"create or replace table places as from old.raw.{PLACES}")
    else:  # of a version that did not note it
        connection.execute(
            "create or replace table places as select *, null::bigint as size_bytes, "
            f"null::bigint as modified_ns from old.raw.{PLACES}"
        )
    connection.execute(
        "create or replace table changed as select distinct source, table_name from places "
        "left join old.raw.landing_files as files using (source, table_name, file) "
        "where (places.size_bytes, places.modified_ns) is distinct from "
        "(files.size_bytes, files.modified_ns)"
    )


def _is_resolved(connection: duckdb.DuckDBPyConnection, loaded: sealing.Loaded | None) -> bool:
    """Return whether a build says of all records that are loaded whose they are."""
    built = sealing.last_build(connection, "old", "id_records_resolved")
    return loaded is not None and built > loaded.build


def _kinds(column: str) -> list[str]:
    """Return what a column of a table below the marts, or of one, may name a person by."""
    kinds = [kind for kind, ends in NAMING.items() if column.endswith(ends)]
    return [*kinds, "email", "hash", "device_hash"]


def _named(column: str, is_published: bool = False) -> str:
    """Return the SQL for whether a column names an erased person."""
    # A device goes on to visit when nobody has logged in for long: such a visit is nobody's.
    kinds = [k for k in _kinds(column) if not (is_published and k.startswith("device"))]
    listed = ", ".join(literal(kind) for kind in kinds)
    value = quoted(column)
    if column.endswith("_key"):  # which may say of what: 'email:', 'device:'
        value = f"regexp_replace({value}, '^[a-z]+:', '')"
    return f"{value} in (select value from erased where kind in ({listed}))"


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str
) -> dict[tuple[str, str], dict[str, str]]:
    """Return (schema, table) -> column -> type, of what holds rows in a database."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and (schema_name, table_name) in "
        f"(select (schema_name, name) from ({publishing.TABLES}) where database_name = ? "
        f"and (not is_view or contains(sql, {literal(publishing.FILES)}))) "
        "order by schema_name, table_name, column_index",
        [database, database],
    ).fetchall():
        found.setdefault((schema, table), {})[column] = kind
    return found


def _held(
    connection: duckdb.DuckDBPyConnection, database: str, of_schema: str = "marts"
) -> Iterator[tuple[str, str, int]]:
    """Yield table, column and number of rows of a schema of a file that name an erased person."""
    for (schema, table), columns in _columns(connection, database).items():
        texts = [column for column, kind in columns.items() if kind == "VARCHAR"]
        if schema != of_schema or not texts:
            continue
        counts = ", ".join(f"count_if({_named(c, is_published=True)})" for c in texts)
        row = connection.execute(
            f"select {counts} from {database}.{schema}.{quoted(table)}"
        ).fetchone()
        yield from ((table, c, n) for c, n in zip(texts, row, strict=True) if n)


def _drop_copies(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete older copies that hold an erased person, so that nobody can go back to one."""
    for copy in publishing.kept_copies():
        if copy.resolve() == publishing.current():
            continue
        _attach(connection, copy, "kept")
        try:
            # A copy that has lost a part cannot be looked through, nor gone back to.
            is_whole = publishing.is_whole(copy)
            holds = not is_whole or next(_held(connection, "kept"), None) is not None
        finally:
            connection.execute("detach kept")
        if holds:
            copy.unlink()


def _find_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a table ``gone_<table>`` of the raw rows to take out.

    Rows that name a person directly, then those that belong to them: the answers of a response,
    the lines of an order.
    """
    tables = read_contract()
    connection.execute("create table keys (key_column varchar, value varchar)")
    for table in tables:
        conditions = [c for column in table.columns if (c := _direct(connection, table, column))]
        conditions.append(_quoted_in(table))
        place = f"{literal(table.source)}, {literal(table.name)}"
        conditions.append(
            f"({place}, _file, _row) in (select (source, table_name, file, row_number) from places)"
        )
        conditions.append(f"({place}) in (select (source, table_name) from changed)")
        # Nor can be told then which records were theirs, and what is new may name them.
        conditions.append(
            "exists (from changed where source = 'crm' and table_name = 'customers') and _file in "
            "(select file from old.raw.landing_files as files where not files.is_published "
            f"and (files.source, files.table_name) = ({place}))"
        )
        connection.execute(
            f"create table {_gone(table)} as select _file, _row"
            f"{', ' + quoted(table.key[0]) if len(table.key) == 1 else ''} "
            f"from old.{table.relation} where {' or '.join(conditions)}"
        )
        if len(table.key) == 1 and table.key[0] != "customer_record_id":
            connection.execute(
                f"insert into keys select distinct {literal(table.key[0])}, "
                f"cast({quoted(table.key[0])} as varchar) from {_gone(table)}"
            )
    # What a visit is called is the id of its first event.
    connection.execute(
        "insert into keys select 'session_id', value from keys where key_column = 'event_id'"
    )
    by_key = {f"{t.full_name}.{t.key[0]}": t for t in tables if len(t.key) == 1}
    found, before = _count(connection, tables), -1
    while found != before:
        for table in tables:
            for column in table.columns:
                parent = by_key.get(column.get("references", ""))
                if parent is None or parent.full_name in ("crm.customers", "community.members"):
                    continue
                key = ", " + quoted(table.key[0]) if len(table.key) == 1 else ""
                connection.execute(
                    f"insert into {_gone(table)} select _file, _row{key} "
                    f"from old.{table.relation} where {quoted(column['name'])} in "
                    f"(select {quoted(parent.key[0])} from {_gone(parent)}) "
                    f"and (_file, _row) not in (select (_file, _row) from {_gone(table)})"
                )
        found, before = _count(connection, tables), found


def _gone(table: RawTable) -> str:
    return f"gone_{table.source}__{table.name}"


def _count(connection: duckdb.DuckDBPyConnection, tables: list[RawTable]) -> int:
    counts = " + ".join(f"(select count(*) from {_gone(table)})" for table in tables)
    return connection.execute(f"select {counts}").fetchone()[0]


def _direct(connection: duckdb.DuckDBPyConnection, table: RawTable, column: dict) -> str | None:
    """Return the SQL for whether a column of a raw table names an erased person."""
    name = column["name"]
    given = f"old.{table.relation}"
    if f"{table.full_name}.{name}" == RECORD or column.get("references") == RECORD:
        return _among("person", quoted(name))
    if f"{table.full_name}.{name}" == MEMBER or column.get("references") == MEMBER:
        return _among("community_member", quoted(name))
    if name == "member_no":
        return _among("number", f"trim({quoted(name)})")
    if name == "phone":
        return _among("number", quoted(name))
    if name == "anonymous_id":
        return _among("device", quoted(name))
    if name.endswith("handle"):
        return (
            f"coalesce(lower(ltrim(trim({quoted(name)}), '@')) in (select "
            "split_part(value, ':', 2) from erased where kind = 'handle'), false)"
        )
    if name.endswith("email"):
        own = {
            row[0]
            for row in connection.execute(
                "select value from erased where kind = 'email'"
            ).fetchall()
        }
        # Written in other ways: full width, or as 'Name <address>'.
        odd = connection.execute(
            f"select distinct {quoted(name)} from {given} where "
            f"not regexp_full_match({quoted(name)}, '[!-;=?-~]*')"
        ).fetchall()
        alike = [text for (text,) in odd if _address(text) in own]
        listed = ", ".join(literal(text) for text in alike) or "null"
        return (
            f"({_among('email', f'lower(trim({quoted(name)}))')} "
            f"or coalesce({quoted(name)} in ({listed}), false))"
        )
    return None


def _address(text: str) -> str:
    """Return an e-mail address as it is compared, however it is written."""
    plain = unicodedata.normalize("NFKC", text)
    inner = plain.rpartition("<")[2].partition(">")[0]
    return (inner if "@" in inner else plain).strip().lower()


def _among(kind: str, value: str) -> str:
    return f"coalesce({value} in (select value from erased where kind = {literal(kind)}), false)"


def _quoted_in(table: RawTable) -> str:
    """Return the SQL for whether a broken row holds an identifier anywhere in what came."""
    return (
        "(_row_json is not null and exists (from erased where kind in ('email', 'number') "
        f"and length(value) > 5 and contains({table.relation.partition('.')[2]}._row_json, value)))"
    )


def _write(connection: duckdb.DuckDBPyConnection, new: Path, sealed: Path, is_known: bool) -> None:
    """Write all tables and views anew without the rows that go, and these sealed.

    Args:
        connection: Connection with the build database as ``old``.
        new: File to write.
        sealed: File for what goes; there is none where nobody could put it back.
        is_known: Whether tables made from rows say whom they hold; else nothing of them is kept.

    """
    raw = {table.relation.partition(".")[2]: table for table in read_contract()}
    connection.execute(f"create table left_places as {_places(raw.values())}")
    tables = {
        f"{quoted(schema)}.{quoted(table)}": going
        for (schema, table), columns in _columns(connection, "old").items()
        if (schema, table) not in ANEW
        for going in (
            "all"
            if (schema in FROM_ROWS and not is_known) or _is_unjudged(schema, columns)
            else _rows_going(connection, schema, table, columns, raw),
        )
    }
    salt = None
    # What a load that failed has not read again would be missing after rows were put back.
    is_whole = not connection.execute(
        "from old.raw.landing_files where erased_row_count > 0 limit 1"
    ).fetchone()
    if is_known and is_whole:
        queries = {
            relation: f"from old.{relation} where rowid in (from {going})"
            for relation, going in tables.items()
            if going
        }
        with contextlib.suppress(sealing.SealError):
            salt = sealing.write(connection, sealed, _files(connection, raw.values()), queries)
    connection.execute(f"attach {literal(str(new))} as new")
    connection.execute("begin")
    for schema in dict.fromkeys(relation.partition(".")[0] for relation in ("raw.", *tables)):
        connection.execute(f"create schema if not exists new.{schema}")
    connection.execute(f"create table new.raw.{PLACES} as from left_places")
    for relation, going in tables.items():
        where = {"": "", "all": "limit 0"}.get(going, f"where rowid not in (from {going})")
        connection.execute(f"create table new.{relation} as from old.{relation} {where}")
    for table in raw.values():
        connection.execute(
            "update new.raw.landing_files as files set erased_row_count = gone.row_count "
            f"from (select _file, count(*) as row_count from {_gone(table)} group by _file) "
            "as gone "
            "where files.source = ? and files.table_name = ? and files.file = gone._file",
            [table.source, table.name],
        )
    # What was read again for a person whose rows have left the landing zone since.
    connection.execute(
        "update new.raw.landing_files set erased_row_count = null where erased_row_count = 0"
    )
    if salt is not None:
        sealing.note(connection, "new", salt)
    connection.execute("commit")
    connection.execute("use new")
    views = connection.execute(
        "select sql from duckdb_views() where database_name = 'old' and not internal"
    ).fetchall()
    # A view that reads another comes after it.
    waiting = [sql for (sql,) in views]
    while waiting:
        left = []
        for sql in waiting:
            try:
                connection.execute(sql)
            except duckdb.CatalogException:
                left.append(sql)
        if len(left) == len(waiting):
            connection.execute(left[0])
        waiting = left
    connection.execute("use memory")
    connection.execute("checkpoint new")
    connection.execute("detach new")


def _is_unjudged(schema: str, columns: dict[str, str]) -> bool:
    """Return whether nobody can say of a table which rows are of erased persons.

    Where an engine has the rows of the raw tables, that is what says of them by file and number
    what they hold: nothing of it is needed once marts are published.
    """
    by_place = {"file", "row_number"} <= columns.keys()
    return by_place and schema != "raw" and engines.chosen().has_raw_rows


def _rows_going(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: dict[str, str],
    raw: dict[str, RawTable],
) -> str:
    """Return the name of a new table of the rows of a table that go; empty where none does."""
    if not connection.execute(f"from old.{quoted(schema)}.{quoted(table)} limit 1").fetchone():
        return ""  # to ask it costs more than to look, and a small company has many
    name, relation = quoted(f"going_{schema}.{table}"), f"{quoted(schema)}.{quoted(table)}"
    # Each by itself reads one column only.
    found = " union ".join(
        f"select rowid as place from old.{relation} where {condition}"
        for condition in _going(schema, table, columns, raw)
    )
    if not found:
        return ""
    connection.execute(f"create table {name} as {found}")
    is_any = connection.execute(f"from {name} limit 1").fetchone() is not None
    return name if is_any else ""


def _files(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[RawTable]
) -> list[sealing.LandingFileOfErased]:
    """Return the landing files in which rows stand that go."""
    found = connection.execute(
        "select distinct source, table_name, file, raw_dir from old.raw.landing_files "
        f"semi join ({_gone_places(tables)}) using (source, table_name, file)"
    ).fetchall()
    return [sealing.LandingFileOfErased("/".join(place), raw_dir) for *place, raw_dir in found]


def _gone_places(tables: Iterable[RawTable]) -> str:
    """Return the SQL for where the rows stand that go."""
    return " union all ".join(
        f"select {literal(t.source)} as source, {literal(t.name)} as table_name, _file as file, "
        f"_row as row_number from {_gone(t)}"
        for t in tables
    )


def _places(tables: Iterable[RawTable]) -> str:
    """Return the SQL for where the rows stand that go, and those that were not loaded again."""
    gone = _gone_places(tables)
    return (
        f"select gone.*, files.size_bytes, files.modified_ns from ({gone}) as gone "
        "left join old.raw.landing_files as files using (source, table_name, file) "
        "union all from places where (source, table_name, file, row_number) not in "
        f"(select (source, table_name, file, row_number) from ({gone}))"
    )


def _going(
    schema: str, table: str, columns: dict[str, str], raw: dict[str, RawTable]
) -> Iterator[str]:
    """Yield the conditions in SQL by which rows of a table go."""
    if schema == "seeds" or (schema, table) in KEPT:
        return
    if schema == "raw":
        if table in raw:
            yield f"(_file, _row) in (select (_file, _row) from {_gone(raw[table])})"
        return
    staged = raw.get(table.removeprefix("stg_")) if schema == "staging" else None
    if staged is not None:
        keys = ", ".join(quoted(key) for key in staged.key)
        yield (
            f"({keys}) in (select ({keys}) from old.{staged.relation} "
            f"where (_file, _row) in (select (_file, _row) from {_gone(staged)}))"
        )
    for column, kind in columns.items():
        if kind == "UHUGEINT":  # macro text_number: made of whom it numbers
            yield f"{quoted(column)} in (select number from numbers)"
        if kind != "VARCHAR":
            continue
        yield _named(column)
        if schema != "staging":
            yield (
                f"{quoted(column)} in (select value from keys where key_column = {literal(column)})"
            )
    if {"source", "table_name", "file", "row_number"} <= columns.keys():
        yield (
            "(source, table_name, file, row_number) in (select (source, table_name, file, "
            "row_number) from left_places)"
        )
