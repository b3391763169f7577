"""Rebuilds of a large table cost what has changed: only the keys that new rows touch are made anew.

A model says in its configuration (materialized ``tracked``, ``meta.increments``) by what key it
falls into parts that do not depend on each other, and by which of their columns the tables it reads
belong to a part. Then a build

1. asks each of these tables what has changed since the model was built last,
2. finds the keys that are touched by it,
3. computes the model's own SQL over the rows of these keys alone,
4. notes which rows came and went, for the models that read this one.

Everything is found by comparing rows, never by their times, so a late event, a correction and a
merge of two persons are all the same to it. Where that cannot be told (the first build, changed
SQL, another version of a table that says nothing of keys, a build that ended half-way), the whole
table is built. dbt's materialization and the tests' harness both build by this module.

What is known of builds stands in schema ``changes`` (``orchestration.builds``).
"""

import json
import re
from collections.abc import Callable
from typing import Any

import duckdb

from orchestration.builds import CAME, SCHEMA, WENT, Note, last
from orchestration.tracked import Model, Read

# Less to read than this is read whole: finding out what is touched would cost more.
SMALL_ROWS = 200_000
# With more of a table's rows than this touched, building it whole is cheaper.
LARGE_SHARE = 0.3
# Tables up to this size are compared with what they were after a whole build as well: what reads
# them may be many times larger.
COMPARED_ROWS = 2_000_000
# What is computed before it is known what of it differs.
BESIDE = "increment_beside"
# Columns by which people may want to know when touched rows happened.
DATES = ("business_date", "occurred_at", "started_at", "ordered_at", "sent_at", "created_at")
HOP = re.compile(r"(?P<column>.+?) (?P<way><<?) (?P<table>\w+)[.](?P<other>\w+)")


class _Whole(Exception):
    """All of a table must be built; the message says why."""


def build(connection: duckdb.DuckDBPyConnection, model: Model, is_full: bool = False) -> int:
    """Bring a table up to date and return its rows.

    Args:
        connection: Connection to the build database, outside a transaction.
        model: What to build.
        is_full: Whether all of it is to be built anew.

    Raises:
        duckdb.Error: If the SQL fails; the table is as it was.

    """
    return _Build(connection, model).run(is_full)


def build_told(connection: duckdb.DuckDBPyConnection, told: str) -> int:
    """Build what dbt's materialization tells of as JSON, and return its rows.

    Args:
        connection: A cursor of its own, outside a transaction.
        told: See macro increments_told.

    """
    facts = json.loads(told)
    python = None
    if facts["language"] == "python":
        rooms: dict[str, Any] = {}
        # The model's own code, in which dbt has put what it refers to.
        exec(compile(facts["code"], facts["node"]["name"], "exec"), rooms)  # noqa: S102

        def python(rows: Callable[[str], duckdb.DuckDBPyRelation]) -> object:
            return rooms["model"](rooms["dbtObj"](rows), connection)

    model = Model.of(facts["node"], facts["nodes"], facts["code"], facts["definition"], python)
    return build(connection, model, facts["is_full"])


class _Build:
    """One build of one model."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, model: Model) -> None:
        self.connection, self.model = connection, model
        self.before = last(connection, model.name)
        self.seen = {
            read.name: self.version(read)
            for read in model.reads
            if self.is_keyed(read) or read.kind != "other"
        }
        self.key_count: int | None = None

    # --- what is known ---------------------------------------------------------------------------

    def all(self, sql: str, *values: object) -> list[tuple]:
        """Return the rows of a query."""
        return self.connection.execute(sql, list(values)).fetchall()

    def is_keyed(self, read: Read) -> bool:
        """Return whether a change of a table touches some keys only."""
        if read.name == "as_of":
            return bool(self.model.moments)
        return read.name in self.model.by and read.kind != "other"

    def version(self, read: Read) -> Any:  # noqa: ANN401 - whatever tells one version from another
        """Return what differs when a table does."""
        if read.name == "as_of":
            return str(self.all(f"select as_of_at from {read.relation}")[0][0])
        if read.kind == "tracked":
            state = last(self.connection, read.name)
            return state and state.version
        if read.kind == "source" and not self.is_keyed(read):
            text = "string_agg(file || state, ';' order by file)"
            return self.all(f"select md5({text}) from ({self.files(read)})")[0][0]
        if read.kind == "view":
            states = [last(self.connection, name) for name, _ in read.bases]
            return [[state and state.version for state in states], self.definitions(read)]
        return None

    def definitions(self, read: Read) -> str:
        """Return what changes when the SQL of a view, or of one that it reads, does."""
        listed = ", ".join(_text(name) for name in read.views)
        return self.all(
            "select md5(string_agg(sql, ';' order by view_name)) from duckdb_views() "
            f"where view_name in ({listed}) and not internal"
        )[0][0]

    def content(self) -> dict[str, str]:
        """Return table read -> fingerprint of its rows, of all that touch every part."""
        others = [(r.name, r.relation) for r in self.model.reads if r.name not in self.seen]
        if not others:
            return {}
        union = " union all ".join(
            f"select {_text(name)}, count(*) || ':' || coalesce(sum(hash(rows)), 0) || ':' || "
            f"coalesce(bit_xor(hash(rows)), 0) from {relation} as rows"
            for name, relation in others
        )
        return dict(self.all(union))

    # --- the ways to build -----------------------------------------------------------------------

    def run(self, is_full: bool) -> int:
        """Build, by the cheapest way that is right, and return the rows."""
        model = self.model
        self.seen |= self.content()
        try:
            if is_full:
                raise _Whole("asked for")
            self.must_be_known()
        except _Whole as why:
            return self.replace(str(why))
        try:
            self.must_be_the_same()
            if not model.key and self.before.seen == self.seen:
                return self.keep()
            if not model.key or self.is_small():
                return self.compare("little is read" if model.key else "all of it is read")
            return self.touch()
        except _Whole as why:
            reason = str(why)
        try:
            if self.before.row_count <= COMPARED_ROWS:
                return self.compare(reason)
        except _Whole as why:
            reason = str(why)
        return self.replace(reason)

    def must_be_known(self) -> None:
        """Check that the table is what its last build left.

        Raises:
            _Whole: If it is not.

        """
        if self.before is None:
            raise _Whole("first build")
        if self.before.row_count < 0:
            raise _Whole("the last build ended half-way")
        if self.rows_there() != self.before.row_count:
            raise _Whole("the table is not what the last build left")

    def must_be_the_same(self) -> None:
        """Check that the table is still made by the same SQL.

        Raises:
            _Whole: If it is not.

        """
        if self.before.fingerprint != self.model.fingerprint():
            raise _Whole("SQL or variables changed")
        if self.before.seen.keys() != self.seen.keys():
            raise _Whole("it reads other tables")

    def rows_there(self) -> int:
        """Return the rows of the table as it is; -1 without one."""
        try:
            return self.all(f"select count(*) from {self.model.relation}")[0][0]
        except duckdb.CatalogException:
            return -1

    def is_small(self) -> bool:
        """Return whether what falls into parts is little altogether."""
        if not SMALL_ROWS:
            return False
        names = [r.relation for r in self.model.reads if self.is_keyed(r) and r.kind != "view"]
        names += [relation for r in self.model.reads for _, relation in r.bases]
        counts = " + ".join(f"(select count(*) from {name})" for name in names) or "0"
        return self.all(f"select {counts}")[0][0] < SMALL_ROWS

    def replace(self, reason: str) -> int:
        """Build the whole table; nobody can say afterwards what has changed."""
        model = self.model
        with self.noted("whole", reason, is_whole=True, has_changed=True) as note:
            if model.python:
                self.lay({})
            self.create(f"from {BESIDE}" if model.python else model.code)
            note.rows = self.rows_there()
        return note.rows

    def compare(self, reason: str) -> int:
        """Build the whole table beside, and note by which rows it differs from the one before."""
        model = self.model
        execute = self.connection.execute
        self.lay({})
        now, then = (
            self.all(f"select column_name, column_type from (describe {relation})")
            for relation in (BESIDE, model.relation)
        )
        if now != then:
            raise _Whole("it has other columns")
        count = self.all(f"select count(*) from {BESIDE}")[0][0]
        execute(
            f"create or replace temp table {CAME} as "
            f"from {BESIDE} except all from {model.relation};"
            f"create or replace temp table {WENT} as "
            f"from {model.relation} except all from {BESIDE}"
        )
        return self.settle("compared", reason, count, "true")

    def keep(self) -> int:
        """Leave the table as it is."""
        self.connection.execute(
            f"create or replace temp table {CAME} as from {self.model.relation} limit 0;"
            f"create or replace temp table {WENT} as from {self.model.relation} limit 0"
        )
        return self.settle("kept", "nothing it reads has changed", None, "false")

    def touch(self) -> int:
        """Build the rows of touched keys anew.

        Raises:
            _Whole: If it cannot be told what is touched, or too much is.

        """
        model = self.model
        self.find_touched()
        if not self.key_count:
            return self.keep()
        mine = f"{model.key} in (select touched_key from increment_touched)"
        before = self.all(f"select count(*) from {model.relation} where {mine}")[0][0]
        if before > LARGE_SHARE * self.before.row_count and self.before.row_count:
            raise _Whole("most of it is touched")
        self.lay(self.narrowed())
        self.connection.execute(
            f"create or replace temp table increment_mine as from {model.relation} where {mine};"
            f"create or replace temp table {CAME} as "
            f"from {BESIDE} except all from increment_mine;"
            f"create or replace temp table {WENT} as "
            f"from increment_mine except all from {BESIDE};"
            "drop table increment_mine"
        )
        if self.all(f"select 1 from {BESIDE} where ({model.key}) is null limit 1"):
            raise _Whole("rows without a key")
        count = self.before.row_count - before + self.all(f"select count(*) from {BESIDE}")[0][0]
        return self.settle("touched", "", count, mine)

    def settle(self, mode: str, reason: str, count: int | None, mine: str) -> int:
        """Take over what was built beside, if it differs, and note it."""
        model, execute = self.model, self.connection.execute
        gone, new = self.all(
            f"select (select count(*) from {WENT}), (select count(*) from {CAME})"
        )[0]
        has_changed = bool(gone or new)
        with self.noted(mode, reason, is_whole=False, has_changed=has_changed) as note:
            note.gone, note.new, note.dates = gone, new, self.dates()
            note.rows = self.before.row_count if count is None or not has_changed else count
            if has_changed and mode == "touched":
                execute(f"delete from {model.relation} where {mine}")
                execute(f"insert into {model.relation} from {BESIDE}")
            elif has_changed:
                self.create(f"from {BESIDE}")
        execute(f"drop table if exists {BESIDE}")
        execute(f"drop table {CAME}; drop table {WENT}")
        return note.rows

    def dates(self) -> tuple[object, object]:
        """Return the first and last date of the rows that came and went; None without one."""
        columns = [row[0] for row in self.all(f"describe {CAME}")]
        if not (column := next((c for c in DATES if c in columns), None)):
            return (None, None)
        rows = " union all ".join(
            f"select {column} as moment from {table}" for table in (CAME, WENT)
        )
        return self.all(f"select min(moment)::date, max(moment)::date from ({rows})")[0]

    def create(self, code: str) -> None:
        """Make the table anew."""
        relation, execute = self.model.relation, self.connection.execute
        if self.model.definition:
            execute(f"create or replace table {relation} {self.model.definition}")
            execute(f"insert into {relation} {self.promised(code)}")
        else:
            execute(f"create or replace table {relation} as {self.promised(code)}")

    def lay(self, narrowed: dict[str, str]) -> None:
        """Compute the model beside, over the rows of some tables alone.

        Args:
            narrowed: Relation -> the relation to read instead.

        """
        model, code = self.model, self.model.code
        if model.python:
            result = model.python(
                lambda name: self.connection.query(f"select * from {narrowed.get(name, name)}")
            )
            assert result is not None, model.name  # DuckDB finds it by this name
            code = "from result"
        else:
            for relation, rows in narrowed.items():
                code = code.replace(relation, rows)
        self.connection.execute(f"create or replace temp table {BESIDE} as {self.promised(code)}")

    def promised(self, code: str) -> str:
        """Return a query with the columns in the order of the contract, if there is one."""
        listed = ", ".join(f'"{name}"' for name in self.model.columns) or "*"
        return f"select {listed} from ({code}\n)"

    # --- what is touched -------------------------------------------------------------------------

    def find_touched(self) -> None:
        """Make temporary table ``touched`` of the keys whose rows may differ.

        Raises:
            _Whole: If that cannot be told.

        """
        model, old = self.model, self.before.seen
        changed = [
            read
            for read in model.reads
            if old[read.name] != self.seen[read.name]
            or (read.kind == "source" and self.is_keyed(read))
        ]
        for read in changed:
            if not self.is_keyed(read):
                raise _Whole(f"{read.name} has changed")
        touched = []
        for read in changed:
            if read.name == "as_of":
                touched += [
                    self.keys_of(self.read(name), self.between(name, old["as_of"]))
                    for name in model.moments
                ]
            else:
                touched += [self.keys_of(read, rows) for rows in self.changed_rows(read)]
        union = " union all ".join(touched) or "select null as touched_key limit 0"
        self.connection.execute(
            "create or replace temp table increment_touched as "
            f"select distinct touched_key from ({union}) where touched_key is not null"
        )
        self.key_count = self.all("select count(*) from increment_touched")[0][0]

    def read(self, name: str) -> Read:
        """Return a table that the model reads."""
        return next(read for read in self.model.reads if read.name == name)

    def between(self, name: str, then: str) -> str:
        """Return the rows that happened between the as_of of the last build and this one."""
        moment, now = self.model.moments[name], self.seen["as_of"]
        low, high = sorted((then, now))
        return (
            f"(select * from {self.read(name).relation} where {moment} > timestamp '{low}' "
            f"and {moment} <= timestamp '{high}')"
        )

    def changed_rows(self, read: Read) -> list[str]:
        """Return relations with the rows of a table that came or went since the last build.

        Raises:
            _Whole: If that cannot be told.

        """
        old = self.before.seen[read.name]
        if read.kind == "source":
            return self.new_files(read)
        if read.kind == "tracked":
            return self.steps(read.name, old)
        if read.kind == "view":
            versions, definitions = old
            if definitions != self.seen[read.name][1] or len(versions) != len(read.bases):
                raise _Whole(f"view {read.name} is another one")
            steps = [
                rows
                for (name, _), version in zip(read.bases, versions, strict=True)
                for rows in self.steps(name, version)
            ]
            if self.model.by[read.name] == read.changes_by:
                # What has gone altogether is in no view any more, and its key is touched.
                return steps
            keys = " union ".join(f"select {read.changes_by} from {rows}" for rows in steps)
            return [f"(select * from {read.relation} where {read.changes_by} in ({keys}))"] * bool(
                steps
            )
        raise _Whole(f"{read.name} has changed")

    def steps(self, name: str, old: int | None) -> list[str]:
        """Return the rows that tell a tracked model's version from an older one.

        Raises:
            _Whole: If it is not the last version but one.

        """
        state = last(self.connection, name)
        if state is None or old is None or state.row_count < 0:
            raise _Whole(f"nothing is known of {name}")
        if state.version == old:
            return []
        if state.is_whole or state.version != old + 1:
            raise _Whole(f"{name} was built whole")
        return [f'warehouse.{SCHEMA}."{name}__{kind}"' for kind in ("gone", "new")]

    def new_files(self, read: Read) -> list[str]:
        """Return the raw rows of landing files that the model has not read yet.

        Raises:
            _Whole: If files that it has read are gone or changed.

        """
        now = self.files(read)
        known = (
            f"select file, state from warehouse.{SCHEMA}.files "
            f"where model = {_text(self.model.name)} and source = {_text(read.name)}"
        )
        if self.all(f"select 1 from ({known} except {now}) limit 1"):
            raise _Whole(f"files of {read.name} were changed or taken away")
        new = f"select file from ({now} except {known})"
        if not self.all(f"{new} limit 1"):
            return []
        return [f"(select * from {read.relation} where _file in ({new}))"]

    def files(self, read: Read) -> str:
        """Return the SQL for the files that a raw table holds."""
        source, table = read.name.split(".")
        return (
            "select file, concat_ws(':', raw_dir, size_bytes, modified_ns, contract_hash, "
            "row_count, quarantined_row_count, "
            # What is built by hand while rows of erased persons are out is not what it should be.
            "case when erased_row_count > 0 then 'without erased' end) as state "
            "from warehouse.raw.landing_files "
            f"where source = {_text(source)} and table_name = {_text(table)}"
        )

    def keys_of(self, read: Read, rows: str) -> str:
        """Return the SQL for the keys to which some rows of a table belong."""
        way = self.model.by[read.name]
        hop = HOP.fullmatch(way)
        if not hop:
            return f"select {way} as touched_key from {rows}"
        other = self.read(hop["table"])
        met = (
            f"(select * from {other.relation} "
            f"where {hop['other']} in (select {hop['column']} from {rows}))"
        )
        return self.keys_of(other, met)

    def narrowed(self) -> dict[str, str]:
        """Return relation -> its rows of touched keys, for all tables where that is worth it."""
        found = {}
        for read in self.model.reads:
            if self.is_keyed(read) and read.name in self.model.by:
                hop = HOP.fullmatch(self.model.by[read.name])
                if not hop or hop["way"] == "<<":
                    found[read.relation] = self.of_touched(read)
        return found

    def of_touched(self, read: Read) -> str:
        """Return the rows of a table that belong to touched keys."""
        way = self.model.by[read.name]
        hop = HOP.fullmatch(way)
        if not hop:
            keys = "select touched_key from increment_touched"
            return f"(select * from {read.relation} where {way} in ({keys}))"
        values = f"select {hop['other']} from {self.of_touched(self.read(hop['table']))}"
        return f"(select * from {read.relation} where {hop['column']} in ({values}))"

    def noted(self, mode: str, reason: str, is_whole: bool, has_changed: bool) -> Note:
        """Return what brackets the writing of a table with what is known of it afterwards."""
        model = self.model
        files = {
            read.name: self.files(read)
            for read in model.reads
            if read.kind == "source" and read.name in model.by
        }
        note = Note(
            self.connection,
            model,
            self.before,
            mode,
            reason,
            is_whole,
            has_changed,
            self.seen,
            files,
        )
        note.keys = self.key_count
        return note


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
