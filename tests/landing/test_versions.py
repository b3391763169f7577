"""Which version of a key counts: the compiled models over files as a loader delivers them."""

from pathlib import Path

import duckdb
from parsed import project

from orchestration.landing import load

HEADER = "product_id,updated_at,_deleted,_loaded_at\n"
DAY = "2026-01-0{}T00:00:00Z".format
FIRST = [  # key, updated_at, _deleted, _loaded_at
    f"updated,{DAY(1)},,{DAY(9)}",
    f"tie_of_files,{DAY(1)},,{DAY(1)}",
    f"deleted,{DAY(1)},,{DAY(1)}",
    f"came_back,{DAY(1)},true,{DAY(1)}",
    f"alone,{DAY(1)},,{DAY(1)}",
    f"loaded_later,,,{DAY(2)}",
    f"never_updated,,,{DAY(1)}",
]
SECOND = [
    f"updated,{DAY(2)},,{DAY(3)}",
    f"tie_of_files,{DAY(1)},,{DAY(1)}",
    f"tie_of_rows,{DAY(1)},,{DAY(1)}",
    f"tie_of_rows,{DAY(1)},,{DAY(1)}",
    f"deleted,{DAY(2)},true,{DAY(2)}",
    f"came_back,{DAY(2)},,{DAY(2)}",
    f"loaded_later,{DAY(1)},,{DAY(3)}",
    f"never_updated,,,{DAY(2)}",
]


def test_the_newest_version_wins_and_a_tombstone_deletes_the_key(tmp_path: Path) -> None:
    """updated_at or else _loaded_at, then _loaded_at, then the last file, then the last row."""
    folder = tmp_path / "landing" / "commerce" / "products"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(HEADER + "\n".join(FIRST), encoding="utf-8")
    (folder / "b.csv").write_text(HEADER + "\n".join(SECOND), encoding="utf-8")
    with duckdb.connect() as build:
        build.execute("attach ':memory:' as warehouse; use warehouse; create schema audit")
        load(build, tmp_path / "landing")
        build.execute(
            "create table audit.set_aside_rows (source varchar, table_name varchar, "
            "file varchar, row_number bigint, reasons varchar)"
        )
        found = build.execute(
            f"select file, row_number, reason from ({project().compiled['outdated_others']}) "
            "where table_name = 'products' order by all"
        ).fetchall()
    assert found == [
        ("a.csv", 1, "superseded"),
        ("a.csv", 2, "superseded"),
        ("a.csv", 3, "superseded"),
        ("a.csv", 4, "superseded"),
        ("a.csv", 7, "superseded"),
        ("b.csv", 3, "superseded"),
        ("b.csv", 5, "deleted"),
        ("b.csv", 7, "superseded"),
    ]
