"""What makes a published file readable on its own, of the made-up company."""

from pathlib import Path

import duckdb

from orchestration import naming


def test_every_column_of_every_published_mart_is_told_of(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' "
            "and table_name not in ('refresh', 'refreshes', 'columns', 'metrics', 'words') "
            "order by all"
        ).fetchall()
        told = connection.execute(
            "select table_name, column_name from marts.columns where label_en is not null "
            "order by all"
        ).fetchall()
    assert told == columns


def test_keys_are_keys_and_joins_lead_to_them(published: Path) -> None:
    """A BI tool that follows table ``columns`` neither repeats rows nor finds no table."""
    with duckdb.connect(str(published), read_only=True) as connection:
        keys = connection.execute(
            "select table_name, list(column_name order by place) from marts.columns "
            "where is_key group by table_name"
        ).fetchall()
        for table, key in keys:
            listed = ", ".join(f'"{column}"' for column in key)
            (repeated,) = connection.execute(
                f'select count(*) - count(distinct ({listed})) from marts."{table}"'
            ).fetchone()
            assert repeated == 0, table
        joins = connection.execute(
            "select distinct joins_to from marts.columns where joins_to is not null"
        ).fetchall()
    assert len(joins) >= 10
    single = {f"{table}.{key[0]}" for table, key in keys if len(key) == 1}
    assert {target for (target,) in joins} - single == set()


def test_every_table_and_column_carries_a_comment(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        silent = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' "
            "and comment is null union all select table_name || '.' || column_name from "
            "duckdb_columns() where schema_name = 'marts' and comment is null"
        ).fetchall()
    assert silent == []


def test_every_word_of_the_made_up_company_has_a_name(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        known = dict(connection.execute("select value, en from marts.words").fetchall())
        columns = connection.execute(
            "select table_name, column_name from marts.columns where unit = 'word'"
        ).fetchall()
        found = {}
        for mart, column in columns:
            values = connection.execute(f'select distinct "{column}" from marts."{mart}"')
            found |= {value: f"{mart}.{column}" for (value,) in values.fetchall()}
    found.pop(None, None)
    assert len(found) > 100
    unnamed = {word: where for word, where in found.items() if word not in known}
    assert unnamed == {}, f"add rows to {naming.seed_file('words').name}"
