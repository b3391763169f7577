"""What stands behind the (i) of a card, a chart or a table: the definition of its figures.

Metrics are defined in the registry, columns in the YAML of their mart; nothing is defined here.
"""

from dashboard.blocks import Definition
from dashboard.store import Context, Facts, Metric
from dashboard.text import Text, day_text, plain
from dashboard.words import label, page_words


def of_metric(context: Context, metric: Metric) -> Definition:
    """Return the definition of a metric, with its owner and how old the rows behind it are."""
    return Definition(
        label=metric.label,
        text=metric.definition,
        unit=unit_text(context, metric.unit),
        source=f"{metric.mart}.{metric.column}",
        owner=context.word(metric.owner),
        age=_age(metric),
    )


def of_column(context: Context, mart: str, column: str, facts: Facts) -> Definition:
    """Return the definition of a column; that of the metric where it is one."""
    metric = context.metrics.get(column)
    if metric is not None and (metric.mart, metric.column) == (mart, column):
        return of_metric(context, metric)
    return Definition(
        label=facts.label,
        text=plain(facts.description),
        unit=unit_text(context, facts.unit),
        source=f"{mart}.{column}",
    )


def unit_text(context: Context, unit: str) -> Text | None:
    """Return a unit in words; texts and dates have none."""
    if unit == "currency":
        return plain(context.currency)
    pair = page_words()["unit"].get(unit)
    return Text(pair["en"], pair["ja"]) if pair else None


def _age(metric: Metric) -> Text | None:
    if metric.newest_loaded_at is None:
        return None
    state = "about.fresh" if metric.is_fresh else "about.old"
    return label(state, day=day_text(metric.newest_loaded_at))
