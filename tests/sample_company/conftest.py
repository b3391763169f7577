"""A small made-up company, generated once, and ways to read its files as a loader would."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from sample_company import generate
from sample_company.spec import SCALES, TABLES

PEOPLE, MONTHS, SEED = 400, 12, 11


@pytest.fixture(scope="session")
def zone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """Make a zone of 400 people and twelve months: its folder and its truth."""
    folder = tmp_path_factory.mktemp("company") / "landing"
    return folder, generate(folder, people=PEOPLE, months=MONTHS, seed=SEED)


@pytest.fixture(scope="session")
def raw(zone: tuple[Path, dict]) -> Callable[[str], pd.DataFrame]:
    """Every row of a table as text, nulls as None, CSV times as naive UTC texts."""
    folder, _ = zone
    cache: dict[str, pd.DataFrame] = {}

    def read(name: str) -> pd.DataFrame:
        if name not in cache:
            cache[name] = _read(folder / name.replace(".", "/"), name)
        return cache[name]

    return read


@pytest.fixture(scope="session")
def broken() -> Callable[[str, pd.DataFrame], pd.Series]:
    """Tell which rows of a table break the contract."""
    return find_broken


@pytest.fixture(scope="session")
def good(raw: Callable[[str], pd.DataFrame]) -> Callable[[str], pd.DataFrame]:
    """Read the newest good row of every key that is not deleted, cast to the contract's types."""
    cache: dict[str, pd.DataFrame] = {}

    def read(name: str) -> pd.DataFrame:
        if name not in cache:
            rows = raw(name)
            rows = rows[~find_broken(name, rows)]
            order = ["updated_at"] if "updated_at" in TABLES[name].columns else []
            times = cast(name, rows)[[*order, "_loaded_at"]]
            if order:
                times["updated_at"] = times["updated_at"].fillna(times["_loaded_at"])
            rows = rows.loc[times.sort_values([*order, "_loaded_at"], kind="stable").index]
            rows = rows.drop_duplicates(list(TABLES[name].key), keep="last")
            rows = rows[rows["_deleted"] != "true"].drop(columns="_deleted")
            cache[name] = cast(name, rows).reset_index(drop=True)
        return cache[name]

    return read


def _read(folder: Path, name: str) -> pd.DataFrame:
    parts = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            text = dict.fromkeys(TABLES[name].columns, pa.string())
            options = pcsv.ConvertOptions(
                column_types=text, strings_can_be_null=True, null_values=[""]
            )
            part = pcsv.read_csv(path, convert_options=options).to_pandas()
        else:
            part = _texts(pq.read_table(path))
        parts.append(part.astype(object).where(part.notna(), None))
    rows = pd.concat(parts, ignore_index=True)
    if "_deleted" not in rows:
        rows["_deleted"] = None
    return rows.astype(object).where(rows.notna(), None)


def _texts(table: pa.Table) -> pd.DataFrame:
    columns = {name: table[name].cast("string").to_pandas() for name in table.column_names}
    return pd.DataFrame(columns)


def _cast_column(values: pd.Series, kind: str) -> pd.Series:
    """Values in the type of the contract; what does not cast becomes null."""
    if kind == "timestamp":
        times = pd.to_datetime(values, format="ISO8601", utc=True, errors="coerce")
        shaped = values.astype("string").str.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?")
        return times.dt.tz_localize(None).where(shaped.fillna(False).to_numpy(dtype=bool))
    if kind == "date":
        return pd.to_datetime(values, format="%Y-%m-%d", errors="coerce")
    if kind == "boolean":
        words = {"true": True, "false": False, "1": True, "0": False, "t": True, "f": False}
        return values.map(words).astype("boolean")
    if kind == "varchar":
        return values
    if kind in ("integer", "bigint"):
        shaped = values.astype("string").str.fullmatch(r"[+-]?\d+").fillna(False)
        return pd.to_numeric(values.where(shaped.to_numpy(dtype=bool)), errors="coerce")
    return pd.to_numeric(values, errors="coerce")


def cast(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Bring the columns of the contract into its types."""
    kinds = TABLES[name].columns
    return pd.DataFrame(
        {
            column: _cast_column(rows[column], kind)
            if column in rows
            else pd.Series([None] * len(rows), index=rows.index)
            for column, kind in kinds.items()
        }
    )


def find_broken(name: str, rows: pd.DataFrame) -> pd.Series:
    """Which rows break the contract: no cast, required null, word not accepted, off the scale."""
    spec, typed = TABLES[name], cast(name, rows)
    deleted = rows["_deleted"] == "true"
    bad = pd.Series(False, index=rows.index)
    for column in spec.columns:
        if column in rows:
            bad |= rows[column].notna() & typed[column].isna()
        if column in spec.required:
            bad |= typed[column].isna() & (~deleted | (column in (*spec.key, "_loaded_at")))
    for column, words in spec.accepted.items():
        bad |= typed[column].notna() & ~typed[column].isin(words.split())
    if name == "survey.answers":
        scale = typed["question_id"].str.split("_").str[0]
        for kind, (low, high) in SCALES.items():
            score = typed["score"]
            off = (score < low) | (score > high) | (score % 1 != 0)
            bad |= (scale == kind) & score.notna() & off
    return bad
