"""docs/bring-your-data.md against the contract and the loader: what it shows can be loaded."""

import re
from pathlib import Path

import duckdb

from orchestration.contract import DOCS_FILE, RawTable, read_contract, renewed_docs
from orchestration.data_checks import run
from orchestration.landing import load
from orchestration.settings import project_vars

TEXT = DOCS_FILE.read_text(encoding="utf-8")


def section(table: RawTable) -> str:
    """Return what the document says of a table."""
    found = re.search(
        rf"^### {re.escape(table.full_name)}\n(.*?)(?=^##|\Z)", TEXT, re.DOTALL | re.MULTILINE
    )
    assert found, f"{table.full_name} has no section"
    return found[1]


def example(table: RawTable) -> str:
    """Return the rows shown for a table."""
    return re.search(r"```csv\n(.*?)```", section(table), re.DOTALL)[1]


def test_columns_are_those_of_the_contract() -> None:
    assert renewed_docs(TEXT, read_contract()) == TEXT, "python -m orchestration.contract"
    named = re.findall(r"^### (\S+)$", TEXT, re.MULTILINE)
    assert sorted(named) == sorted(table.full_name for table in read_contract())


def test_every_table_says_what_its_columns_give_and_where_people_stumble() -> None:
    for table in read_contract():
        text = section(table)
        needs = re.findall(r"^\| (?!for |---)[^|`]+.*? \| (.+) \|$", text.split("```")[0], re.M)
        assert needs, table.full_name
        known = {column["name"] for column in table.columns}
        for names in needs:
            words = set(re.findall(r"[a-z_]+", names)) - {"and", "or", "its", "dates", "lines"}
            assert words <= known, f"{table.full_name}: {words - known}"
        assert re.search(r"^- .{10,}", text, re.M), f"{table.full_name} has no trap"


def test_the_rows_shown_load_without_a_word(tmp_path: Path) -> None:
    for table in read_contract():
        folder = tmp_path / table.folder
        folder.mkdir(parents=True)
        (folder / "shown.csv").write_text(example(table), encoding="utf-8")
    with duckdb.connect() as connection:
        report = load(connection, tmp_path)
        assert report.warnings == []
        rows = connection.execute(
            "select source || '.' || table_name, row_count, quarantined_row_count, extra_columns "
            "from raw.landing_files"
        ).fetchall()
        assert {row[1:] for row in rows} == {(3, 0, None)}, rows
        assert len(rows) == len(read_contract())
        found = run(connection, read_contract(), project_vars())
        assert [finding.message for finding in found if finding.is_critical] == []
