"""Vendors' tables beside the project, with what a right connector makes of them.

The totals were worked out by other programs than ours, from the same tables in plain SQL.
"""

import csv
import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from connectors.description import FOLDER, read_connector
from connectors.running import Order, run

VENDORS = Path(__file__).parents[3] / "shared" / "data" / "vendors"
# vendor, form of the expected totals -> folder; None: written by as_loader.py.
FOLDERS = {
    ("dynamics365", "native"): "native_dataverse",
    ("eccube", "native"): "native_eccube",
    ("freshdesk", "native"): "native_freshdesk",
    ("ga4", "native_jsonl"): "native_ga4",
    ("ga4", "native_parquet"): "native_ga4_parquet",
    ("qualtrics", "native"): "native_qualtrics",
    ("shopify", "native"): "native_shopify",
    ("stripe", "native"): "native_stripe",
}

pytestmark = pytest.mark.skipif(not VENDORS.is_dir(), reason="no vendors' tables beside the tree")


def forms() -> Iterator[tuple[str, str]]:
    if (VENDORS / "expected.csv").exists():
        with (VENDORS / "expected.csv").open(encoding="utf-8", newline="") as stream:
            yield from dict.fromkeys((row["vendor"], row["form"]) for row in csv.DictReader(stream))


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendors_check", VENDORS / "check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def loaded(vendor: str, form: str, out: Path) -> Path:
    """Return the tables of a form as a loader has written them, in folders of their own names."""
    spec = importlib.util.spec_from_file_location("as_loader", VENDORS / "as_loader.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    name = vendor if form == "loader" else f"{vendor}_{form}"
    folder, prefix, left_out = module.FORMS[name]
    out.mkdir()
    for path in sorted((VENDORS / folder).glob("*.csv")):
        found = re.match(prefix, path.stem)
        twin = re.search("_(snowflake|postgres|databricks)$", path.stem)
        if not found or path.stem == left_out or twin:
            continue
        stem = path.stem[found.end() :]
        table = stem if path.stem == "survey_embedded_data" else re.sub("_data$", "", stem)
        shutil.copyfile(path, out / f"{re.sub('_norename$', '', table)}.csv")
    return out


@pytest.mark.parametrize(("vendor", "form"), list(forms()))
def test_a_vendors_tables_give_the_totals_of_plain_sql(
    vendor: str, form: str, check: ModuleType, tmp_path: Path
) -> None:
    if (vendor, form) in FOLDERS:
        source = VENDORS / FOLDERS[vendor, form]
    elif form.startswith("made"):
        source = VENDORS / f"made_{vendor}{form.removeprefix('made')}"
    else:
        source = loaded(vendor, form, tmp_path / "source")
    order = Order(vendor, read_connector(FOLDER / vendor), str(source), prefix=f"{vendor}-")
    zone = tmp_path / "zone"
    memory = tmp_path / "memory" / "file.duckdb"
    first = run(order, zone, memory, salt="a salt of tests")
    assert any(filled.new for filled in first.filled)
    found = check.measures(os.fspath(zone))
    rows = check.expectations([os.fspath(VENDORS / "expected.csv")], vendor, form)
    wrong = {
        row["measure"]: (row["value"], found.get(row["measure"], 0.0))
        for row in rows
        if not check.equal(row["value"], found.get(row["measure"], 0.0))
    }
    assert rows
    assert wrong == {}
