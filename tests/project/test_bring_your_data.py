"""docs/bring-your-data.md, written from the source YAMLs: what it shows can be loaded."""

import re
from pathlib import Path

import duckdb

from orchestration.contract import read_contract
from orchestration.data_checks import run
from orchestration.landing import RawRows, load
from orchestration.settings import project_vars


def test_every_table_says_what_its_columns_give_and_where_people_stumble() -> None:
    for table in read_contract():
        assert {"needs", "rows", "traps"} <= table.guide.keys(), f"{table.full_name}: meta.guide"
        known = {column["name"] for column in table.columns}
        for names in table.guide["needs"].values():
            words = set(re.findall(r"[a-z_]+", names)) - {"and", "or", "its", "dates", "lines"}
            assert words <= known, f"{table.full_name}: {words - known}"
        assert min(map(len, table.guide["traps"])) >= 10, f"{table.full_name} has no trap"


def test_the_rows_shown_load_without_a_word(tmp_path: Path) -> None:
    for table in read_contract():
        folder = tmp_path / table.folder
        folder.mkdir(parents=True)
        (folder / "shown.csv").write_text(table.guide["rows"], encoding="utf-8")
    with duckdb.connect() as connection:
        report = load(connection, tmp_path)
        assert report.warnings == []
        rows = connection.execute(
            "select source || '.' || table_name, row_count, quarantined_row_count, extra_columns "
            "from raw.landing_files"
        ).fetchall()
        assert {row[1:] for row in rows} == {(3, 0, None)}, rows
        assert len(rows) == len(read_contract())
        found = run(RawRows(connection), read_contract(), project_vars())
        assert [finding.message for finding in found if finding.is_critical] == []
        left = [table for table in read_contract() if table.full_name != "web.events"]
        assert run(RawRows(connection), left, project_vars()), (
            "a table that left the contract is no error"
        )
