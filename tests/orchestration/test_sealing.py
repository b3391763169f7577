"""Rows of erased persons come back as they were or not at all, and only by the landing files."""

import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import leaks
import pytest
from homes import Home
from test_erasure import CUSTOMERS, LOADED, ORDERS, REQUESTS, THEIRS, loaded

from orchestration import erasure, landing, loading, paths, refresh, sealing
from orchestration.errors import RefreshError

# Whatever kind a column of the build database has or may get.
ODD = """
select
    'goes-1' as customer_id, 340282366920938463463374607431768211455::uhugeint as number,
    (-5)::hugeint as whole, -0.0::double as zero, 'nan'::double as no_number,
    0.1::decimal(38, 24) as exact, [1, null] as listed, {'a': 'goes@', 'b': null} as named,
    timestamp '2026-01-01 00:00:00.123456' as at, date '2026-01-01' as day, null::varchar as none,
    '顧客\u0000😀' as text, true as is_true
"""


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    """Return the rows of all tables but for what says what was loaded and taken out."""
    return {
        f"{schema}.{table}": connection.execute(
            f'from "{schema}"."{table}" order by all'
        ).fetchall()
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables()"
        ).fetchall()
        if table not in ("erased_rows", "landing_files", "loaded")
    }


def warehouse() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(paths.warehouse_file()))


def sealed() -> Path:
    return sealing.file_beside(paths.warehouse_file())


def is_back(home: Home) -> bool:
    with warehouse() as connection:
        return sealing.put_back(connection, home.raw)


Rows = dict[str, list[tuple]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path, Rows]:
    """A company whose request was fulfilled, a copy of its files, and what was built before."""
    folder = tmp_path_factory.mktemp("sealed")
    home = Home(folder / "now" / "data", folder / "now" / "landing")
    home.raw.mkdir(parents=True)
    with home.use():
        loaded(home)
        with warehouse() as connection:
            connection.execute(
                f"create schema intermediate; create table intermediate.odd as {ODD}"
            )
            found = tables(connection)
        erasure.take_out(is_published=True, has_built=True)
        with warehouse() as connection:
            left = tables(connection)
    assert {name for name in found if found[name] != left[name]} >= {
        "raw.crm__customers",
        "staging.stg_commerce__orders",
        "identity.id_records_resolved",
        "intermediate.odd",
    }
    shutil.copytree(home.data.parent, folder / "kept")
    return home, folder / "kept", found


@pytest.fixture
def home(template: tuple[Home, Path, Rows]) -> Iterator[Home]:
    """The company as it was left, with files of the same times at the same place."""
    home, kept, _ = template
    shutil.rmtree(home.data.parent)
    shutil.copytree(kept, home.data.parent)
    with home.use():
        yield home


@pytest.fixture
def before(template: tuple[Home, Path, Rows]) -> Rows:
    """What was built before rows were taken out."""
    return template[2]


def test_each_table_is_what_it_was(home: Home, before: Rows) -> None:
    assert leaks.found(home.data, THEIRS) == []
    report = loading.load_landing()
    assert (report.files, report.reloaded) == ({}, [])
    with warehouse() as connection:
        assert repr(tables(connection)) == repr(before)  # which tells -0.0 from 0.0
        assert connection.execute(
            "select count(*), sum(row_count) from raw.landing_files where erased_row_count = 0"
        ).fetchone() == (3, 7)
    assert not sealed().exists()
    assert erasure.is_due()


def test_taking_out_and_putting_back_goes_on(home: Home, before: Rows) -> None:
    """Also after a refresh that was refused before anybody knew who is who."""
    loading.load_landing()
    erasure.take_out(is_published=False, has_built=False)
    assert leaks.found(home.data, THEIRS) == []
    assert is_back(home)
    with warehouse() as connection:
        assert repr(tables(connection)) == repr(before)


def a_person_leaves_a_file(home: Home) -> None:
    text = CUSTOMERS.replace("goes.too@example.com", "")
    file = home.raw / "crm/customers/c.csv"
    told = file.stat()
    file.write_text(text.ljust(told.st_size, "\n"), encoding="utf-8")
    os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns + 1))


def a_file_vanishes(home: Home) -> None:
    (home.raw / "commerce/orders/good.csv").unlink()


def it_vanishes(home: Home) -> None:
    sealed().unlink()


def it_is_cut(home: Home) -> None:
    sealed().write_bytes(sealed().read_bytes()[:-1])


def its_last_part_is_cut(home: Home) -> None:
    sealed().write_bytes(sealed().read_bytes()[: -(8 + 16)])


def it_ends_after_the_salt(home: Home) -> None:
    sealed().write_bytes(sealed().read_bytes()[: len(sealing.MAGIC) + sealing.SALT_BYTES])


def it_is_longer(home: Home) -> None:
    sealed().write_bytes(sealed().read_bytes() + bytes(24))


def a_bit_is_turned(home: Home) -> None:
    content = bytearray(sealed().read_bytes())
    content[len(content) // 2] ^= 1
    sealed().write_bytes(bytes(content))


def it_is_of_another_version(home: Home) -> None:
    content = sealed().read_bytes()
    sealed().write_bytes(content.replace(sealing.MAGIC, sealing.MAGIC.replace(b"1", b"2")))


def it_is_of_another_build(home: Home) -> None:
    content = bytearray(sealed().read_bytes())
    content[len(sealing.MAGIC)] ^= 1
    sealed().write_bytes(bytes(content))


def a_table_was_built_without_them(home: Home) -> None:
    with warehouse() as connection:
        connection.execute(
            "insert into changes.states "
            "select 'orders', max(build) + 1, 1, true, '', 1, '{}' from changes.states"
        )


def a_table_has_another_column(home: Home) -> None:
    with warehouse() as connection:
        connection.execute("alter table intermediate.odd add column more integer")


@pytest.mark.parametrize(
    "happens",
    [
        a_bit_is_turned,
        a_file_vanishes,
        a_person_leaves_a_file,
        a_table_has_another_column,
        a_table_was_built_without_them,
        it_ends_after_the_salt,
        it_is_cut,
        it_is_longer,
        it_is_of_another_build,
        it_is_of_another_version,
        it_vanishes,
        its_last_part_is_cut,
    ],
)
def test_what_cannot_be_opened_is_deleted(home: Home, happens: Callable[[Home], None]) -> None:
    happens(home)
    for _ in range(2):
        assert not is_back(home)
        assert not sealed().exists()
    with warehouse() as connection:
        assert connection.execute("from identity.id_records_resolved").fetchall() == [
            ("stays-1", False)
        ]


def test_what_was_not_read_again_is_not_sealed(home: Home) -> None:
    """A load that cannot read on leaves rows out; what was sealed of others would look whole."""
    sealed().unlink()
    unread = home.raw / "crm/erasure_requests/later.csv"
    unread.write_text(REQUESTS.replace(LOADED, "2999-01-01T00:00:00Z"), encoding="utf-8")
    with pytest.raises(RefreshError, match="later.csv"):
        loading.load_landing()
    with warehouse() as connection:
        assert connection.execute("select count(*) from raw.crm__customers").fetchone() == (3,)
    erasure.take_out(is_published=False, has_built=False)
    with warehouse() as connection:
        assert connection.execute("select count(*) from raw.crm__customers").fetchone() == (1,)
    assert not sealed().exists()
    unread.unlink()
    loading.load_landing()
    with warehouse() as connection:
        assert connection.execute("select count(*) from raw.crm__customers").fetchone() == (3,)


def test_rows_that_cannot_be_sealed_go_all_the_same(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project may add columns of a kind that Arrow does not know."""
    loading.load_landing()
    parts = sealing._parts

    def failing(*given: object) -> Iterator[bytes]:
        yield next(parts(*given))
        raise duckdb.NotImplementedException

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "_parts", failing)
        erasure.take_out(is_published=False, has_built=False)
    assert list(home.data.rglob("erased.*")) == []
    assert leaks.found(home.data, THEIRS) == []
    loading.load_landing()
    with warehouse() as connection:
        assert connection.execute("select count(*) from raw.crm__customers").fetchone() == (3,)


@pytest.mark.parametrize("happens", [a_person_leaves_a_file, a_table_has_another_column])
def test_and_the_landing_zone_is_read(
    home: Home, tmp_path: Path, happens: Callable[[Home], None]
) -> None:
    happens(home)
    loading.load_landing()
    with warehouse() as connection:
        grown = tables(connection)
    with duckdb.connect(str(tmp_path / "fresh.duckdb")) as connection:
        landing.load(connection, home.raw)
        fresh = tables(connection)
    raw = [name for name in fresh if name.startswith("raw.")]
    assert [name for name in raw if grown[name] != fresh[name]] == []


def test_a_kill_between_the_two_files_leaves_what_the_next_one_completes(
    home: Home, before: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new sealed file lies beside a build database that has all rows."""
    loading.load_landing()
    replace = os.replace

    def killed(old: Path, new: Path) -> None:
        if new == paths.warehouse_file():
            raise KeyboardInterrupt
        replace(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            erasure.take_out(is_published=False, has_built=False)
    assert sealed().exists()
    assert erasure.is_due()
    loading.load_landing()
    assert not sealed().exists()
    with warehouse() as connection:
        assert repr(tables(connection)) == repr(before)
    erasure.take_out(is_published=False, has_built=False)
    assert leaks.found(home.data, THEIRS) == []
    assert is_back(home)


def test_a_kill_while_rows_come_back_leaves_all_or_none(
    home: Home, before: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert, left = sealing._insert, 3

    def killed(*arguments: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt
        insert(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "_insert", killed)
        with pytest.raises(KeyboardInterrupt):
            loading.load_landing()
    assert leaks.found(home.data, THEIRS) == []
    assert not erasure.is_due()
    loading.load_landing()
    with warehouse() as connection:
        assert repr(tables(connection)) == repr(before)


def test_a_full_refresh_has_no_use_for_it(home: Home) -> None:
    erasure.begin_anew()
    assert not sealed().exists()


def test_without_a_load_since_there_is_nobody_to_take_out(home: Home) -> None:
    content = sealed().read_bytes()
    erasure.take_out(is_published=False, has_built=False)
    assert sealed().read_bytes() == content
    assert refresh.forget_erased() == []
    assert is_back(home)


def test_without_states_of_builds_it_is_the_same(home: Home) -> None:
    """Another engine leaves none, and says itself that who is who was built."""
    loading.load_landing()
    with warehouse() as connection:
        connection.execute("drop schema changes cascade")
        sealing.note_built(connection)
        found = tables(connection)
    erasure.take_out(is_published=True, has_built=True)
    assert leaks.found(home.data, THEIRS) == []
    assert is_back(home)
    with warehouse() as connection:
        assert repr(tables(connection)) == repr(found)


def test_whose_request_is_taken_back_stays(home: Home, before: Rows) -> None:
    """Once a build says so, nothing of theirs is looked for any more."""
    loading.load_landing()
    with warehouse() as connection:
        connection.execute(
            """
            update identity.id_records_resolved set is_erased = false;
            delete from staging.stg_crm__erasure_requests;
            insert into changes.states
            select 'id_records_resolved', max(build) + 1, 2, true, '', 3, '{}' from changes.states;
            """
        )
    erasure.take_out(is_published=False, has_built=True)
    assert not erasure.is_due(has_read=True)
    assert not sealed().exists()
    with warehouse() as connection:
        assert tables(connection)["raw.crm__customers"] == before["raw.crm__customers"]


def test_it_looks_like_noise(home: Home) -> None:
    content = sealed().read_bytes()[len(sealing.MAGIC) :]
    assert len(zlib.compress(content, 9)) > len(content) * 0.98
    assert ORDERS[:8].encode() not in content
