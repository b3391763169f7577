"""Names as they are compared: NFKC, lower case, no white space. No engine shares NFKC."""


def model(dbt, session):
    """Return one row per record that carries a name and shares its phone with another."""
    import unicodedata

    import pyarrow as pa

    pairs = dbt.ref("id_records_paired").filter("link_type = 'phone'")
    left, right = (pairs.project(f"{side}_record_id as record_id") for side in ("left", "right"))
    records = dbt.ref("id_records_dated").filter("full_name is not null")
    records = records.project("record_id, full_name").join(
        left.union(right).distinct(), "record_id"
    )
    found = records.fetchnumpy()
    folded = {
        str(record_id): "".join(unicodedata.normalize("NFKC", str(name)).lower().split())
        for record_id, name in zip(found["record_id"], found["full_name"], strict=True)
    }
    named = {record_id: name for record_id, name in folded.items() if name}
    return pa.table(
        {
            "record_id": pa.array(list(named), pa.string()),
            "folded_name": pa.array(list(named.values()), pa.string()),
        }
    )
