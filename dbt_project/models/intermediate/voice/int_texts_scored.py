"""How texts feel.

A person's or another tool's judgement stands before the product's own; where a model learned from
the company's scores reads a language better than the word lists, it speaks.
"""

BATCH_SIZE = 50_000
KEPT = 200_000  # texts whose scores are remembered: many write the same


def model(dbt, session):
    """Return one row per text that is in Japanese or English or that somebody has judged."""
    import pyarrow as pa

    from estimators.sentiment import score_in
    from estimators.sentiment.learned import from_rows

    fitted = dbt.ref("int_sentiment_fitted")
    parts = "language, part, gram, rarity, negative, neutral, positive"
    learned = from_rows(fitted.project(parts).fetchall())
    judged = dbt.ref("stg_feedback__text_scores").project("text_id, sentiment")
    languages = dbt.ref("int_texts_masked").project("text_id, language")
    texts = dbt.ref("int_texts_written").project("text_id, text").join(languages, "text_id")
    unjudged = texts.join(judged, "text_id", how="anti").filter("language in ('ja', 'en')")
    schema = pa.schema([("text_id", pa.string()), ("sentiment", pa.float64())])
    batches = judged.to_arrow_table().cast(schema).to_batches()
    known: dict[tuple[str, str], float | None] = {}
    for batch in unjudged.to_arrow_reader(BATCH_SIZE):
        text_ids, written, codes = (batch.column(name) for name in ("text_id", "text", "language"))
        if len(known) > KEPT:
            known.clear()
        scores = []
        for pair in zip(codes.to_pylist(), written.to_pylist(), strict=True):
            # What is written in the same words feels the same.
            if pair not in known:
                known[pair] = score_in(*pair, learned)
            scores.append(known[pair])
        columns = [text_ids.cast(pa.string()), pa.array(scores, pa.float64())]
        batches.append(pa.record_batch(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)
