"""What data tests have found right: versions of tracked tables, in ``changes.passed``.

A test that passed looks only at what came and went since (dbt_project/macros/looks.sql). A line of
its SQL says under which name, made of the test's own text, and at which tables it looks.
"""

import re
from collections.abc import Iterable

import duckdb

from orchestration.builds import SCHEMA

LOOK = re.compile(r"^-- look (?P<look>\w+) at (?P<models>[\w ]+)$", re.MULTILINE)


def note(connection: duckdb.DuckDBPyConnection, tests: Iterable[str], run_id: str) -> None:
    """Note the versions of tables that tests have found right.

    Args:
        connection: Connection to the build database, called ``warehouse``, outside a transaction.
        tests: Compiled SQL of tests that passed in a run that built what they read.
        run_id: The run (ENGAGEMENT_RUN_ID); what another one has built last is not noted.

    """
    looks = [
        (found["look"], model)
        for code in tests
        if (found := LOOK.search(code))
        for model in found["models"].split()
    ]
    if not looks:
        return
    passed = f"warehouse.{SCHEMA}.passed"
    connection.execute("begin")
    connection.execute(
        f"""
        create or replace temp table looks as
        with
        states as (
            select model, max(version) as version, arg_max(row_count, build) as row_count
            from warehouse.{SCHEMA}.states group by model
        ),
        told as (
            select model, arg_max(run_id, built_at) as run_id
            from warehouse.{SCHEMA}.told group by model
        )
        select look, model, version, row_count
        from (select unnest($looks) as look, unnest($models) as model)
        inner join states using (model)
        inner join told using (model)
        where row_count >= 0 and run_id = $run_id
        """,
        {
            "looks": [look for look, _ in looks],
            "models": [model for _, model in looks],
            "run_id": run_id,
        },
    )
    # Looks that nobody takes any more go as well, once their version is too old to be of use.
    connection.execute(
        f"""
        delete from {passed} as old where (look, model) in (select (look, model) from looks)
        or version < (select max(version) - 1 from looks where looks.model = old.model);
        insert into {passed} from looks;
        drop table looks
        """
    )
    connection.execute("commit")
