"""How well the word lists and a learned model read this company's texts.

Both are tried on scored texts of writers from whom the model learned nothing.
"""


def model(dbt, session):
    """Return one row per language with a scored text and scorer."""
    import pyarrow as pa

    from estimators.sentiment import READERS
    from estimators.sentiment.learned import compare

    settings = dbt.config.get("meta")
    threshold = float(settings["sentiment_threshold"])
    texts = dbt.ref("int_texts_labelled")
    rows = []
    for language in sorted(READERS):
        own = texts.filter(f"language = '{language}'")
        own = own.project("text, label, coalesce(customer_id, text) as writer, label_count")
        found = own.to_arrow_table().to_pydict()
        if found["text"]:
            by_lists = [READERS[language](text) for text in found["text"]]
            labels, writers = found["label"], found["writer"]
            for verdict in compare(language, found["text"], labels, by_lists, writers, threshold):
                rows.append({"language": language, "label_count": found["label_count"][0]})
                rows[-1] |= verdict._asdict()
    kinds = {"language": pa.string(), "scorer": pa.string(), "label_count": pa.int64()}
    kinds |= {"test_count": pa.int64(), "accuracy": pa.float64(), "macro_f1": pa.float64()}
    kinds |= {"calibration_error": pa.float64(), "is_used": pa.bool_()}
    return pa.Table.from_pylist(rows, pa.schema(kinds.items()))
