"""The expectation that an SQL statement finds no rows, asked once."""

from typing import Any, ClassVar

from great_expectations.expectations import UnexpectedRowsExpectation


class NoFoundRowsExpectation(UnexpectedRowsExpectation):
    """An SQL statement finds no rows; the first 200 that it finds are the result.

    The expectation this one stands in for runs the statement a second time only to count beyond
    200 rows (fivetran/great_expectations#10604), and tells the rows only with a result format that
    makes expectations about single values return every failing value of a large table.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: object = None,
    ) -> dict[str, Any]:
        """Return whether nothing was found, and what: the method such expectations write anew."""
        rows = metrics["unexpected_rows_query.table"]
        return {
            "success": not rows,
            "result": {"observed_value": len(rows), "details": {"unexpected_rows": rows}},
        }
