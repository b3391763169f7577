"""What makes a published file readable on its own, of the made-up company."""

from pathlib import Path

import duckdb

from orchestration import naming


def test_every_column_of_every_published_mart_is_in_the_dictionary(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' "
            "and table_name not in ('refresh', 'dictionary', 'words') order by all"
        ).fetchall()
        told = connection.execute(
            "select mart, column_name from marts.dictionary where label_en is not null order by all"
        ).fetchall()
    assert told == columns


def test_every_word_of_the_made_up_company_has_a_name(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        known = {value for (value,) in connection.execute("select value from marts.words").fetchall()}
        unnamed, found = {}, set()
        for mart, column in connection.execute(
            "select mart, column_name from marts.dictionary where unit = 'word'"
        ).fetchall():
            values = connection.execute(f'select distinct "{column}" from marts."{mart}"').fetchall()
            words = {value for (value,) in values if value is not None}
            found |= words
            unnamed |= {word: f"{mart}.{column}" for word in words - known}
    assert len(found) > 100
    assert unnamed == {}, f"add rows to {naming.WORDS_FILE.name}"
