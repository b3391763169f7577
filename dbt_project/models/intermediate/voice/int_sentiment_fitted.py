"""The learned models that won the test, fitted on all scored texts: a row each n-gram."""


def model(dbt, session):
    """Return one row per language, part of its model and n-gram."""
    import pyarrow as pa

    from estimators.sentiment import READERS
    from estimators.sentiment.learned import fit, to_rows

    won = dbt.ref("int_sentiment_tested").filter("scorer = 'learned' and is_used")
    rows = []
    for (language,) in won.project("language").order("language").fetchall():
        texts = dbt.ref("int_texts_labelled").filter(f"language = '{language}'")
        found = texts.project("text, label").to_arrow_table().to_pydict()
        by_lists = [READERS[language](text) for text in found["text"]]
        rows += to_rows(language, fit(language, found["text"], found["label"], by_lists))
    kinds = dict.fromkeys(("language", "part", "gram"), pa.string())
    kinds |= dict.fromkeys(("rarity", "negative", "neutral", "positive"), pa.float64())
    return pa.Table.from_pylist(rows, pa.schema(kinds.items()))
