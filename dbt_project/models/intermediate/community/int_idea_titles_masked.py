"""Titles of ideas as they may be read: without addresses, numbers and the customer's names."""


def model(dbt, session):
    """Return one row per title that may be published."""
    import pyarrow as pa

    from estimators.masking import mask

    titles = dbt.ref("int_idea_titles_collected").fetchnumpy()
    records = dbt.ref("id_records_resolved").filter("customer_id is not null and not is_alias")
    records = records.project("record_id, customer_id")
    details = dbt.ref("id_records_dated").project("record_id, full_name, member_no")
    own: dict[str, tuple[list[str], list[str]]] = {}
    if len(titles["idea_id"]):
        for _, customer_id, full_name, member_no in records.join(details, "record_id").fetchall():
            names, numbers = own.setdefault(customer_id, ([], []))
            names += [full_name] if full_name else []
            numbers += [member_no] if member_no else []
    masked = [
        mask(str(title), *own.get(customer_id, ([], [])))
        for title, customer_id in zip(titles["title"], titles["customer_id"], strict=True)
    ]
    return pa.table(
        {
            "idea_id": pa.array([str(i) for i in titles["idea_id"]], pa.string()),
            "masked_text": pa.array([text or None for text in masked], pa.string()),
        }
    )
