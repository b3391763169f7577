"""A small made-up company, generated and refreshed once, and ways to read what came of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from homes import COMPANY_END
from light import Light, Outcome

from sample_company import generate
from sample_company.spec import TABLES

PEOPLE, MONTHS, SEED = 520, 12, 11


@pytest.fixture(scope="session")
def zone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """Make a zone of 520 people and twelve months: its folder and its truth."""
    folder = tmp_path_factory.mktemp("company") / "landing"
    return folder, generate(folder, people=PEOPLE, months=MONTHS, seed=SEED, end=COMPANY_END)


@pytest.fixture(scope="session")
def built(zone: tuple[Path, dict]) -> Iterator[Outcome]:
    """The company after its first refresh, with everything that data tests said."""
    with Light() as light:
        outcome = light.refresh(zone[0], {"business_timezone": "Asia/Tokyo"}, tests=True)
        assert outcome.refusal is None, outcome.refusal
        yield outcome


@pytest.fixture(scope="session")
def good(built: Outcome) -> Callable[[str], pd.DataFrame]:
    """Read the newest good row of every key that is not deleted, in the contract's types."""
    cache: dict[str, pd.DataFrame] = {}

    def read(name: str) -> pd.DataFrame:
        if name not in cache:
            source, table = name.split(".")
            columns = ", ".join(f'raw_rows."{column}"' for column in TABLES[name].columns)
            cache[name] = built.frame(
                f"""
                select {columns}
                from raw.{source}__{table} as raw_rows
                anti join (
                    select file as _file, row_number as _row from audit.quarantine
                    where source = '{source}' and table_name = '{table}'
                    union all
                    select file, row_number from audit.outdated_rows
                    where source = '{source}' and table_name = '{table}'
                ) as set_aside
                    using (_file, _row)
                """
            )
        return cache[name]

    return read
