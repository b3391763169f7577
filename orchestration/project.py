"""The dbt project as Dagster sees it: keys, groups and a command line without detours."""

from collections.abc import Mapping
from functools import cached_property
from importlib import metadata
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject
from packaging import version

from orchestration import dbt, paths, settings

settings.prepare_environment()
MANIFEST = dbt.read_manifest()
PROJECT = DbtProject(project_dir=paths.DBT_PROJECT_DIR, profiles_dir=paths.DBT_PROJECT_DIR)


class FolderTranslator(DagsterDbtTranslator):
    """Names assets ``layer/name`` and groups them by area: the UI reads like the repository."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``layer/name`` for models and seeds, ``source/table`` for sources."""
        kind, name = dbt_resource_props["resource_type"], dbt_resource_props["name"]
        if kind == "model":
            return dg.AssetKey([dbt_resource_props["fqn"][1], name])
        if kind == "seed":
            return dg.AssetKey(["seeds", name])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the folder below the layer: the business area, or the source for staging."""
        kind, fqn = dbt_resource_props["resource_type"], dbt_resource_props["fqn"]
        if kind == "model":
            return fqn[2] if len(fqn) > 3 else fqn[1]
        return "seeds" if kind == "seed" else "landing"


class Dbt(DbtCliResource):
    """The dbt of this environment.

    dagster-dbt asks ``dbt --version`` before every command, which looks for newer versions on the
    network, and opens a second dbt inside its own process to count rows. Neither is needed here.
    """

    @cached_property
    def _cli_version(self) -> version.Version:
        return version.parse(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: object) -> None:
        return None


TRANSLATOR = FolderTranslator()


def dbt_resource() -> Dbt:
    """Return dbt, set up for this project."""
    return Dbt(project_dir=PROJECT, dbt_executable=dbt.executable())


def source_key(source: Mapping[str, Any]) -> dg.AssetKey:
    """Return the key of a landing table."""
    return TRANSLATOR.get_asset_key(source)


def mart_key(name: str) -> dg.AssetKey:
    """Return the key of a mart."""
    return dg.AssetKey(["marts", name])
