"""Which records are one person: connected components under never_match, because SQL has no union-find."""


def model(dbt, session):
    """Return one row per record with the least record id of its cluster."""
    from estimators.identity import cluster_records

    dbt.config(materialized="table")
    dbt.ref("stg_crm__customers")
    dbt.ref("as_of")
    records = dbt.ref("int_records_to_identifiers")
    return records
