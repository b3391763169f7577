"""The dbt project as Dagster sees it: keys, groups, owners and links of models, seeds, sources."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from orchestration import dbt, paths, settings

settings.prepare_environment()
MANIFEST = dbt.read_manifest()
PROJECT = DbtProject(project_dir=paths.DBT_PROJECT_DIR, profiles_dir=paths.DBT_PROJECT_DIR)


class FolderTranslator(DagsterDbtTranslator):
    """Names assets ``layer/name``, groups them ``layer_area``: the UI reads like the repository.

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
        """Return layer and business area, or layer and source for staging."""
        return "_".join(layer_and_area(dbt_resource_props))

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        """Return layer and area, so that ``tag:layer=marts`` shows the marts and nothing else."""
        names = ("layer", "area")
        found = zip(names, layer_and_area(dbt_resource_props), strict=False)
        return {**super().get_tags(dbt_resource_props), **dict(found)}

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """Return the owner that the node's dbt group names, else the one of the settings."""
        return super().get_owners(dbt_resource_props) or [settings.owner()]

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return columns and relation, and what explains the figures where there is something."""
        metadata = dict(super().get_metadata(dbt_resource_props))
        written = paths.DBT_PROJECT_DIR / dbt_resource_props["original_file_path"]
        metadata["written in"] = dg.MetadataValue.path(written.resolve())
        area = layer_and_area(dbt_resource_props)[-1]
        explained = paths.ROOT / "docs" / "metrics" / f"{area}.md"
        if explained.exists():
            metadata["how its figures are defined"] = dg.MetadataValue.path(explained)
        if dbt.is_mart(dbt_resource_props):
            page, docs = paths.data_dir() / "dashboard.html", paths.data_dir() / "docs"
            metadata["page"] = dg.MetadataValue.path(page)
            metadata["documentation (make docs)"] = dg.MetadataValue.path(docs / "index.html")
        return metadata


def layer_and_area(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the folder of a node and the one below it: ("marts", "value"), ("load",)."""
    if node["resource_type"] == "seed":
        return ("seeds",)
    if node["resource_type"] == "source":
        return ("landing", node["source_name"])
    project, *folders, name = node["fqn"]
    return tuple(folders[:2])


TRANSLATOR = FolderTranslator()
# Models and seeds by dbt's id; all of them are assets.
ASSETS: dict[str, dg.AssetKey] = {
    unique_id: TRANSLATOR.get_asset_key(node)
    for unique_id, node in MANIFEST["nodes"].items()
    if node["resource_type"] in ("model", "seed")
}


def freshness_policy() -> dg.FreshnessPolicy:
    """Return how old what people read may become before Dagster says so."""
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=settings.max_age_hours()))


def asset_spec(unique_id: str) -> dg.AssetSpec:
    """Return the asset of a model or seed."""
    node = MANIFEST["nodes"][unique_id]
    spec = TRANSLATOR.get_asset_spec(MANIFEST, unique_id, PROJECT)
    # Nothing is written for what a failed build did not get to.
    spec = spec.replace_attributes(skippable=True)
    if dbt.is_mart(node):
        spec = spec.replace_attributes(freshness_policy=freshness_policy())
    return spec


def source_spec(source: Mapping[str, Any], deps: Sequence[dg.AssetKey] = ()) -> dg.AssetSpec:
    """Return the asset of a landing table; `deps` are the sources that write into it."""
    return dg.AssetSpec(
        key=source_key(source),
        deps=deps,
        group_name=TRANSLATOR.get_group_name(source),
        description=source["description"],
        owners=TRANSLATOR.get_owners(source),
        tags=TRANSLATOR.get_tags(source),
        metadata=TRANSLATOR.get_metadata(source),
        kinds={"duckdb"},
    )


def source_key(source: Mapping[str, Any]) -> dg.AssetKey:
    """Return the key of a landing table."""
    return TRANSLATOR.get_asset_key(source)


def mart_key(name: str) -> dg.AssetKey:
    """Return the key of a mart."""
    return dg.AssetKey(["marts", name])
