"""The dbt project as Dagster sees it: keys and groups of its models, seeds and sources."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from orchestration import dbt, paths, settings

settings.prepare_environment()
MANIFEST = dbt.read_manifest()
PROJECT = DbtProject(project_dir=paths.DBT_PROJECT_DIR, profiles_dir=paths.DBT_PROJECT_DIR)


class FolderTranslator(DagsterDbtTranslator):
    """Names assets ``layer/name`` and groups them by area: the UI reads like the repository.

    Facts are called ``marts/name``, as the table that readers know.
    """

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``layer/name`` for models and seeds, ``source/table`` for sources."""
        kind, name = dbt_resource_props["resource_type"], dbt_resource_props["name"]
        if kind == "model":
            layer = "marts" if dbt.is_mart(dbt_resource_props) else dbt_resource_props["fqn"][1]
            return dg.AssetKey([layer, name])
        if kind == "seed":
            return dg.AssetKey(["seeds", name])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the folder below the layer: the business area, or the source for staging."""
        kind, fqn = dbt_resource_props["resource_type"], dbt_resource_props["fqn"]
        if kind == "model":
            return fqn[2] if len(fqn) > 3 else fqn[1]
        return "seeds" if kind == "seed" else "landing"


TRANSLATOR = FolderTranslator()
# Models and seeds by dbt's id; all of them are assets.
ASSETS: dict[str, dg.AssetKey] = {
    unique_id: TRANSLATOR.get_asset_key(node)
    for unique_id, node in MANIFEST["nodes"].items()
    if node["resource_type"] in ("model", "seed")
}


def source_key(source: Mapping[str, Any]) -> dg.AssetKey:
    """Return the key of a landing table."""
    return TRANSLATOR.get_asset_key(source)


def mart_key(name: str) -> dg.AssetKey:
    """Return the key of a mart."""
    return dg.AssetKey(["marts", name])
