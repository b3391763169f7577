"""The engine that builds the models: DuckDB in its files, or a server with tables of its own.

One word chooses it, setting ENGAGEMENT_TARGET, which is the name of dbt's target as well. What
every engine but DuckDB shares stands here:

- The landing zone becomes raw tables of the engine before models run, with the casting rules,
  quarantine and versions of the loader: the engine is handed what was loaded (``Engine.receive``),
  or reads the files by itself and is asked of the rows (``Engine.raw_rows``).
- A model in Python runs in this process on the tables that it reads, copied batch by batch into a
  DuckDB session, and its rows go back batch by batch (``orchestration.engines.python_models``).
- What later steps read (marts, audit tables, contact lists) comes back into the files in which
  DuckDB would have built it (``Engine.hand_back``), so that checks, publishing, exports and erasure
  know nothing of engines.
"""

import os

from orchestration.engines.engine import Engine
from orchestration.errors import UsageError

TARGET = "ENGAGEMENT_TARGET"
DEFAULT = "duckdb"
NAMES = ("duckdb", "postgres", "spark")


def name() -> str:
    """Return the name of the chosen engine.

    Raises:
        UsageError: If there is none of that name.

    """
    given = os.environ.get(TARGET) or DEFAULT
    if given not in NAMES:
        raise UsageError(f"{TARGET} = {given!r} is wrong: one of {', '.join(NAMES)}.")
    return given


def chosen() -> Engine:
    """Return the chosen engine.

    Raises:
        UsageError: If there is none of that name.

    """
    if name() == "postgres":
        from orchestration.engines.postgres import Postgres

        return Postgres()
    if name() == "spark":
        from orchestration.engines.spark import Spark

        return Spark()
    return Engine()
