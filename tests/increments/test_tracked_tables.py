"""What a tracked table is after a build: what its SQL gives, whatever was built before.

Every case changes what a model reads, builds it again by the mechanism and compares with its SQL.
"""

from collections.abc import Callable
from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest

from orchestration import builds, increments
from orchestration.tracked import Model, Read

EVENTS = Read("events", "warehouse.main.events", "tracked")
PEOPLE = Read("people", "warehouse.main.people", "tracked")
RULES = Read("rules", "warehouse.main.rules", "other")
AS_OF = Read("as_of", "warehouse.main.as_of", "other")
RAW = Read("web.events", "warehouse.raw.web__events", "source")
LANDED = (
    "source varchar, table_name varchar, file varchar, raw_dir varchar, size_bytes bigint, "
    "modified_ns bigint, contract_hash varchar, row_count bigint, quarantined_row_count bigint, "
    "erased_row_count bigint"
)

# Visits of a device, with the person who logged in and what a rule calls the event.
VISITS = Model(
    name="visits",
    relation="warehouse.main.visits",
    code="""
        with touched as (select * from warehouse.main.events)
        select
            e.device, e.id, p.person, r.word,
            row_number() over (
                partition by e.device order by e.happened_at, e.id, p.person
            ) as number
        from touched as e
        left join warehouse.main.people as p on e.login = p.login
        left join warehouse.main.rules as r on e.kind = r.kind
        where e.happened_at <= (select as_of_at from warehouse.main.as_of)
    """,
    reads=(EVENTS, PEOPLE, RULES, AS_OF),
    key="device",
    by={"events": "device", "people": "login < events.login"},
    moments={"events": "happened_at"},
)
SOURCES = {
    name: Model(
        name,
        f"warehouse.main.{name}",
        f"from warehouse.main.given_{name}",
        (Read(f"given_{name}", f"warehouse.main.given_{name}", "other"),),
    )
    for name in ("events", "people")
}


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """Return an empty build database with a second one for marts."""
    monkeypatch.setattr(increments, "SMALL_ROWS", 0)
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse; attach ':memory:' as marts_build")
    connection.execute("use warehouse; create schema raw")
    builds.prepare(connection)
    connection.execute(
        f"""
        create table raw.landing_files ({LANDED});
        create table raw.web__events (event_id varchar, value integer, _file varchar);
        create table given_events as
        select
            'e' || i as id,
            'd' || (i % 40) as device,
            timestamp '2026-01-01' + i * interval '1 hour' as happened_at,
            case when i % 7 = 0 then 'l' || (i % 5) end as login, 'k' || (i % 2) as kind
        from range(400) as numbers (i);
        create table given_people as
        select 'l' || i as login, 'p' || i as person from range(4) as numbers (i);
        create table rules as from (values ('k0', 'view'), ('k1', 'buy')) as rules (kind, word);
        create table as_of as select timestamp '2026-01-15' as as_of_at;
        """
    )
    return connection


def built(connection: duckdb.DuckDBPyConnection, model: Model = VISITS) -> str:
    """Build everything, hold the model against its SQL and return how it was built."""
    for source in SOURCES.values():
        increments.build(connection, source)
    return rebuilt(connection, model)


def rebuilt(connection: duckdb.DuckDBPyConnection, model: Model = VISITS) -> str:
    """Build the model alone, hold it against its SQL and return how it was built."""
    rows = increments.build(connection, model)
    assert rows == connection.execute(f"select count(*) from {model.relation}").fetchone()[0]
    for left, right in ((model.relation, f"({model.code})"), (f"({model.code})", model.relation)):
        differing = connection.execute(f"from {left} except all from {right}").fetchall()
        assert not differing, differing[:5]
    return connection.execute(
        "select mode from changes.told where model = ? order by built_at desc, rowid desc limit 1",
        [model.name],
    ).fetchone()[0]


def test_nothing_new_is_nothing_to_do(database: duckdb.DuckDBPyConnection) -> None:
    """The first build is whole; a second one over the same rows keeps all."""
    assert built(database) == "whole"
    assert built(database) == "kept"


@pytest.mark.parametrize(
    "change",
    [
        "insert into given_events values ('late', 'd3', timestamp '2020-01-01', null, 'k0')",
        "insert into given_events values ('first', 'new', timestamp '2026-01-02', 'l1', 'k1')",
        "delete from given_events where id = 'e17'",
        "update given_events set device = 'd1' where id = 'e2'",
        "update given_events set device = 'elsewhere' where id = 'e2'",
        "update given_events set login = 'l9' where id = 'e5'",
        "insert into given_people values ('l4', 'somebody new')",
        "delete from given_people where login = 'l1'",
        "update given_people set person = 'merged' where login in ('l1', 'l2')",
        "insert into given_people values ('l1', 'twice')",
        "delete from given_events where device = 'd7'",
        "insert into given_events select * from given_events where id = 'e9'",
    ],
)
def test_what_is_touched_is_built_anew(database: duckdb.DuckDBPyConnection, change: str) -> None:
    """Rows that came, went, moved or have another meaning now change their devices alone."""
    built(database)
    database.execute(change)
    assert built(database) in ("touched", "compared")
    assert built(database) == "kept"


@pytest.mark.parametrize("moment", ["2026-01-15 03:00:00", "2026-01-14 20:00:00"])
def test_another_as_of_touches_what_lies_between(
    database: duckdb.DuckDBPyConnection, moment: str
) -> None:
    """An event of the future becomes one of the past, or the other way round."""
    built(database)
    database.execute("update as_of set as_of_at = ?", [moment])
    assert built(database) == "touched"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("update rules set word = 'looked' where kind = 'k0'", "rules has changed"),
        ("insert into rules values ('k0', 'twice')", "rules has changed"),
        ("insert into visits select * from visits limit 1", "the table is not what the last"),
        ("drop table visits", "the table is not what the last"),
        ("update changes.states set row_count = -1 where model = 'visits'", "ended half-way"),
        ("delete from changes.states where model = 'visits'", "first build"),
    ],
)
def test_what_cannot_be_told_is_built_whole(
    database: duckdb.DuckDBPyConnection, change: str, why: str
) -> None:
    """A rule that holds for all rows, and a table that somebody else has touched."""
    built(database)
    database.execute(change)
    assert built(database) in ("whole", "compared")
    told = database.execute(
        "select reason from changes.told where model = 'visits' order by rowid desc limit 1"
    ).fetchone()[0]
    assert why in told


def test_two_steps_at_once_are_not_guessed(database: duckdb.DuckDBPyConnection) -> None:
    """A model that was left out while what it reads went two versions on is built whole."""
    built(database)
    for number in (1, 2):
        database.execute(f"update given_events set login = 'l{number}' where id = 'e5{number}'")
        increments.build(database, SOURCES["events"])
    assert rebuilt(database) == "compared"
    assert built(database) == "kept"


def test_other_sql_is_other_rows(database: duckdb.DuckDBPyConnection) -> None:
    """A changed variable or model builds the table anew without anybody asking."""
    built(database)
    other = replace(
        VISITS, code=VISITS.code.replace("e.happened_at, e.id", "e.happened_at desc, e.id")
    )
    assert built(database, other) == "compared"
    assert built(database, other) == "kept"


def test_other_columns_are_another_table(database: duckdb.DuckDBPyConnection) -> None:
    """Rows of a table with other columns or types cannot be compared with those before."""
    built(database)
    other = replace(
        VISITS, code=VISITS.code.replace("e.device, e.id,", "e.device, 1 as one, e.id,")
    )
    assert built(database, other) == "whole"
    other = replace(other, code=other.code.replace("1 as one", "1::bigint as one"))
    assert built(database, other) == "whole"
    assert built(database, other) == "kept"


def test_a_table_in_the_other_file(database: duckdb.DuckDBPyConnection) -> None:
    """A mart is written in a file of its own; a build that died between is told by its state."""
    mart = replace(VISITS, relation="marts_build.main.visits")
    built(database, mart)
    database.execute("update given_events set login = 'l3' where id = 'e8'")
    assert built(database, mart) == "touched"
    database.execute("update given_events set login = 'l2' where id = 'e8'")
    increments.build(database, SOURCES["events"])
    broken = replace(mart, code=mart.code.replace("e.device, e.id", "e.device, error('x')"))
    with pytest.raises(duckdb.Error):
        increments.build(database, broken)
    assert built(database, mart) in ("touched", "whole")


def test_a_failure_leaves_the_table(database: duckdb.DuckDBPyConnection) -> None:
    """SQL that fails changes neither rows nor what is known of them."""
    built(database)
    before = database.execute("from visits order by all").fetchall()
    with pytest.raises(duckdb.Error):
        increments.build(database, replace(VISITS, code="select error('no')"))
    assert database.execute("from visits order by all").fetchall() == before
    assert built(database) == "kept"


def test_rows_of_files_that_were_not_read_yet(database: duckdb.DuckDBPyConnection) -> None:
    """Of a raw table the keys of new files are touched; a file that is another one touches all."""
    latest = Model(
        name="latest",
        relation="warehouse.main.latest",
        code="select event_id, max(value) as value from warehouse.raw.web__events group by all",
        reads=(RAW,),
        key="event_id",
        by={"web.events": "event_id"},
    )
    note = (
        "insert into raw.landing_files values ('web', 'events', ?, 'zone', 1, 1, 'c', 1, 0, null)"
    )
    for file, first, count in (("a", 0, 300), ("b", 290, 20)):
        database.execute(note, [file])
        database.execute(
            "insert into raw.web__events select 'e' || i, i * ?, ? from range(?, ?) as n (i)",
            [len(file) + first, file, first, first + count],
        )
        mode = rebuilt(database, latest)
    assert mode == "touched"
    assert rebuilt(database, latest) == "kept"
    database.execute("update raw.landing_files set modified_ns = 2 where file = 'a'")
    database.execute("update raw.web__events set value = 7 where _file = 'a'")
    assert rebuilt(database, latest) == "compared"
    # Built while rows of erased persons are out, and again when they are back.
    database.execute("create temp table out as from raw.web__events where value = 7 limit 9")
    database.execute(
        "delete from raw.web__events where (event_id, _file) in (select (event_id, _file) from out)"
    )
    database.execute("update raw.landing_files set erased_row_count = 9 where file = 'a'")
    assert rebuilt(database, latest) == "compared"
    database.execute("insert into raw.web__events from out")
    database.execute("update raw.landing_files set erased_row_count = 0 where file = 'a'")
    assert rebuilt(database, latest) == "compared"
    assert rebuilt(database, latest) == "kept"


def test_columns_of_a_contract_keep_their_order(database: duckdb.DuckDBPyConnection) -> None:
    """The table has the columns that are promised, in that order, also after an increment."""
    promised = replace(
        VISITS,
        columns={"number": "bigint", "device": "varchar", "id": "varchar"},
        code="select device, id, number from (" + VISITS.code + ")",
        definition="(number bigint, device varchar not null, id varchar)",
    )
    plain = replace(promised, code="select number, device, id from (" + promised.code + ")")
    built(database, plain)
    database.execute("delete from given_events where id = 'e17'")
    assert built(database, plain) == "touched"
    assert [c[0] for c in database.execute("describe visits").fetchall()] == list(promised.columns)


def test_a_view_that_is_another_one(database: duckdb.DuckDBPyConnection) -> None:
    """A view says nothing of what it was: with other SQL all that reads it is built anew."""
    built(database)
    database.execute("create view placed as select * from events where kind = 'k0'")
    view = Read(
        "placed",
        "warehouse.main.placed",
        "view",
        (("events", EVENTS.relation),),
        "device",
        ("placed",),
    )
    counted = Model(
        name="counted",
        relation="warehouse.main.counted",
        code="select device, count(*) as n from warehouse.main.placed group by device",
        reads=(view,),
        key="device",
        by={"placed": "device"},
    )
    built(database, counted)
    assert built(database, counted) == "kept"
    database.execute("update given_events set kind = 'k0' where id = 'e21'")
    assert built(database, counted) == "touched"
    database.execute("delete from given_events where device = 'd6'")
    assert built(database, counted) == "touched"
    database.execute("update given_events set device = 'd2' where device = 'd8'")
    assert built(database, counted) == "touched"
    database.execute("create or replace view placed as select * from events where kind = 'k1'")
    assert built(database, counted) == "compared"


def test_a_model_in_python(database: duckdb.DuckDBPyConnection) -> None:
    """It is given the rows of touched keys alone, and kept where nothing has changed."""
    given = []

    def lengths(rows: Callable[[str], duckdb.DuckDBPyRelation]) -> pa.Table:
        found = rows("warehouse.main.events").to_arrow_table()
        given.append(found.num_rows)
        return pa.table({"id": found["id"], "length": [len(i.as_py()) for i in found["id"]]})

    model = Model(
        name="lengths",
        relation="warehouse.main.lengths",
        code="select id, length(id) as length from warehouse.main.events",
        reads=(EVENTS,),
        key="id",
        by={"events": "id"},
        python=lengths,
    )
    built(database, model)
    database.execute("insert into given_events values ('one more', 'd3', null, null, 'k0')")
    assert built(database, model) == "touched"
    assert built(database, model) == "kept"
    assert given == [400, 1]
