"""What makes a published file readable on its own, of the made-up company."""

from pathlib import Path

import duckdb

from orchestration import naming

OPEN = {"calendar", "campaigns", "companies"}


def test_every_column_of_every_published_mart_is_told_of(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' "
            "order by all"
        ).fetchall()
        told = connection.execute(
            "select table_name, column_name from marts.columns order by all"
        ).fetchall()
        explaining = connection.execute(
            "select distinct table_name from marts.columns where label_en is null order by all"
        ).fetchall()
    assert told == columns
    assert [t for (t,) in explaining] == ["columns", "metrics", "refresh", "refreshes", "words"]


def test_a_join_along_columns_loses_only_what_it_says_it_loses(published: Path) -> None:
    """Columns of calendar, campaigns and companies may hold more than sources tell of."""
    with duckdb.connect(str(published), read_only=True) as connection:
        joins = connection.execute(
            "select table_name, column_name, joins_to, coalesce(joins_but, 'false') "
            "from marts.columns where joins_to is not null"
        ).fetchall()
        lost = set()
        for table, column, target, without in joins:
            other, key = target.split(".")
            (count,) = connection.execute(
                f'select count(*) from marts."{table}" where "{column}" is not null '
                f'and not ({without}) and "{column}" not in (select "{key}" from marts."{other}")'
            ).fetchone()
            if count:
                lost.add(f"{table}.{column} -> {other}")
    assert {place for place in lost if place.split(" -> ")[1] not in OPEN} == set()
    assert "message_performance.campaign_id -> campaigns" not in lost
    assert sum(without != "false" for *_, without in joins) == 4


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
