"""Exports are whole, say what they are, and a reader sees the one before or this one."""

import hashlib
import json
import threading
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from copies import MARTS, ROWS, publish
from homes import Home, open_to_others

from orchestration import exporting, lakes, locks, publishing
from orchestration.errors import BusyError, PublishError, UsageError


@pytest.fixture
def folder(home: Home, tmp_path: Path) -> Path:
    publish(1)
    return tmp_path / "export"


def manifest(folder: Path) -> dict:
    return json.loads((folder / "latest" / "manifest.json").read_text("utf-8"))


def rows(sql: str) -> list[tuple]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def test_every_published_table_is_a_file_that_the_manifest_describes(
    home: Home, folder: Path
) -> None:
    done = home.engagement("export", str(folder))
    assert done.exit_code == 0, done.output
    told = manifest(folder)
    published = dict(home.query("select table_name, estimated_size from duckdb_tables()"))
    assert {one["name"]: one["rows"] for one in told["tables"]} == published
    files = {file.name for file in (folder / "latest").iterdir()}
    assert files == {f"{name}.parquet" for name in published} | {"manifest.json"}
    for one in told["tables"]:
        file = folder / "latest" / one["file"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == one["sha256"]
        assert file.stat().st_size == one["bytes"]
        mine = f"from read_parquet('{file}')"
        assert sorted(map(repr, rows(mine))) == sorted(
            map(repr, home.query(f"from marts.{one['name']}"))
        )
        described = [row[:2] for row in rows(f"describe {mine}")]
        assert described == [row[:2] for row in home.query(f"describe marts.{one['name']}")]
        assert [column["column_name"] for column in one["columns"]] == [n for n, _ in described]
    orders = next(one for one in told["tables"] if one["name"] == "orders")
    assert (orders["key"], orders["description"]) == (["order_id"], "One row per orders.")
    money = next(c for c in orders["columns"] if c["column_name"] == "net_sales")
    assert money["unit"] == "currency"
    assert (money["label_en"], money["label_ja"]) == ("Net sales", "純売上")
    assert money["data_type"].lower() == "decimal(18,4)"
    assert told["refresh"]["run_id"] == "run1"
    assert told["scope"] == "all"
    assert {"made_at", "project_version", "format"} <= told.keys()
    assert open_to_others(folder) == []


def test_versions_go_with_the_published_copies_that_they_were_made_of(
    home: Home, folder: Path
) -> None:
    for version in range(2, 6):
        exporting.export(folder)
        publish(version)
    exporting.export(folder)
    exporting.export(folder)
    versions = sorted(p for p in folder.iterdir() if exporting.VERSION.fullmatch(p.name))
    assert [exporting.read_manifest(v)["refresh"]["run_id"] for v in versions] == [
        "run4",
        "run5",
        "run5",
    ]
    # As an erasure does: older copies are deleted because somebody in them was erased.
    for copy in publishing.kept_copies()[:-1]:
        copy.unlink()
    exporting.export(folder)
    left = [p for p in folder.iterdir() if exporting.VERSION.fullmatch(p.name)]
    assert {exporting.read_manifest(v)["refresh"]["run_id"] for v in left} == {"run5"}
    assert manifest(folder)["refresh"]["run_id"] == "run5"


def test_a_reader_sees_one_whole_export_whenever_it_looks(home: Home, folder: Path) -> None:
    exporting.export(folder)
    stop, wrong, seen = threading.Event(), [], set()

    def read() -> None:
        try:
            while not stop.is_set():
                place = (folder / "latest").resolve()
                said = json.loads((place / "manifest.json").read_text("utf-8"))
                found = rows(
                    f"select version, count(*) from '{place}/orders.parquet' group by 1 union "
                    f"select version, count(*) from '{place}/customers.parquet' group by 1"
                )
                version = int(said["refresh"]["run_id"].removeprefix("run"))
                if found != [(version, ROWS)]:
                    wrong.append(found)
                # Without resolving first: each file is whole, of whichever export.
                rows(f"select count(*) from '{folder}/latest/*s.parquet'")
                seen.add(version)
        except Exception as error:  # noqa: BLE001 - any error of a reader is what must not be
            wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for version in (2, 3):
            publish(version)
            exporting.export(folder)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(seen) > 1


@pytest.mark.parametrize("step", ["describe", "_table"])
def test_an_export_that_fails_leaves_the_one_before(home: Home, folder: Path, step: str) -> None:
    exporting.export(folder)
    publish(2)
    error = OSError("No space left on device")
    with (
        mock.patch.object(exporting, step, side_effect=error),
        pytest.raises(PublishError, match=r"No space left.*latest is as it was"),
    ):
        exporting.export(folder)
    assert manifest(folder)["refresh"]["run_id"] == "run1"
    assert [p.name for p in folder.iterdir() if p.name.endswith(".new")] == []


def test_what_may_leave_the_house_never_lies_beside_what_may_not(home: Home, folder: Path) -> None:
    exporting.export(folder)
    done = home.engagement("export", str(folder), "--shareable")
    assert done.exit_code == 2
    assert "Name another folder" in done.output


def test_only_one_export_at_a_time(home: Home, folder: Path) -> None:
    exporting.export(folder)
    with (
        locks.refresh_lock(folder / ".lock"),
        mock.patch.object(locks, "_held", set()),
        pytest.raises(BusyError, match=r"Another export into the same folder .*process \d+"),
    ):
        exporting.export(folder)


def test_nothing_published_is_told(home: Home, tmp_path: Path) -> None:
    done = home.engagement("export", str(tmp_path / "x"))
    assert done.exit_code == 2
    assert "engagement run" in done.output


# --- Iceberg --------------------------------------------------------------------------------------


def lake_rows(folder: Path, name: str) -> list[tuple]:
    found = lakes.catalog(folder / "iceberg").load_table(("marts", name)).scan().to_arrow()
    with duckdb.connect() as connection:
        return connection.from_arrow(found).fetchall()


def test_iceberg_tables_give_the_same_rows_and_each_export_is_a_snapshot(
    home: Home, folder: Path
) -> None:
    pytest.importorskip("pyiceberg")
    exporting.export(folder, with_iceberg=True)
    for name in ("orders", "customers", "words", "refresh"):
        assert sorted(map(repr, lake_rows(folder, name))) == sorted(
            map(repr, home.query(f"from marts.{name}"))
        )
    publish(2)
    exporting.export(folder, with_iceberg=True)
    table = lakes.catalog(folder / "iceberg").load_table(("marts", "orders"))
    assert table.current_snapshot().summary.additional_properties[lakes.RUN] == "run2"
    assert {row[3] for row in lake_rows(folder, "orders")} == {2}
    before = [s for s in table.snapshots() if s.summary.additional_properties[lakes.RUN] == "run1"]
    assert len(before) == 1
    old = table.scan(snapshot_id=before[0].snapshot_id).to_arrow()
    assert set(old["version"].to_pylist()) == {1}
    assert table.schema().find_field("net_sales").doc == "What net_sales is."
    assert str(table.schema().find_field("net_sales").field_type) == "decimal(18, 4)"


def test_iceberg_forgets_refreshes_that_are_kept_no_more(home: Home, folder: Path) -> None:
    pytest.importorskip("pyiceberg")
    exporting.export(folder, with_iceberg=True)
    publish(2)
    publishing.kept_copies()[0].unlink()
    exporting.export(folder, with_iceberg=True)
    table = lakes.catalog(folder / "iceberg").load_table(("marts", "orders"))
    runs = {s.summary.additional_properties[lakes.RUN] for s in table.snapshots()}
    assert runs == {"run2"}
    files = list((folder / "iceberg" / "marts" / "orders").glob("data/**/*.parquet"))
    assert {version for (version,) in rows(f"select distinct version from '{files[0]}'")} == {2}
    assert len(files) == 1
    assert len(lake_rows(folder, "orders")) == ROWS
    # Another type begins anew, a table that is gone goes.
    changed = {
        "orders": ("select cast({version} as varchar) as version", {}),
        "customers": MARTS["customers"],
    }
    publish(3, marts=changed)
    done = home.engagement("export", str(folder), "--iceberg")
    assert "orders has other types and begins anew" in done.output
    assert "campaigns is published no more" in done.output
    assert lake_rows(folder, "orders") == [("3",)]


def test_an_iceberg_folder_that_was_moved_is_told(home: Home, folder: Path) -> None:
    pytest.importorskip("pyiceberg")
    exporting.export(folder, with_iceberg=True)
    folder.rename(folder.with_name("moved"))
    done = home.engagement("export", str(folder.with_name("moved")), "--iceberg")
    assert done.exit_code == 1
    assert "cannot be moved" in done.output


def test_the_missing_package_is_named_with_its_remedy(home: Home, folder: Path) -> None:
    with (
        mock.patch.dict("sys.modules", {"pyiceberg.catalog.sql": None}),
        pytest.raises(UsageError, match="make export ARGS=--iceberg installs it"),
    ):
        exporting.export(folder, with_iceberg=True)
    assert not folder.exists()
