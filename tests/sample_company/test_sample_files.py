"""The landing zone as files: same arguments same bytes, the contract's columns, the counts."""

import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from homes import COMPANY_END

import sample_company
from sample_company import generate
from sample_company.noise import QUARANTINED
from sample_company.spec import TABLES
from sample_company.world import last_complete_day

Read = Callable[[str], pd.DataFrame]
SMALLEST = {"people": 50, "months": 3, "end": COMPANY_END}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(zone: tuple[Path, dict], tmp_path: Path) -> None:
    again = generate(tmp_path / "again", **zone[1]["arguments"])
    assert _bytes(tmp_path / "again") == _bytes(zone[0])
    assert again == zone[1]


def test_another_seed_gives_other_people(zone: tuple[Path, dict], tmp_path: Path) -> None:
    generate(tmp_path / "other", **zone[1]["arguments"] | {"seed": 12})
    name = "truth_people.parquet"
    assert (tmp_path / "other" / name).read_bytes() != (zone[0] / name).read_bytes()


def test_several_blocks_number_their_records_without_repeating_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_company, "BLOCK", 60)
    truth = generate(tmp_path / "blocks", people=150, months=4, end=COMPANY_END)
    for source, table, key in (("commerce", "orders", "order_id"), ("web", "events", "event_id")):
        ids = [
            value
            for path in sorted((tmp_path / "blocks" / source / table).glob("*.parquet"))
            if not {"resend", "deleted", "desk"} & set(path.stem.split("_"))
            for value in pq.read_table(path)[key].to_pylist()
        ]
        planted = truth["planted"].get(f"{source}.{table}", {})
        extra = sum(planted.values()) - planted.get("duplicate", 0)
        assert len(ids) - len(set(ids)) <= extra
    people = pq.read_table(tmp_path / "blocks" / "truth_people.parquet").to_pandas()
    assert people["record_id"].is_unique
    assert people["person_id"].nunique() == truth["people"]["people"] > 150


def test_every_table_of_the_contract_is_there(zone: tuple[Path, dict]) -> None:
    folders = {f"{path.parent.name}.{path.name}" for path in zone[0].glob("*/*") if path.is_dir()}
    assert folders == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_parquet_files_have_the_types_of_the_contract(zone: tuple[Path, dict], name: str) -> None:
    for path in (zone[0] / name.replace(".", "/")).glob("*.parquet"):
        schema = pq.read_schema(path)
        for field in TABLES[name].schema:
            kind = schema.field(field.name).type
            is_numbered = "_desk_" in path.name and field.name == "customer_record_id"
            wanted = pa.float64() if is_numbered and name == "commerce.orders" else field.type
            assert kind == wanted, (path.name, field.name)


def test_parquet_and_csv_stand_side_by_side_and_one_file_has_an_unknown_column(
    zone: tuple[Path, dict],
) -> None:
    files = list((zone[0] / "commerce" / "order_lines").iterdir())
    assert {path.suffix for path in files} == {".parquet", ".csv"}
    headers = [path.read_text().splitlines()[0] for path in files if path.suffix == ".csv"]
    assert any("warehouse_code" in header for header in headers)


def test_a_table_comes_packed_with_its_header_in_capitals(zone: tuple[Path, dict]) -> None:
    file = next((zone[0] / "crm" / "loyalty_ledger").glob("*.csv.gz"))
    header, first, *_ = gzip.decompress(file.read_bytes()).decode().splitlines()
    assert header.startswith('"ENTRY_ID","MEMBER_NO"')
    assert first.endswith(' UTC"')


def test_planted_rows_are_few_and_of_every_kind(zone: tuple[Path, dict]) -> None:
    _, truth = zone
    kinds = set()
    for name, planted in truth["planted"].items():
        kinds |= set(planted)
        bad = sum(planted.get(kind, 0) for kind in QUARANTINED)
        rows = truth["tables"][name]["rows"]
        # More than 20 rows and more than a twentieth of a table would stop a refresh.
        assert bad <= 12
        assert bad <= 2 or bad < 0.05 * rows
    assert kinds == {*QUARANTINED, "duplicate", "late_update", "tombstone"}


def test_loads_come_after_what_they_load_and_never_after_the_last_night(good: Read) -> None:
    end = pd.Timestamp(f"{COMPANY_END} 14:59:59.999999")
    for name, column in (
        ("commerce.orders", "ordered_at"),
        ("web.events", "occurred_at"),
        ("survey.responses", "responded_at"),
        ("messaging.messages", "sent_at"),
        ("support.tickets", "created_at"),
    ):
        rows = good(name)
        assert (rows["_loaded_at"] >= rows[column]).all(), name
        assert rows["_loaded_at"].max() <= end


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"people": 49}, "people is 49; allowed are whole numbers from 50"),
        ({"people": 1.5}, "people is 1.5"),
        ({"months": 2}, "months is 2; allowed are whole numbers from 3 to 120"),
        ({"seed": -1}, "seed is -1"),
        ({"end": "2000-12-31"}, "end is '2000-12-31'; allowed are days from 2001-01-01"),
        ({"end": "yesterday"}, "end is 'yesterday'"),
    ],
)
def test_a_bad_argument_is_named_with_the_allowed_range(
    tmp_path: Path, arguments: dict, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        generate(tmp_path / "zone", **arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "zone").mkdir()
    (tmp_path / "zone" / "mine.csv").write_text("a\n1\n")
    with pytest.raises(FileExistsError, match=r"zone holds 1 files .* mine\.csv; choose"):
        generate(tmp_path / "zone", **SMALLEST)
    assert (tmp_path / "zone" / "mine.csv").read_text() == "a\n1\n"


def test_an_own_file_in_an_earlier_zone_is_not_swept_away(tmp_path: Path) -> None:
    generate(tmp_path / "zone", **SMALLEST)
    (tmp_path / "zone" / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"notes\.txt"):
        generate(tmp_path / "zone", **SMALLEST)


def test_an_earlier_zone_is_replaced(tmp_path: Path) -> None:
    generate(tmp_path / "zone", **SMALLEST, seed=1)
    generate(tmp_path / "zone", **SMALLEST, seed=2)
    truth = json.loads((tmp_path / "zone" / "truth.json").read_text())
    assert truth["arguments"]["seed"] == 2


def test_a_run_that_fails_leaves_no_folder(tmp_path: Path) -> None:
    def stop(text: str) -> None:
        raise KeyboardInterrupt(text)

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path / "zone", **SMALLEST, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_smallest_company_has_every_table(tmp_path: Path) -> None:
    truth = generate(tmp_path / "zone", **SMALLEST)
    assert set(truth["tables"]) == set(TABLES)
    assert truth["tables"]["crm.customers"]["staged"] >= 50


def test_without_a_date_the_data_end_with_the_last_complete_day_of_japan() -> None:
    for moment, day in (
        ("2026-11-29 14:59:59+00:00", "2026-11-28"),  # a second before midnight in Japan
        ("2026-11-29 15:00:00+00:00", "2026-11-29"),
    ):
        assert str(last_complete_day(datetime.fromisoformat(moment))) == day


@pytest.mark.parametrize("end", ["2026-11-01", "2026-11-29", "2024-02-29"])
def test_the_data_end_on_the_day_that_is_asked_for(tmp_path: Path, end: str) -> None:
    truth = generate(tmp_path / "zone", people=200, months=4, end=end)
    assert (truth["arguments"]["end"], truth["last_date"]) == (end, end)
    last = pd.Timestamp(f"{end} 14:59:59.999999")
    for table, column in (("web/events", "occurred_at"), ("crm/customers", "_loaded_at")):
        files = (tmp_path / "zone" / table).glob("*.parquet")
        newest = max(pq.read_table(file)[column].to_pandas().max() for file in files)
        assert last - pd.Timedelta(days=2) < newest <= last, table
    # Whatever day of the month it is, the newest batch has room for what is planted there.
    assert set(QUARANTINED) - {"out_of_scale"} <= {
        kind for kinds in truth["planted"].values() for kind in kinds
    }
