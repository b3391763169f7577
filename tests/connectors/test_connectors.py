"""Every connector on the examples in its folder, whole and broken."""

import random
from pathlib import Path

import pytest

from connectors import trying
from connectors.description import FOLDER, Connector, connector_names, read_connector

CONNECTORS = {name: read_connector(FOLDER / name) for name in connector_names()}
EXAMPLES = [
    pytest.param(connector, example, id=f"{name}-{example.name}")
    for name, connector in CONNECTORS.items()
    for example in trying.examples(connector)
]


@pytest.mark.parametrize("name", CONNECTORS)
def test_every_form_of_a_connector_has_an_example(name: str) -> None:
    assert trying.forms_without(CONNECTORS[name]) == []


@pytest.mark.parametrize(("connector", "example"), EXAMPLES)
def test_an_example_gives_what_stands_beside_it(connector: Connector, example: Path) -> None:
    wrong = {trial: texts for trial, texts in trying.whole(connector, example) if texts}
    assert wrong == {}


@pytest.mark.parametrize(("connector", "example"), EXAMPLES)
def test_a_broken_column_is_told_and_breaks_nothing(connector: Connector, example: Path) -> None:
    """Break one column in one way; `engagement connect NAME --try` breaks them all in every way."""
    chosen = random.Random(f"{connector.name} {example.name}")
    there = sorted(trying.columns_of(example))
    read = {name for table in connector.tables for c in table.columns for name in c.names}
    column = chosen.choice([name for name in there if name in read])
    how = chosen.choice(list(trying.BREAKS))
    assert trying.broken(connector, example, how, {column}.__contains__) == [], (how, column)
