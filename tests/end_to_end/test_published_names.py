"""What makes a published file readable on its own, of the made-up company."""

from pathlib import Path

import duckdb

from orchestration import naming


def test_every_column_of_every_published_mart_is_in_the_dictionary(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' "
            "and table_name not in ('refresh', 'dictionary', 'metrics', 'words') order by all"
        ).fetchall()
        told = connection.execute(
            "select mart, column_name from marts.dictionary where label_en is not null order by all"
        ).fetchall()
    assert told == columns


def test_every_word_of_the_made_up_company_has_a_name(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        known = dict(connection.execute("select value, en from marts.words").fetchall())
        columns = connection.execute(
            "select mart, column_name from marts.dictionary where unit = 'word'"
        ).fetchall()
        found = {}
        for mart, column in columns:
            values = connection.execute(f'select distinct "{column}" from marts."{mart}"')
            found |= {value: f"{mart}.{column}" for (value,) in values.fetchall()}
    found.pop(None, None)
    assert len(found) > 100
    unnamed = {word: where for word, where in found.items() if word not in known}
    assert unnamed == {}, f"add rows to {naming.WORDS_FILE.name}"
