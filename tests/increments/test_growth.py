"""A refreshed warehouse equals one that is built anew, whatever happens to its landing zone.

Zones are drawn by their seeds (grow.py, by hand any number of them); what a refresh does to be
cheap is not known here.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import comparing
import duckdb
import pytest
from changes import CHANGES
from comparing import differences
from grow import Growth, Way, grown
from growing import Zone

ZONES = (11, 12, 13, 14, 15)
# In files, out of which erased persons are taken after each refresh.
ON_DISK = 13
# Each other set of variables is compiled, which takes longer than a refresh.
WAYS_SEEN: Counter[str] = Counter()
WAY = Way(most=9, has_variables=False, is_on_disk=False)


@pytest.mark.parametrize("seed", ZONES)
def test_each_refresh_of_a_growing_zone_equals_a_warehouse_built_anew(
    seed: int, tmp_path: Path
) -> None:
    is_on_disk = seed == ON_DISK
    way, came_back = replace(WAY, is_on_disk=is_on_disk), []
    for step in grown(seed, 2, tmp_path / "zone", way):
        WAYS_SEEN.update(step.ways)
        came_back.append(step.is_put_back)
        told = f"grow.py --seed {seed} --steps 2 --most 9 --no-variables"
        assert step.is_equal, f"{told}{' --disk' * is_on_disk}\n{step}"
    # Nothing was taken out before the first refresh.
    assert came_back == [False, is_on_disk, is_on_disk]


def test_it_did_so_by_building_what_was_touched() -> None:
    """Were all tables built whole, nothing would have been judged above."""
    if not WAYS_SEEN:
        pytest.skip("no zone has grown in this process")
    assert WAYS_SEEN["touched"] >= 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40, 60))
def test_it_does_so_with_other_variables_and_in_files(seed: int, tmp_path: Path) -> None:
    for step in grown(seed, 4, tmp_path / "zone", Way()):
        assert step.is_equal, f"grow.py --seed {seed}\n{step}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("int_events_numbered", "events_of_a_known_device"),
        ("stg_commerce__orders", "an_order_of_any_age"),
        ("id_records_clustered", "two_records_are_said_to_be_one"),
        ("int_texts_masked", "a_new_survey"),
        ("customers", "a_new_record"),
    ],
)
def test_a_model_that_is_not_rebuilt_is_found(model: str, name: str, tmp_path: Path) -> None:
    way = Way(names=(name,), is_on_disk=False, frozen=model)
    *_, last = grown(21, 4, tmp_path / "zone", way)
    assert last.found, f"{model} may stay as it is after {last}"


def test_every_change_happens_to_some_zone(tmp_path: Path) -> None:
    zone_folder = tmp_path / "zone"
    zone_folder.mkdir()
    growth = Growth(11, zone_folder, Way())
    growth.close()
    zone: Zone = growth.zone
    zone.deliver(1)
    done = set()
    for number in range(40):
        for name, (change, _) in CHANGES.items():
            zone.rng = growth.draws(number, name)
            if name not in done and change(zone):
                done.add(name)
    assert CHANGES.keys() - done == set()


# --- the comparison itself ----------------------------------------------------------------------


@dataclass
class Table:
    """As much of a step as a comparison needs."""

    name: str = "mart"
    relation: str = '"warehouse"."marts"."mart"'
    is_mart: bool = True


@dataclass
class Warehouse:
    """As much of a warehouse."""

    connection: duckdb.DuckDBPyConnection


def warehouse(rows: str) -> Warehouse:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse; create schema warehouse.marts")
    connection.execute(f"create table warehouse.marts.mart as {rows}")
    return Warehouse(connection)


@pytest.fixture(autouse=True)
def _grain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "grain_of", lambda _: ["id"])


ROWS = "select * from (values ('a', 0.1::double, 1), ('b', 0.2::double, 2)) as rows (id, x, n)"


@pytest.mark.parametrize(
    ("other", "columns", "left", "right"),
    [
        (f"{ROWS} order by id desc", None, 0, 0),
        (f"select id, x + 1e-16 as x, n from ({ROWS})", {"x": 2}, 2, 2),
        (f"select id, x, n + (id = 'b')::int as n from ({ROWS})", {"n": 1}, 1, 1),
        (f"{ROWS} union all {ROWS} limit 3", {}, 0, 1),
        (f"{ROWS} where id = 'a'", {}, 1, 0),
    ],
)
def test_rows_are_compared_to_the_last_bit(
    other: str, columns: dict[str, int] | None, left: int, right: int
) -> None:
    found = differences(warehouse(ROWS), warehouse(other), [Table()])
    if columns is None:
        assert found == []
    else:
        assert [(d.columns, d.left, d.right) for d in found] == [(columns, left, right)]


@pytest.mark.parametrize(
    "other",
    [
        f"select id, x, n::bigint as n from ({ROWS})",
        f"select id, n, x from ({ROWS})",
        f"select id, x, n, 1 as more from ({ROWS})",
    ],
)
def test_columns_are_compared_by_name_type_and_order(other: str) -> None:
    (found,) = differences(warehouse(ROWS), warehouse(other), [Table()])
    assert "columns" in found.schema


def test_a_negative_zero_is_another_zero() -> None:
    zero = "select 'a' as id, {}0.0::double as x".format
    (found,) = differences(warehouse(zero("")), warehouse(zero("-")), [Table()])
    assert found.columns == {"x": 1}


def test_a_difference_names_keys_and_values() -> None:
    other = f"select id, case when id = 'a' then 5.0 else x end as x, n from ({ROWS})"
    (found,) = differences(warehouse(ROWS), warehouse(other), [Table()])
    assert "id 'a': x: 0.1 instead of 5.0" in str(found)
