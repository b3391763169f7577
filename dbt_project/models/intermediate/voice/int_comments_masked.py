"""Comments as they may be read: without addresses, handles, numbers and the customer's names."""


def model(dbt, session):
    """Return one row per response with a comment that may be published."""
    import pyarrow as pa

    from estimators.masking import mask

    comments = dbt.ref("int_comments_collected").fetchnumpy()
    records = dbt.ref("id_records_resolved").filter("customer_id is not null and not is_alias")
    records = records.project("record_id, customer_id")
    details = dbt.ref("id_records_dated").project("record_id, full_name, member_no")
    own: dict[str, tuple[list[str], list[str]]] = {}
    if len(comments["response_id"]):
        found = records.join(details, "record_id").fetchall()
        for _, customer_id, full_name, member_no in found:
            names, numbers = own.setdefault(customer_id, ([], []))
            names += [full_name] if full_name else []
            numbers += [member_no] if member_no else []
    masked = [
        mask(str(text), *own.get(customer_id, ([], [])))
        for text, customer_id in zip(comments["comment"], comments["customer_id"], strict=True)
    ]
    return pa.table(
        {
            "response_id": pa.array([str(i) for i in comments["response_id"]], pa.string()),
            "masked_text": pa.array([text or None for text in masked], pa.string()),
        }
    )
