"""What dbt loads by itself, as it does every package of such a name: engines other than DuckDB.

dbt's adapters of these neither run models in Python nor know the type names of the project's
contracts; here they are taught both, also for a dbt that is started by hand.
"""

import sys

from dbt.plugins.manager import dbtPlugin

# Type names of the project's YAML that an engine calls otherwise.
# dbt translates some of them twice.
TYPES = {
    "postgres": {"DOUBLE": "double precision"},
    "spark": {"VARCHAR": "string", "STRING": "string"},
}


class Engines(dbtPlugin):
    """Teaches the adapter that the profile has just loaded."""

    def initialize(self) -> None:
        """Act before the first model is run."""
        for name, types in TYPES.items():
            adapters = sys.modules.get(f"dbt.adapters.{name}")
            if adapters is None:
                continue
            from orchestration import modes
            from orchestration.engines import python_models, spark_server

            modes.owner_only()
            adapter = adapters.Plugin.adapter
            python_models.teach(adapter, name)
            if name == "spark":
                spark_server.teach(sys.modules["dbt.adapters.spark.connections"])
            labels = adapter.Column.TYPE_LABELS | types
            adapter.Column.TYPE_LABELS = labels
            # That of Spark would leave every name as it is.
            adapter.Column.translate_type = classmethod(
                lambda _, kind, labels=labels: labels.get(kind.upper(), kind)
            )


plugins = [Engines]
