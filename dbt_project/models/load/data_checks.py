"""What looks wrong in the landing tables; see orchestration/data_checks.py for each check."""


def model(dbt, session):
    """Return one row per finding, critical ones included."""
    import ast

    import pyarrow as pa

    from orchestration import engines
    from orchestration.contract import read_contract
    from orchestration.data_checks import VARIABLES, kept

    dbt.ref("landing_files")
    settings = dbt.config.get("meta")
    given = settings["variables"]
    variables = {
        name: ast.literal_eval(given[name])
        if isinstance(given[name], str) and name not in ("business_timezone", "reporting_currency")
        else given[name]
        for name in VARIABLES
    }
    with engines.chosen().raw_rows(session) as rows:
        found = kept(rows, read_contract(), variables)
    text, count, flag = pa.string(), pa.int64(), pa.bool_()
    columns = {
        "source": text,
        "table_name": text,
        "column_name": text,
        "check_name": text,
        "row_count": count,
        "of_count": count,
        "is_critical": flag,
        "message": text,
    }
    return pa.table(
        {name: pa.array([getattr(f, name) for f in found], kind) for name, kind in columns.items()}
    )
