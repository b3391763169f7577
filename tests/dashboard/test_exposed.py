"""What dbt says the page reads is what the page asks when it is drawn."""

import re
from pathlib import Path
from unittest import mock

import duckdb

from dashboard import render
from dashboard.store import Marts
from orchestration import exposures, naming, yamls


def test_the_page_asks_for_nothing_that_its_exposure_leaves_out(
    published: Path, tmp_path: Path
) -> None:
    asked: set[str] = set()
    real = Marts.answer

    def answer(self: Marts, sql: str, **parameters: object) -> object:
        # A place such as $month stands where no statement can be read with it.
        asked.update(duckdb.get_table_names(re.sub(r"\$\w+", "1", sql)))
        return real(self, sql, **parameters)

    with mock.patch.object(Marts, "answer", answer):
        render(published, tmp_path / "page.html")
    told = yamls.read(exposures.FILE.read_text(encoding="utf-8"))["exposures"]
    [page] = [one for one in told if one["name"] == "page"]
    known = {ref.removeprefix("ref('").removesuffix("')") for ref in page["depends_on"]}
    found = {naming.SEEDS.get(name, name) for name in asked & exposures.published()}
    assert len(found) > 30
    assert found <= known
