"""Texts as they may be read and as they are searched, and their language, in one pass."""

BATCH_SIZE = 50_000


def model(dbt, session):
    """Return one row per text."""
    from unicodedata import normalize

    import pyarrow as pa

    from estimators.languages import language
    from estimators.masking import PLACEHOLDER, mask

    texts = dbt.ref("int_texts_written")
    writers = texts.filter("customer_id is not null").project("customer_id").distinct()
    records = dbt.ref("id_records_resolved").filter("customer_id is not null and not is_alias")
    records = records.project("record_id, customer_id").join(writers, "customer_id")
    details = dbt.ref("id_records_dated").project("record_id, full_name, member_no")
    own: dict[str, tuple[list[str], list[str]]] = {}
    for record in records.join(details, "record_id").to_arrow_table().to_pylist():
        names, numbers = own.setdefault(record["customer_id"], ([], []))
        names += [record["full_name"]] if record["full_name"] else []
        numbers += [record["member_no"]] if record["member_no"] else []

    schema = pa.schema(
        [
            (name, pa.string())
            for name in (
                "text_id",
                "language",
                "folded_text",
                "masked_text",
                "masked_title",
                "searched_text",
            )
        ]
    )
    batches = []
    found = texts.project("text_id, customer_id, title, text").to_arrow_reader(BATCH_SIZE)
    for batch in found:
        columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
        normal = [normalize("NFKC", text) for text in columns["text"]]
        owners = [own.get(customer_id, ([], [])) for customer_id in columns["customer_id"]]
        masked = [mask(t, *owner) for t, owner in zip(columns["text"], owners, strict=True)]
        titles = [
            title and mask(title, *owner)
            for title, owner in zip(columns["title"], owners, strict=True)
        ]
        shown = [normalize("NFKC", PLACEHOLDER.sub(" ", text)).lower() for text in masked]
        results = [columns["text_id"], [*map(language, normal)], [t.lower() for t in normal]]
        arrays = [pa.array(values, pa.string()) for values in (*results, masked, titles, shown)]
        batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)
