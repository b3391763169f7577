"""What dbt loads by the project's profile before it opens a database."""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration import modes


class Plugin(BasePlugin):
    """Has a dbt that is started by hand make files for their owner only."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Act before the first file is made."""
        modes.owner_only()
