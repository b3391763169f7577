"""The contact file: how to reach the customers with an open item, for those who may call people.

The one exception to "identifiers stay in schema pii": off by default, for its owner alone whatever
group may read the rest, and never kept beside another refresh than the one it belongs to. It is
written before the marts are published and takes its place right after, so that a refresh that fails
leaves the old one. No copy of an older one is kept: whoever was erased is gone with the next
refresh, and a roll-back takes the file away.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration import erasure, loading, naming, paths, publishing, settings
from orchestration.casting import literal

LIST = "contact_list"
SCHEMA = "contacts"
FILE_COLUMNS = ("run_id", "as_of", "started_at", "git_commit")


def is_as_wanted(run_id: str) -> bool:
    """Return whether the file is that of a refresh where the setting is on, and not there else.

    What a killed refresh left behind is not wanted either.

    Args:
        run_id: The published refresh.

    """
    if _new().exists():
        return False
    if not settings.has_contact_file():
        return not paths.contact_file().exists()
    try:
        with duckdb.connect(str(paths.contact_file()), read_only=True) as connection:
            row = connection.execute(f"select run_id from {SCHEMA}.refresh").fetchone()
    except duckdb.Error:
        return False
    return row == (run_id,)


def clean() -> None:
    """Take away what a killed refresh left behind."""
    loading.remove_database(_new())


def take_away() -> bool:
    """Take the file away; return whether there was one."""
    was_there = paths.contact_file().exists()
    paths.contact_file().unlink(missing_ok=True)
    return was_there


@contextlib.contextmanager
def beside(facts: publishing.Facts, nodes: dict[str, Any]) -> Iterator[None]:
    """Write the file, and put it in place once the marts of the same refresh are published.

    Where the setting is off the file goes instead.

    Args:
        facts: What the refresh says of itself.
        nodes: The dbt project's nodes by their ids.

    Raises:
        PublishError: If an erased person is in the list.
        RefreshError: If the file cannot be written; nothing is published then.

    """
    if not settings.has_contact_file():
        yield
        take_away()
        return
    erasure.guard_contacts(LIST)
    try:
        try:
            _write(_new(), facts, nodes[f"model.engagement.{LIST}"])
            publishing.sync(_new())
        except duckdb.Error as error:
            raise loading.told(error, paths.warehouse_file()) from error
        _new().chmod(0o400)
        yield
        os.replace(_new(), paths.contact_file())
        publishing.sync(paths.data_dir())
    finally:
        clean()


def _new() -> Path:
    """Return the name under which the file is written before it takes its place."""
    return paths.contact_file().with_name(f".{paths.contact_file().name}.new")


def _write(file: Path, facts: publishing.Facts, node: dict[str, Any]) -> None:
    """Write the list, the refresh it is of, and what explains both."""
    clean()
    with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
        connection.execute(f"attach {literal(str(paths.warehouse_file()))} as build (read_only)")
        connection.execute(f"attach {literal(str(file))} as copy (storage_version 'v1.4.0')")
        schema = f"copy.{SCHEMA}"
        connection.execute(f"create schema {schema}")
        connection.execute(
            f"create table {schema}.{LIST} as from build.pii.{LIST} order by priority, "
            "value_at_stake desc nulls last, customer_id"
        )
        columns = {name: publishing.REFRESH_COLUMNS[name] for name in FILE_COLUMNS}
        told = naming.entries([node])
        said = "The refresh that this list is of."
        about = naming.create(connection, schema, "refresh", columns, said, key=("run_id",))
        connection.execute(
            f"insert into {schema}.refresh values (?, ?, ?, ?)",
            [getattr(facts, name) for name in FILE_COLUMNS],
        )
        told += about + naming.write(connection, schema, told + about)
        naming.comment(connection, schema, told, {LIST: node["description"]})
        connection.execute("checkpoint copy")
        connection.execute("detach copy")
