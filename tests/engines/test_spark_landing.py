"""Spark reads a landing zone as DuckDB does: the same rows, quarantine, notes and refusals."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import nasty_zone
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import landing
from orchestration.contract import RawTable
from orchestration.engines.spark import Spark
from orchestration.landing import CONTROL_COLUMNS, LandingError, LoadReport, load

pytestmark = [pytest.mark.spark, pytest.mark.slow]
ROW = "a,7,+81,2024-01-01,2024-01-02"
# A list where a number belongs becomes null on both; as what text it is told is the engine's own.
NESTED = ("list.parquet", "map.parquet", "struct.parquet")
HEADER = "thing_id,count_of,phone,v_at,_loaded_at"


@pytest.fixture
def engine(engine: Spark) -> Iterator[Spark]:
    """The engine; nothing that a test has loaded is left there."""
    yield engine
    engine.forget()


@pytest.fixture
def noted(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a build database for what is noted of a load on Spark."""
    with duckdb.connect(str(tmp_path / "noted.duckdb")) as connection:
        yield connection


def loaded(
    engine: Spark,
    connection: duckdb.DuckDBPyConnection,
    zone: Path,
    tables: list[RawTable] | None = None,
) -> LoadReport:
    """Load a zone on Spark."""
    with engine.raw_rows(connection) as rows:
        return load(connection, zone, tables or nasty_zone.tables()[:1], rows=rows)


def wrote(zone: Path, name: str, *rows: str, table: str = "crm/customers") -> Path:
    """Write a CSV file of a table."""
    file = zone / table / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([HEADER, *rows]) + "\n")
    return file


def seen(spark: Callable[[str], list[tuple]]) -> list[tuple]:
    """Return file, row and id of the rows on Spark."""
    return spark("select _file, _row, thing_id from raw.crm__customers order by 1, 2")


def test_all_values_of_all_types_become_the_same(
    engine: Spark, noted: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    zone, tables = tmp_path / "zone", nasty_zone.tables()
    nasty_zone.lay(zone)
    report = loaded(engine, noted, zone, tables)
    with duckdb.connect() as here:
        assert load(here, zone, tables) == report
        files = "from raw.landing_files order by all"
        assert noted.execute(files).fetchall() == here.execute(files).fetchall()
        for table in tables:
            engine.read(table.relation, here, "there")
            for name in [*(c["name"] for c in table.wanted), *CONTROL_COLUMNS]:
                differing = here.execute(
                    f'select _file, _row, here."{name}", there."{name}" '
                    f"from {table.relation} as here full join temp.there as there "
                    f'using (_file, _row) where (here."{name}" is distinct from there."{name}" '
                    "or here._row is null or there._row is null) "
                    f"and not ('{name}' = '_nulled' and _file in {NESTED}) order by 1, 2 limit 5"
                ).fetchall()
                assert differing == [], f"{table.full_name}.{name}"
            kinds = here.execute(
                f"select count(*) from {table.relation} union all select count(*) from temp.there"
            ).fetchall()
            assert kinds[0] == kinds[1]
            here.execute("drop table temp.there")


@pytest.mark.parametrize("name", nasty_zone.BROKEN)
def test_a_csv_file_that_is_none_is_refused_in_the_same_words(
    engine: Spark, noted: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    zone = tmp_path / "zone"
    wrote(zone, "sound.csv", ROW)
    (zone / "crm/customers/broken 1.csv").write_bytes(nasty_zone.broken(name))
    with duckdb.connect() as here, pytest.raises(LandingError) as expected:
        load(here, zone, nasty_zone.tables()[:1])
    with pytest.raises(LandingError) as error:
        loaded(engine, noted, zone)
    assert str(error.value) == str(expected.value)
    assert noted.execute("select count(*) from raw.landing_files").fetchone() == (0,)


def test_what_spark_reads_otherwise_is_refused(
    engine: Spark, noted: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    zone = tmp_path / "zone"
    file = wrote(zone, "blank.csv", 'a,7, "+81",2024-01-01,2024-01-02')
    with pytest.raises(LandingError, match="a blank before its quotation mark"):
        loaded(engine, noted, zone)
    file.unlink()
    pq.write_table(
        pa.table(nasty_zone.day_and_time() | {"_loaded_at": ["2024-01-02"]}),
        zone / "crm/customers/time.parquet",
    )
    with pytest.raises(LandingError, match=r"column phone \(TIME\) has a type"):
        loaded(engine, noted, zone)
    (zone / "crm/customers/time.parquet").unlink()
    for name in ("curly{1}.csv", "10:00.txt"):
        file = wrote(zone, name, ROW)
        wrote(zone, "sound.csv", ROW)
        with pytest.raises(LandingError, match="Spark does not read a file of this name"):
            loaded(engine, noted, zone)
        file.unlink()
    assert loaded(engine, noted, zone).rows == {"crm/customers": 1}


def test_files_are_read_once_and_a_changed_one_makes_its_table_anew(
    engine: Spark,
    spark: Callable[[str], list[tuple]],
    noted: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    zone = tmp_path / "zone"
    first = wrote(zone, "1.csv", ROW, ROW)
    assert loaded(engine, noted, zone).rows == {"crm/customers": 2}
    assert loaded(engine, noted, zone).rows == {}
    wrote(zone, "2.csv", ROW)
    assert loaded(engine, noted, zone).rows == {"crm/customers": 1}
    assert [row[:2] for row in seen(spark)] == [("1.csv", 1), ("1.csv", 2), ("2.csv", 1)]
    wrote(zone, "1.csv", "b" + ROW[1:])
    report = loaded(engine, noted, zone)
    assert (report.reloaded, report.rows) == (["crm/customers"], {"crm/customers": 2})
    assert seen(spark) == [("1.csv", 1, "b"), ("2.csv", 1, "a")]
    first.unlink()
    assert loaded(engine, noted, zone).reloaded == ["crm/customers"]
    assert seen(spark) == [("2.csv", 1, "a")]


@pytest.mark.parametrize("moment", ["counted", "note", "keep"])
def test_a_load_that_was_killed_leaves_nothing_twice(
    engine: Spark,
    spark: Callable[[str], list[tuple]],
    noted: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    moment: str,
) -> None:
    zone, table = tmp_path / "zone", nasty_zone.tables()[:1]
    wrote(zone, "1.csv", ROW)
    loaded(engine, noted, zone)
    wrote(zone, "1.csv", "b" + ROW[1:])  # all goes, and comes again

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with engine.raw_rows(noted) as rows:
        setattr(rows, moment, killed)
        rows.undo = lambda *_: None  # nothing runs after a kill
        with pytest.raises(Killed):
            load(noted, zone, table, rows=rows)
    report = loaded(engine, noted, zone)
    assert report.rows == ({} if moment == "keep" else {"crm/customers": 1})
    assert seen(spark) == [("1.csv", 1, "b")]
    assert len(spark("show partitions raw.crm__customers")) == 1


def test_a_load_that_fails_leaves_the_table_as_it_was(
    engine: Spark,
    spark: Callable[[str], list[tuple]],
    noted: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    zone = tmp_path / "zone"
    wrote(zone, "1.csv", ROW)
    loaded(engine, noted, zone)
    wrote(zone, "2.csv", ROW, "short")
    with pytest.raises(LandingError, match=r"2\.csv cannot be read"):
        loaded(engine, noted, zone)
    assert seen(spark) == [("1.csv", 1, "a")]
    assert noted.execute("select file from raw.landing_files").fetchall() == [("1.csv",)]


def test_tables_that_have_gone_are_read_again_and_are_no_news(
    engine: Spark,
    spark: Callable[[str], list[tuple]],
    noted: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    zone = tmp_path / "zone"
    wrote(zone, "1.csv", ROW)
    loaded(engine, noted, zone)
    noted.execute("update raw.landing_files set is_published = true")
    spark("drop schema raw cascade")
    report = loaded(engine, noted, zone)
    assert (report.rows, report.reloaded) == ({}, [])
    assert seen(spark) == [("1.csv", 1, "a")]
    assert noted.execute("select is_published from raw.landing_files").fetchall() == [(True,)]


def test_another_engine_reads_everything_anew(
    engine: Spark,
    spark: Callable[[str], list[tuple]],
    noted: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    zone, tables = tmp_path / "zone", nasty_zone.tables()[:1]
    wrote(zone, "1.csv", ROW)
    load(noted, zone, tables)
    assert loaded(engine, noted, zone).rows == {"crm/customers": 1}
    assert seen(spark) == [("1.csv", 1, "a")]
    assert noted.execute("select count(*) from raw.crm__customers").fetchone() == (0,)
    assert load(noted, zone, tables).rows == {"crm/customers": 1}
    assert noted.execute("select count(*) from raw.crm__customers").fetchone() == (1,)
    assert landing.ELSEWHERE not in landing.table_names(noted)
    shutil.rmtree(zone)
