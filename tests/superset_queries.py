"""What a chart of Superset asks, as SQL: for tests that look at charts without Superset."""

import json
from typing import Any

from dashboard.superset.bundle import Bundle


def asked(params: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the metrics and the columns that a chart asks for."""

    def listed(*names: str) -> list[str]:
        values = [params.get(name) or [] for name in names]
        return [v for value in values for v in ([value] if isinstance(value, str) else value)]

    ordered = [json.loads(text)[0] for text in params.get("order_by_cols", [])]
    return set(listed("metric", "metrics", "timeseries_limit_metric")), {
        *listed("x_axis", "groupby", "all_columns"),
        *ordered,
        *params.get("column_config", {}),
    } - set(listed("metric", "metrics"))


def query(told: Bundle, name: str) -> str:
    """Return the query of a chart over the published file."""
    table = told.charts[name]["dataset"]
    metrics, columns = asked(told.chart(name, "ja")["params"])
    listed = [f"({told.metrics(table)[metric]['sql']})" for metric in sorted(metrics)]
    grouped = [f'"{column}"' for column in sorted(columns)]
    where = told.charts[name].get("where", "true")
    return (
        f"select {', '.join(listed + grouped)} from ({told.sql(table, 'ja')}) as t "
        f"where {where} {'group by all' if metrics else ''}"
    )
