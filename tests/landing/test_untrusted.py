"""What strangers write into files and names of files stays text, and stays where it is."""

import csv
import gzip
from pathlib import Path

import canaries
import duckdb
import leaks
import pytest
from homes import Home

from orchestration import evidence, landing

HEADER = "customer_record_id,source_system,email,phone,full_name,_loaded_at\n"
ROW = "kanarie0001x,ec,kanarie0002x@leak.example,kanarie0003x,kanarie0004x,2026-03-01\n"
BROKEN = {
    "a line with more fields": HEADER
    + ROW
    + "kanarie0005x,ec,kanarie0006x,,,2026-03-01,more,more\n",
    "a quote that is not closed": HEADER + ROW + 'kanarie0005x,ec,"kanarie0006x,,,2026-03-01\n' * 3,
    "a file without header": ROW * 3,
    "a file without header and with one known word": "email," + ROW,
    "two ends of lines": HEADER
    + ROW
    + ROW.replace("\n", "\r\n") * 2
    + 'k,ec,"a\nb",,,2026-03-01\n',
    "an empty file": "",
}


@pytest.mark.parametrize("what", BROKEN)
def test_no_message_shows_what_stands_in_a_broken_file(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "crm" / "customers"
    folder.mkdir(parents=True)
    (folder / "broken.csv").write_bytes(BROKEN[what].encode())
    with duckdb.connect() as connection:
        try:
            said = landing.load(connection, tmp_path).warnings
        except landing.LandingError as error:
            said = [str(error)]
            assert "crm/customers/broken.csv" in said[0]
        else:
            assert what == "two ends of lines"
    assert canaries.FORM.findall("\n".join(said).encode()) == []


def test_nor_does_anything_that_the_refresh_leaves_behind(home: Home) -> None:
    """The terminal, the log, Dagster's history, what came of it, and the evidence."""
    for number, (what, text) in enumerate(BROKEN.items()):
        folder = home.raw / "crm" / "customers"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"broken{number}.csv").write_text(text, encoding="utf-8", newline="")
        del what
    packed = home.raw / "crm" / "leads"
    packed.mkdir()
    (packed / "half.csv.gz").write_bytes(gzip.compress((ROW * 900).encode())[:-20])
    told = home.engagement("run")
    assert told.exit_code == 1
    assert "half.csv.gz" in told.stderr
    (home.data / "terminal.txt").write_text(told.output, encoding="utf-8")
    seen = {
        str(file.relative_to(home.data))
        for file in home.data.rglob("*")
        if file.is_file() and canaries.FORM.search(leaks.content(file))
    }
    assert seen <= {"build/warehouse.duckdb"}
    assert any(file.suffix == ".db" for file in home.data.rglob("*"))  # Dagster's was looked at


HOSTILE_NAMES = [
    "a\x1b[2Jb.csv",
    "a\u202egnp.csv",
    "a\nERROR: all is lost.csv",
    "a\u200bb.csv",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_that_plays_with_the_terminal_is_refused_and_shown_harmlessly(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "crm" / "customers"
    folder.mkdir(parents=True)
    (folder / name).write_text(HEADER + ROW, encoding="utf-8")
    with duckdb.connect() as connection, pytest.raises(landing.LandingError) as error:
        landing.load(connection, tmp_path)
    assert "cannot be shown" in str(error.value)
    assert str(error.value).isprintable()


def test_names_of_columns_cannot_play_with_the_terminal_either(tmp_path: Path) -> None:
    folder = tmp_path / "crm" / "customers"
    folder.mkdir(parents=True)
    odd = "\x1b[31mred,\u202eemali,=cmd()"
    (folder / "a.csv").write_text(
        HEADER.replace("\n", f",{odd}\n") + ROW.replace("\n", ",1,2,3\n"), encoding="utf-8"
    )
    with duckdb.connect() as connection:
        report = landing.load(connection, tmp_path)
        (noted,) = connection.execute("select extra_columns from raw.landing_files").fetchone()
    assert (noted + "".join(report.warnings)).isprintable()


def test_texts_that_are_code_elsewhere_are_texts_here(tmp_path: Path) -> None:
    """SQL, formulas, paths and templates in every text column: loaded letter by letter."""
    planted = canaries.plant(tmp_path)
    with duckdb.connect() as connection:
        landing.load(connection, tmp_path)
        rows = connection.execute(
            "select text from raw.survey__answers where text like '%kanarie%' and _reasons is null"
        ).fetchall()
    assert len(rows) == 1
    assert canaries.HOSTILE in rows[0][0]
    assert len(planted.columns) > 300


def test_a_spreadsheet_takes_nothing_of_the_evidence_for_a_formula(tmp_path: Path) -> None:
    texts = ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "plain", "1-1"]
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as evidence")
        listed = ", ".join("'" + text + "'" for text in texts)
        evidence._kept(connection, tmp_path, "rows", f"select unnest([{listed}]) as text")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as stream:
        written = [row["text"] for row in csv.DictReader(stream)]
    assert written == ["'" + text for text in texts[:6]] + ["plain", '="1-1"']
