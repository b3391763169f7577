"""What dbt says of those who read the marts is what they read."""

import re

from parsed import project

from orchestration import exposures, naming, yamls

TOLD = yamls.read(exposures.FILE.read_text(encoding="utf-8"))["exposures"]
REF = re.compile(r"ref\('(\w+)'\)")


def depends_on(name: str) -> set[str]:
    """Return the published tables that an exposure names."""
    [told] = [one for one in TOLD if one["name"] == name]
    seeds = {seed: table for table, seed in naming.SEEDS.items()}
    found = {REF.fullmatch(ref)[1] for ref in told["depends_on"]}
    return {seeds.get(one, one) for one in found}


def test_the_file_is_as_the_queries_are() -> None:
    written = exposures.FILE.read_text(encoding="utf-8")
    assert written == exposures.text(), f".venv/bin/{exposures.COMMAND} writes it anew"


def test_dbt_knows_them_with_owner_and_names_in_both_languages() -> None:
    known = {node["name"]: node for node in project().manifest["exposures"].values()}
    assert {reader.name for reader in exposures.READERS} <= known.keys()
    for reader in exposures.READERS:
        node = known[reader.name]
        assert node["owner"]["name"]
        assert node["url"]
        assert node["config"]["meta"]["label"] == {"en": reader.label_en, "ja": reader.label_ja}
        # Nothing but what is published, and the seeds of two published tables.
        kinds = {one.partition(".")[0] for one in node["depends_on"]["nodes"]}
        assert kinds <= {"model", "seed"}


def test_copies_hold_every_published_model() -> None:
    models = {node["name"] for node in project().published()} | set(naming.SEEDS)
    for name in ("postgresql", "parquet"):
        assert depends_on(name) == models
