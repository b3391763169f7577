"""The README says the same in both languages, and names what is there."""

import re

import pytest
from promise import promised

from orchestration.paths import ROOT

READMES = ("README.md", "README.ja.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_both_languages_name_the_same_things() -> None:
    english, japanese = (set(re.findall(r"`([^`\n]+)`", read(name))) for name in READMES)
    assert english ^ japanese == set(), "README.md and README.ja.md are changed together"


def test_both_languages_show_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        blocks = re.findall(r"```\n(.*?)```", read(name), re.DOTALL)
        return [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]

    assert commands("README.md") == commands("README.ja.md")


@pytest.mark.parametrize("name", READMES)
def test_every_mart_stands_in_the_table(name: str) -> None:
    table = set(re.findall(r"`(\w+)`", read(name)))
    missing = [f"add a row for {mart} to {name}" for mart in promised("marts") if mart not in table]
    assert missing == []


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", read(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
