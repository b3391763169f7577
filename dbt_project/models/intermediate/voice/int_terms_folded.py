"""Terms of topics and brands in the form in which texts are searched."""


def model(dbt, session):
    """Return one row per kind of seed, name and folded term."""
    from unicodedata import normalize

    import pyarrow as pa

    found = set()
    seeds = {"topic": dbt.ref("topic_terms"), "brand": dbt.ref("brand_terms")}
    for kind, seed in seeds.items():
        terms = seed.project(f"{kind}, term, match").fetchall()
        found |= {
            (kind, name, normalize("NFKC", term).lower(), match) for name, term, match in terms
        }
    columns = ("kind", "name", "term", "match")
    rows = [dict(zip(columns, row, strict=True)) for row in sorted(found)]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in columns]))
