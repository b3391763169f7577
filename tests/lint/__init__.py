"""What sqlfluff's templater sees instead of macros that return no text, and of the variables."""

from pathlib import Path

import yaml  # sqlfluff's own environment has nothing of the project

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project" / "dbt_project.yml"
VARIABLES = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))["vars"]


def var(name: str, default: object = None) -> object:
    """Variables with their defaults."""
    return VARIABLES.get(name, default)


def raw_tables() -> dict[str, dict[str, list[str]]]:
    """Two raw tables stand for all of them."""
    return {"crm": {"customers": ["customer_record_id"]}, "survey": {"answers": ["response_id"]}}


def fixed_columns() -> dict[str, dict[str, int]]:
    """One table with a column that never changes stands for all of them."""
    return {"crm.customers": {"source_system": 0}}


def can_be_set_aside(source_name: str, table_name: str) -> bool:
    """Every table may, so that both ways are judged somewhere."""
    return bool(source_name and table_name)


def segment_types() -> list[str]:
    """Two ways to split stand for all of them."""
    return ["all", "country"]


def attribution_models() -> list[str]:
    """Two models stand for all of them."""
    return ["linear", "markov"]


def health_parts() -> list[str]:
    """Two parts of a health score stand for all of them."""
    return ["support", "voice"]


def health_metrics() -> list[str]:
    """Two metrics that parts are made of stand for all of them."""
    return ["open_issue_count_90d", "latest_nps_score"]


def retention_brackets() -> list[tuple[int, int]]:
    """Two brackets of days stand for all of them."""
    return [(1, 7), (8, 14)]


def consent_channels() -> list[str]:
    """Two channels of consent stand for all of them."""
    return ["email", "post"]


def audience_texts() -> list[str]:
    """Two attributes that are text stand for all of them."""
    return ["region", "used_feature"]


def audience_numbers() -> list[str]:
    """Two attributes that are numbers stand for all of them."""
    return ["order_count", "net_sales"]


class _Adapter:
    def quote(self, name: str) -> str:
        """Return a name as an engine takes it where it is a word of SQL as well."""
        return f'"{name}"'


adapter = _Adapter()
