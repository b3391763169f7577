"""How new tables take the place of old ones in PostgreSQL, so that readers see one or the other.

The new tables are built and committed in a schema beside (``<schema>__new``), and then change
places with the old ones in one transaction. Two things make that whole for readers, also for those
inside a transaction:

- A repeatable-read transaction that began before the new rows were committed would find the new
  tables empty. So the swap waits until none of those is left.
- A transaction that has read an old table must not meet a new one. So the swap takes the old
  tables for itself first, which it gets when nobody is reading; it asks without waiting, and now
  and then waits for less time than PostgreSQL takes to look for deadlocks, so that readers queue
  for a moment at most and none is ever ended for our sake.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from orchestration.casting import quoted
from orchestration.errors import BusyError, PublishError
from orchestration.postgres_tables import text

NEW, OLD = "__new", "__old"
# Attempts without waiting before one that waits.
EAGER = 20
PAUSE_SECONDS = 0.05
# Share of deadlock_timeout that an attempt may wait.
PATIENCE = 0.7
Query = Callable[[str], list[tuple]]

OLD_SNAPSHOTS = """
select l.virtualtransaction || ' ' || a.backend_xmin, a.pid::text, coalesce(a.usename::text, ''),
    coalesce(a.application_name, '')
from pg_catalog.pg_stat_activity as a
join pg_catalog.pg_locks as l on l.pid = a.pid and l.locktype = 'virtualxid'
    and l.virtualxid = l.virtualtransaction
where a.datname = current_database() and a.pid != pg_backend_pid() and a.backend_xmin is not null
    and coalesce(a.backend_type, 'client backend') = 'client backend'
"""
HOLDERS = """
select distinct a.pid::text, coalesce(a.usename::text, ''), coalesce(a.application_name, '')
from pg_catalog.pg_locks as l
join pg_catalog.pg_stat_activity as a on a.pid = l.pid
where l.relation in ({oids}) and l.granted and l.pid != pg_backend_pid()
    and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
"""
VIEWS = """
select distinct n.nspname, v.relname, pg_catalog.pg_get_viewdef(v.oid),
    coalesce(array_to_string(v.reloptions, ', '), ''), r.rolname,
    pg_catalog.pg_has_role(v.relowner, 'usage')::text
from pg_catalog.pg_depend as d
join pg_catalog.pg_rewrite as w on w.oid = d.objid
join pg_catalog.pg_class as v on v.oid = w.ev_class
join pg_catalog.pg_namespace as n on n.oid = v.relnamespace
join pg_catalog.pg_roles as r on r.oid = v.relowner
where d.classid = 'pg_catalog.pg_rewrite'::regclass
    and d.refclassid = 'pg_catalog.pg_class'::regclass
    and d.refobjid in ({oids}) and v.relkind = 'v'
order by 1, 2
"""
GRANTS = """
select c.relname, null, coalesce(r.rolname, 'public'), acl.privilege_type, acl.is_grantable::text
from pg_catalog.pg_class as c
cross join lateral pg_catalog.aclexplode(c.relacl) as acl
left join pg_catalog.pg_roles as r on r.oid = acl.grantee
where c.oid in ({oids}) and acl.grantee != c.relowner
union all
select c.relname, a.attname, coalesce(r.rolname, 'public'), acl.privilege_type,
    acl.is_grantable::text
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
cross join lateral pg_catalog.aclexplode(a.attacl) as acl
left join pg_catalog.pg_roles as r on r.oid = acl.grantee
where c.oid in ({oids}) and acl.grantee != c.relowner
order by 1, 2, 3, 4
"""
ADDED = """
select 'policy ' || polname || ' on ' || polrelid::regclass from pg_catalog.pg_policy
where polrelid in ({oids})
union all
select 'row security of ' || oid::regclass from pg_catalog.pg_class
where oid in ({oids}) and relrowsecurity
union all
select 'trigger ' || tgname || ' on ' || tgrelid::regclass from pg_catalog.pg_trigger
where tgrelid in ({oids}) and not tgisinternal
union all
select 'rule ' || rulename || ' on ' || ev_class::regclass from pg_catalog.pg_rewrite
where ev_class in ({oids})
union all
select 'constraint ' || conname || ' on ' || conrelid::regclass from pg_catalog.pg_constraint
where conrelid in ({oids}) and contype not in ('p', 'n')
    and not (contype = 'f' and confrelid in ({oids}))
union all
select 'column ' || a.attname || ' of ' || a.attrelid::regclass
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where a.attrelid in ({oids}) and a.attnum > 0 and not a.attisdropped
    and (c.relname, a.attname) not in (select table_name, column_name from {schema}.columns)
union all
select 'publication ' || p.pubname || ' of ' || r.prrelid::regclass
from pg_catalog.pg_publication_rel as r
join pg_catalog.pg_publication as p on p.oid = r.prpubid
where r.prrelid in ({oids})
order by 1
"""
INDEXES = """
select pg_catalog.pg_get_indexdef(i.indexrelid)
from pg_catalog.pg_index as i
left join pg_catalog.pg_constraint as c
    on c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
where i.indrelid in ({oids}) and c.oid is null
union all
select pg_catalog.pg_get_statisticsobjdef(oid) from pg_catalog.pg_statistic_ext
where stxrelid in ({oids})
order by 1
"""
# What whoever owns the database said that tables of this role in the schema shall be granted.
DEFAULTS = """
select coalesce(r.rolname, 'public'), acl.privilege_type, acl.is_grantable::text
from pg_catalog.pg_default_acl as d
cross join lateral pg_catalog.aclexplode(d.defaclacl) as acl
left join pg_catalog.pg_roles as r on r.oid = acl.grantee
where d.defaclobjtype = 'r' and d.defaclnamespace = to_regnamespace({schema})::oid
    and d.defaclrole = (select oid from pg_catalog.pg_roles where rolname = current_user)
    and acl.grantee != d.defaclrole
order by 1, 2
"""


@dataclass
class Swapped:
    """What the swap did beside the tables.

    Attributes:
        views: Views that read the new tables now.
        lost: What could not be taken along, for people.

    """

    views: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Swap:
    """New tables of one schema for old ones of another.

    Attributes:
        query: Runs a statement and returns its rows.
        commit: Ends the transaction well.
        rollback: Ends it as if nothing had been.
        failed: What the driver raises.
        schema: The schema that readers know.
        old: Names of the tables that go -> their oids.
        new: Names of the tables that come -> their columns.
        deadline: When to give up, by the monotonic clock.

    """

    query: Query
    commit: Callable[[], None]
    rollback: Callable[[], None]
    failed: type[Exception]
    schema: str
    old: dict[str, str]
    new: dict[str, list[str]]
    deadline: float

    def run(self) -> Swapped:
        """Wait for readers, and swap.

        Raises:
            BusyError: If readers did not end in time; nothing has changed then.
            PublishError: If something of the users would be lost; nothing has changed then.

        """
        self._wait_for_snapshots()
        if not self.old:
            done = self._exchange([])
            self.commit()
            return done
        for attempt in range(1, 1_000_000):
            try:
                views = self._views()
                self._lock(views, is_patient=attempt % EAGER == 0)
            except self.failed as error:
                self.rollback()
                if getattr(error, "sqlstate", None) not in ("55P03", "57014"):
                    raise
                if time.monotonic() > self.deadline:
                    raise BusyError(self._busy(self._asked(HOLDERS))) from None
                time.sleep(PAUSE_SECONDS)
                continue
            done = self._exchange(views)
            self.commit()
            return done
        raise AssertionError  # the deadline is before that

    def _asked(self, sql: str) -> list[tuple]:
        oids = ", ".join(self.old.values()) or "null"
        return self.query(sql.format(oids=oids, schema=quoted(self.schema)))

    def _wait_for_snapshots(self) -> None:
        """Wait until nobody sees the database as it was before the new rows were committed."""
        waiting = {row[0]: row[1:] for row in self.query(OLD_SNAPSHOTS)}
        self.commit()
        while waiting:
            time.sleep(PAUSE_SECONDS)
            left = {row[0] for row in self.query(OLD_SNAPSHOTS)}
            self.commit()
            waiting = {one: who for one, who in waiting.items() if one in left}
            if waiting and time.monotonic() > self.deadline:
                raise BusyError(self._busy(list(waiting.values())))

    def _busy(self, who: list[tuple]) -> str:
        sessions = ", ".join(
            f"{pid} ({role}{', ' + program if program else ''})" for pid, role, program in who
        )
        return (
            f"PostgreSQL has sessions in a transaction that began before the new tables were there "
            f"and has not ended: {sessions or 'which ones is not shown'}. The tables of schema "
            f"{self.schema} were left as they are. Let these sessions end (an open transaction of "
            "a SQL editor is the usual one), or wait longer: engagement publish-postgres --wait 600"
        )

    def _views(self) -> list[tuple]:
        # With this path views are written with the schemas of the tables that they read.
        self.query("set local search_path = pg_catalog")
        self.query("set local idle_in_transaction_session_timeout = '60s'")
        views = self._asked(VIEWS)
        if foreign := [f"{v[0]}.{v[1]} (of {v[4]})" for v in views if v[5] != "true"]:
            raise PublishError(
                f"Views read the tables of schema {self.schema} and belong to roles that this one "
                f"may not act for: {', '.join(foreign)}. Nothing was changed. Let it: grant "
                f"{quoted(views[0][4])} to the role of the address; or drop the views."
            )
        if added := [row[0] for row in self._asked(ADDED)]:
            raise PublishError(
                f"Tables of schema {self.schema} carry what would be lost when they are replaced: "
                f"{', '.join(added)}. Nothing was changed. Put it on views over the tables, which "
                "stay, and take it off the tables."
            )
        return views

    def _lock(self, views: list[tuple], is_patient: bool) -> None:
        """Take the old tables and the views over them for this transaction alone."""
        places = [f"{quoted(self.schema)}.{quoted(name)}" for name in self.old]
        places += [f"{quoted(view[0])}.{quoted(view[1])}" for view in views]
        how = " nowait"
        if is_patient:
            [(limit,)] = self.query(
                "select setting from pg_catalog.pg_settings where name = 'deadlock_timeout'"
            )
            self.query(f"set local statement_timeout = {max(1, int(PATIENCE * int(limit)))}")
            how = ""
        self.query(f"lock table {', '.join(places)} in access exclusive mode{how}")
        self.query("set local statement_timeout = 0")

    def _exchange(self, views: list[tuple]) -> Swapped:
        done = Swapped()
        old, new = quoted(self.schema + OLD), quoted(self.schema + NEW)
        self.query(f"create schema if not exists {quoted(self.schema)}")
        grants = self._asked(GRANTS)
        # These hold for tables made in the schema; ours are made beside it and moved.
        defaults = self.query(DEFAULTS.format(schema=text(quoted(self.schema))))
        grants_by_default = [
            (table, None, *grant)
            for table in self.new
            if table not in self.old
            for grant in defaults
        ]
        for (index,) in self._asked(INDEXES):
            done.lost.append(f"What you made on a table went with it; make it again: {index}")
        if self.old:
            self.query(f"create schema {old}")
            for name in self.old:
                place = f"{quoted(self.schema)}.{quoted(name)}"
                self.query(f"alter table {place} set schema {old}")
        for name in self.new:
            self.query(f"alter table {new}.{quoted(name)} set schema {quoted(self.schema)}")
        given = regranted(self.schema, set(self.old), self.new, [*grants, *grants_by_default])
        for sql in given:
            self.query(sql)
        for schema, name, definition, options, *_ in views:
            kept = f" with ({options})" if options else ""
            place = f"{quoted(schema)}.{quoted(name)}"
            try:
                self.query(f"create or replace view {place}{kept} as {definition}")
            except self.failed as error:
                self.rollback()
                raise PublishError(
                    f"View {schema}.{name} reads tables of schema {self.schema} and does not fit "
                    f"the new ones: {primary(error)}. Nothing was changed. Drop or mend the view, "
                    "then publish again."
                ) from None
            done.views.append(f"{schema}.{name}")
        if self.old:
            self._drop(old)
        self.query(f"drop schema {new}")
        return done

    def _drop(self, old: str) -> None:
        places = ", ".join(f"{old}.{quoted(name)}" for name in self.old)
        try:
            self.query(f"drop table {places}")
        except self.failed as error:
            if getattr(error, "sqlstate", None) != "2BP01":
                raise
            self.rollback()
            rests = detail(error).replace(self.schema + OLD, self.schema).replace("\n", "; ")
            raise PublishError(
                f"Something of yours rests on the tables of schema {self.schema} and would be lost "
                f"with them: {rests}. Nothing was changed. Plain views are taken along; let a "
                "materialized view read such a view, or drop it before and make it again."
            ) from None
        self.query(f"drop schema {old}")


def regranted(
    schema: str, old: set[str], new: dict[str, list[str]], grants: list[tuple]
) -> list[str]:
    """Return what gives roles on new tables what they had on the old ones.

    Who could read every old table may read tables that are new as well.

    Args:
        schema: Schema of the tables.
        old: Tables that were there.
        new: Tables that are there now -> their columns.
        grants: Table, column or None, role, privilege, whether it may be handed on ("true").

    """
    done = []
    read: dict[str, set[str]] = {}
    for table, column, role, privilege, is_grantable in grants:
        if column is None and privilege == "SELECT":
            read.setdefault(role, set()).add(table)
        if table not in new or (column is not None and column not in new[table]):
            continue
        what = privilege if column is None else f"{privilege} ({quoted(column)})"
        option = " with grant option" if is_grantable == "true" else ""
        done.append(f"grant {what} on {quoted(schema)}.{quoted(table)} to {_role(role)}{option}")
    for role, tables in read.items():
        if tables >= old:
            done += [
                f"grant select on {quoted(schema)}.{quoted(table)} to {_role(role)}"
                for table in new
                if table not in old
            ]
    return done


def _role(name: str) -> str:
    return "public" if name == "public" else quoted(name)


def primary(error: Any) -> str:  # noqa: ANN401 - a driver's error
    """Return what PostgreSQL says is wrong, without the query."""
    return (
        _said(error, b"PG_DIAG_MESSAGE_PRIMARY", "PG_DIAG_MESSAGE_PRIMARY")
        or str(error).partition("\n")[0]
    )


def detail(error: Any) -> str:  # noqa: ANN401 - a driver's error
    """Return what it says beside that, such as what rests on a table."""
    return _said(error, b"PG_DIAG_MESSAGE_DETAIL", "PG_DIAG_MESSAGE_DETAIL") or primary(error)


def _said(error: Any, *keys: bytes | str) -> str:  # noqa: ANN401
    for key, value in getattr(error, "details", None) or ():
        if key in keys:
            return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return ""


def comment_of(run_id: str) -> str:
    """Return the comment of the schema in which tables are built, as a literal."""
    return text(f"Engagement Warehouse builds refresh {run_id} here; nobody reads it.")
