"""Optional values that do not cast, of tables whose rows stay without them."""

VALUES = '[{"column": "VARCHAR", "value": "VARCHAR"}]'


def model(dbt, session):
    """Return one row per value that was set to null while its row stayed."""
    from orchestration import engines
    from orchestration.contract import read_contract

    dbt.ref("landing_files")
    session.register("rows_set_aside", dbt.ref("set_aside_rows").to_arrow_table())
    branches = [
        f"select '{table.source}' as source, '{table.name}' as table_name, _file as file, "
        f"_row as row_number, _nulled from {table.relation} where _nulled is not null"
        for table in read_contract()
        if table.meta.get("unfit_optional_values") == "nulled"
    ]
    with engines.chosen().raw_rows(session) as rows:
        rows.bring(" union all ".join(branches), "nulled_rows")
    return session.query(
        'select source, table_name, file, row_number, nulled."column" as column_name, '
        'nulled."value" as given_value from (select * exclude (_nulled), '
        f"unnest(from_json(_nulled, '{VALUES}')) as nulled from nulled_rows) as pairs "
        "anti join rows_set_aside using (source, table_name, file, row_number)"
    )
