"""The house rules of the dbt project, as tests over its manifest.

A rule that cannot be written here is a wish; it belongs in a review. An exception stands in the
lists below with its reason, so that the next one has to find a reason too.
"""

import ast
import re
from pathlib import Path
from typing import Any

from parsed import Node, project

from orchestration import naming, yamls
from orchestration.contract import read_contract
from orchestration.contract_files import COMMAND, contract_files
from orchestration.paths import DBT_PROJECT_DIR, ROOT

# Storey -> what a model on it may read (models/README.md tells why).
STOREYS = {
    "load": {"load"},
    "staging": {"load"},
    "identity": {"load", "staging", "identity"},
    "pii": {"load", "staging", "identity", "intermediate", "facts", "marts", "pii"},
    "intermediate": {"load", "staging", "identity", "intermediate", "facts"},
    "facts": {"load", "staging", "identity", "intermediate", "facts"},
    "metrics": {"load", "staging", "identity", "intermediate", "facts", "marts", "metrics"},
    "marts": {"load", "staging", "identity", "intermediate", "facts", "marts", "metrics"},
}
# What a customer is worth and the segments made of it: figures that no fact may rest on.
JUDGEMENTS = {"int_payers_tiered", "int_buyers_scored", "int_customers_segmented"}
KINDS = {"entity", "event", "snapshot", "cohort"}
MAX_SQL_LINES = 200
MAX_PARENTS = 7

# as_of does not count as a parent: nearly every model cuts its facts there.
MANY_PARENTS = {
    "quarantine": "one branch per raw table",
    "outdated_others": "one branch per raw table",
    "int_staged_rows_counted": "one branch per raw table",
    "int_customers_to_stage_metrics": "one branch per metric, each of another subject",
    "int_contacts_to_influences": "contacts of several kinds, each with what it needs",
    "kpis": "one branch per family of metrics",
    "customer_360": "one row with what many marts know of a customer",
    "channels": "one branch per column that holds channels",
    "int_customers_attributed": "one branch per attribute that audiences ask for",
    "int_customers_described": "the one wide row per customer that everything else is split by",
}
WITHOUT_KEY_TEST = {
    "int_visits_to_interests": "a customer may do the same twice in one moment",
    "int_recommendations_compared": "one row",
    "sla_targets": "the row without a priority has none; assert_seeds_can_be_used counts the rows",
    "int_features_used": "visits of nobody have no customer, and their uses make a feature known",
    "int_contacts_dated": "two contacts may reach a customer at one moment",
    "int_terms_to_actions": "two terms of a customer may be due",
    "int_waiting_to_actions": "two problems of a customer may wait",
    "int_assignments_identified": "two records of a customer may be assigned at one moment",
    "int_audiences_split": "of a condition with in each value has a row",
    "int_customers_attributed": "of two columns one holds the value, the other is null",
    "int_messages_delivered": "as narrow as counting millions needs them",
    "int_messages_placed": "messages without their ids, as narrow as counting millions needs them",
    "int_messages_to_choices": "unknown receivers share one number, which is null",
    "int_moments_to_funnel_steps": "two contacts may reach one step at one moment",
    "int_events_placed": "a view of int_events_numbered row by row, whose key is tested",
    "int_events_sessionized": "a view of int_events_placed without some rows",
}
# Staging models read without a cut at as_of, and why no later fact can come in.
NOT_CUT = {
    ("int_sessions_to_origins", "stg_web__events"): "joined by ids of events that are cut",
    ("int_responses_identified", "stg_survey__invitations"): "details of a response that is cut",
    ("survey_responses", "stg_survey__invitations"): "details of a response that is cut",
    ("int_opinions_to_touches", "stg_survey__invitations"): "details of a response that is cut",
    ("fulfilment_flows", "stg_commerce__orders"): "details of an order that is cut",
    ("int_staged_rows_counted", "*"): "counts raw rows, whenever their facts happened",
}
# Marts split by segment that no count adds up over, and why.
NOT_ADDITIVE = {
    "measure_before_after": "a segment has rows of those measures only that touched it",
    "segment_movements": "a type is cut by where customers came from and went to",
    "satisfaction_drivers": "a segment has rows of those items only that somebody in it rated",
}
# Ids of what no published table has a row of.
UNPUBLISHED_IDS = {"experiment_id", "measure_id"}
# Tables that ids lead to and that need not know all of them, and why.
OPEN_DIMENSIONS = {
    "calendar": "begins with the first customer, visit or order; posts and answers may be older",
    "campaigns": "holds what the messaging tool tells of; shops credit campaigns of their own",
    "companies": "holds what the CRM tells of; the landing checks tell of ids without a partner",
}
TYPE_OF_NAME = {
    r"_(id|hash)$": {"varchar"},
    r"_at$": {"timestamp"},
    r"(^|_)(date|month|(?<!fiscal_)quarter)$|^period_(start|end)$": {"date", "timestamp"},
    r"^(is|has|can)_": {"boolean"},
    r"_count$": {"bigint"},
    r"_(rate|share)$": {"double"},
}
# What a step has done with its things.
DONE = r"\w+ed|bought|split|shown|shrunk|written"
# Columns whose types the contract says otherwise.
PROMISED_TYPES = {"kpi_forecasts.history_month_count"}
CLOCK = re.compile(
    r"\b(current_date|current_time(stamp)?|localtime(stamp)?|now\s*\(|getdate|sysdate|today\s*\(|get_current_timestamp)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(work|home|Users|root|tmp|mnt|opt)/")


def names(nodes: list[Node]) -> list[str]:
    return sorted(n["name"] for n in nodes)


def yaml_of(node: Node) -> str:
    """Return the file that says what a model or a seed is, whether it is there yet or not."""
    if node["resource_type"] == "seed":
        return "seeds/_seeds.yml"
    path = Path("dbt_project", node["original_file_path"])
    if node["patch_path"]:
        return "dbt_project/" + node["patch_path"].split("://")[-1]
    if node in project().published():
        return str(path.with_suffix(".yml"))
    return str(path.parent / f"_{path.parent.name}__models.yml")


def seeds() -> list[Node]:
    return [n for n in project().manifest["nodes"].values() if n["resource_type"] == "seed"]


def sources() -> list[Node]:
    return list(project().manifest["sources"].values())


def singular_tests() -> list[Node]:
    nodes = project().manifest["nodes"].values()
    return [n for n in nodes if n["resource_type"] == "test" and not n.get("test_metadata")]


def described(text: str) -> bool:
    return bool(text.strip()) and not re.search(r"\b(TODO|KIND|TBD)\b", text)


# --- layers and names ---------------------------------------------------------------------------


def test_every_model_lies_in_a_known_layer() -> None:
    lost = [n["original_file_path"] for n in project().models() if n["fqn"][1] not in STOREYS]
    assert lost == [], "dbt_project/models/README.md says which folder a model belongs into"


def test_nothing_reads_what_comes_after_it() -> None:
    storeys = {n["unique_id"]: n["fqn"][1] for n in project().models()}
    upwards = [
        f"{storeys[parent]} -> {node['fqn'][1]}: {node['name']} reads {parent.split('.')[-1]}"
        for node in project().models()
        for parent in project().parents(node)
        if parent in storeys and storeys[parent] not in STOREYS[node["fqn"][1]]
    ]
    assert upwards == [], "move one of the two, or split off what the lower one needs"


def test_no_fact_rests_on_what_a_customer_is_worth() -> None:
    models = {n["unique_id"]: n for n in project().models()}

    def rests_on(unique_id: str, seen: set[str]) -> set[str]:
        for parent in models.keys() & set(project().parents(models[unique_id])) - seen:
            seen.add(parent)
            rests_on(parent, seen)
        return {models[one]["name"] for one in seen}

    assert {n["name"] for n in models.values()} >= JUDGEMENTS
    judging = {
        node["name"]: found
        for node in project().models("facts")
        if (found := rests_on(node["unique_id"], set()) & JUDGEMENTS)
    }
    assert judging == {}


def test_an_intermediate_model_is_private_unless_another_area_reads_it() -> None:
    """Read from the manifest: dbt itself overlooks private refs when it parses only in part."""
    models = {n["unique_id"]: n for n in project().models("intermediate")}
    nodes = project().manifest["nodes"].values()
    readers: dict[str, set[str | None]] = {unique_id: set() for unique_id in models}
    for node in nodes:
        for parent in models.keys() & set(node.get("depends_on", {}).get("nodes", [])):
            readers[parent].add(node.get("group"))
    for unique_id, node in models.items():
        area = node["fqn"][2]
        assert node["config"]["group"] == area, node["name"]
        access = "private" if readers[unique_id] <= {area} else "protected"
        told = f"{node['name']}: config: {{access: {access}}} in its YAML; private needs no word"
        assert node["config"]["access"] == access, told


def test_every_area_has_somebody_who_answers_for_it() -> None:
    owners = {g["name"]: g["owner"]["name"] for g in project().manifest["groups"].values()}
    for node in project().models("intermediate", "facts", "marts"):
        assert owners[node["config"]["group"]], node["name"]


def test_only_load_and_staging_read_sources() -> None:
    readers = [
        n
        for n in project().models()
        if n["fqn"][1] not in ("load", "staging")
        and any(p.startswith("source.") for p in project().parents(n))
    ]
    assert names(readers) == [], "read the staging model instead: ref('stg_<source>__<table>')"


def test_a_staging_model_reads_the_one_source_table_it_is_named_after() -> None:
    for node in project().models("staging"):
        source, table = node["name"].removeprefix("stg_").split("__")
        read = [p for p in project().parents(node) if p.startswith("source.")]
        assert read == [f"source.engagement.{source}.{table}"], node["name"]
        assert node["fqn"][2] == source, f"{node['name']} lies in folder {node['fqn'][2]}"


def test_every_raw_table_is_staged() -> None:
    staged = set(names(project().models("staging")))
    wanted = {f"stg_{s['source_name']}__{s['name']}" for s in sources()}
    missing = [f"dbt_project/models/staging/*/{name}.sql is missing" for name in wanted - staged]
    assert missing == [], "write it as its neighbours are written"
    assert staged - wanted == set(), "of no table in the source YAMLs: declare it or delete these"


def test_identity_and_intermediate_are_named_after_what_they_do() -> None:
    wrong = [
        n
        for n in project().models("identity", "intermediate")
        if not re.fullmatch(rf"(id|int)_\w+_({DONE}|\w*to_\w+)", n["name"])
        or n["name"].startswith("id_") != (n["fqn"][1] == "identity")
    ]
    assert names(wrong) == [], (
        "models/README.md: id_ or int_, the things, then what is done: int_orders_valued, "
        "int_terms_to_months"
    )


def test_marts_have_plain_names() -> None:
    wrong = [n for n in project().published() if re.match(r"(stg|id|int|fct|dim|mart)_", n["name"])]
    assert names(wrong) == [], "published tables have names for readers, without a prefix"


def test_areas_are_the_same_on_every_storey() -> None:
    areas = {"customers", "journey", "voice", "value", "social", "care", "outreach", "overview"}
    areas |= {"commerce", "community", "growth", "loyalty", "prediction"}
    for node in project().models("intermediate", "facts", "marts"):
        assert node["fqn"][2] in areas, f"{node['original_file_path']}: folders are {sorted(areas)}"


def test_models_fit_on_a_few_screens() -> None:
    long = {
        n["name"]: len(n["raw_code"].splitlines())
        for n in project().models()
        if len(n["raw_code"].splitlines()) > MAX_SQL_LINES
    }
    assert long == {}, f"more than {MAX_SQL_LINES} lines: split a step off into intermediate/"


def test_models_have_few_parents() -> None:
    many = {}
    for node in project().models():
        parents = [p for p in project().parents(node) if p != "model.engagement.as_of"]
        if len(parents) > MAX_PARENTS and node["name"] not in MANY_PARENTS:
            many[node["name"]] = len(parents)
    assert many == {}, (
        f"more than {MAX_PARENTS} parents: split a step off, or say in MANY_PARENTS (this file) "
        "why the one query must see them all"
    )


# --- descriptions and contracts -----------------------------------------------------------------


def test_models_and_seeds_say_what_a_row_is() -> None:
    silent = [
        f"{n['name']}: write into {yaml_of(n)}, key description, what one row is"
        for n in [*project().models(), *seeds()]
        if not described(n["description"]) or len(n["description"]) < 25
    ]
    assert silent == []


def test_every_listed_column_is_described() -> None:
    silent = [
        f"{node['name']}.{column}: write its description into {yaml_of(node)}"
        for node in [*project().models(), *seeds()]
        for column, facts in node["columns"].items()
        if not described(facts["description"])
    ]
    assert silent == []


def test_a_description_says_more_than_the_name() -> None:
    idle = {}
    for node in project().published():
        for column, facts in node["columns"].items():
            words = set(re.findall(r"[a-z]+", facts["description"].lower())) - {"the", "of", "a"}
            if words <= set(column.split("_")):
                idle[f"{node['name']}.{column}"] = facts["description"]
    assert idle == {}, "say what it counts, its unit, and what null means"


def test_every_column_of_a_seed_is_listed() -> None:
    for node in seeds():
        header = (ROOT / "seeds" / f"{node['name']}.csv").read_text(encoding="utf-8").split("\n")[0]
        listed = f"{node['name']}: list its columns in the order of the file in seeds/_seeds.yml"
        assert header.strip().split(",") == list(node["columns"]), listed
        typed = f"{node['name']}: give each column a type (column_types) in seeds/_seeds.yml"
        assert set(node["config"]["column_types"]) == set(node["columns"]), typed


def test_each_mart_has_its_yaml_beside_it() -> None:
    for node in project().published():
        yml = Path(node["original_file_path"]).with_suffix(".yml")
        assert (node["patch_path"] or "").endswith(str(yml)), (
            f"{node['name']}: write dbt_project/{yml}: description, meta (kind, grain), columns"
        )


def test_marts_are_contracts_with_kind_and_grain() -> None:
    for node in project().published():
        meta, where = node["config"]["meta"], f"{node['name']}: {yaml_of(node)}, config, "
        assert node["config"]["contract"]["enforced"], f"{where}contract: leave it enforced"
        assert node["config"]["access"] == "public", f"{where}access: leave it public"
        assert meta.get("kind") in KINDS, f"{where}meta, kind: one of {sorted(KINDS)}"
        grain = set(meta.get("grain", ()))
        assert grain, f"{where}meta, grain: the columns that tell two rows apart"
        assert grain <= set(node["columns"]), f"{where}meta, grain: {grain} are no columns"


def test_names_of_mart_columns_promise_their_type() -> None:
    broken = {
        f"{node['name']}.{column}": facts["data_type"]
        for node in project().published()
        for column, facts in node["columns"].items()
        for pattern, types in TYPE_OF_NAME.items()
        if re.search(pattern, column)
        and facts["data_type"] not in types
        and f"{node['name']}.{column}" not in PROMISED_TYPES
    }
    assert broken == {}, (
        f"a name that ends or begins so has these types, or another name: {TYPE_OF_NAME}"
    )


def test_every_column_of_a_mart_has_a_label_and_every_figure_a_unit() -> None:
    """Publishing puts both into table columns, where the page and BI tools read them."""
    silent = []
    for node in project().published():
        for column, facts in node["columns"].items():
            meta = facts["config"]["meta"]
            name = f"{node['name']}.{column}"
            label = meta.get("label", {})
            if not (label.get("en") and label.get("ja")):
                silent.append(f"{name}: config: {{meta: {{label: {{en: ..., ja: ...}}}}}}")
            is_figure = re.match(r"(bigint|integer|double|decimal)", facts["data_type"])
            if (is_figure or "unit" in meta) and meta.get("unit") not in naming.UNITS:
                known = ", ".join(naming.UNITS)
                silent.append(f"{name}: config: {{meta: {{unit: ...}}}}, one of {known}")
    assert silent == []


def test_money_says_its_unit() -> None:
    silent = {
        f"{node['name']}.{column}"
        for node in project().published()
        for column, facts in node["columns"].items()
        if facts["data_type"].startswith("decimal")
        and (
            facts["data_type"] != "decimal(18,4)"
            or facts["config"]["meta"].get("unit")
            not in ("currency", "original_currency", "number")
        )
    }
    assert silent == set(), (
        "money and quantities are decimal(18,4) and say so in the mart's YAML: meta: "
        "{unit: currency}, original_currency, or number for pieces"
    )


# --- tests --------------------------------------------------------------------------------------


def keys_tested() -> dict[str, dict[str, list[str]]]:
    """Return test of a folder -> model or seed -> columns of its key."""
    found = {}
    for node in singular_tests():
        if written := re.search(r"broken_keys\((.*)\)", node["raw_code"], re.DOTALL):
            found[node["name"]] = ast.literal_eval(written.group(1).strip())
    return found


def folder_of(node: Node) -> str:
    return "seeds" if node["resource_type"] == "seed" else "_".join(node["fqn"][1:-1])


def test_every_model_and_seed_has_its_key_tested_with_its_folder() -> None:
    tested = keys_tested()
    nodes = [*project().models(), *seeds()]
    missing, misplaced = [], []
    for node in nodes:
        tests = [test for test, tables in tested.items() if node["name"] in tables]
        own = f"assert_keys_of_{folder_of(node)}"
        if node["name"] not in WITHOUT_KEY_TEST and tests != [own]:
            missing.append(f"{node['name']}: write its key into dbt_project/tests/keys/{own}.sql")
        if node in project().published() and tests:
            columns = tested[tests[0]][node["name"]]
            if columns != node["config"]["meta"]["grain"]:
                misplaced.append(
                    f"{node['name']}: key {columns} in dbt_project/tests/keys/{own}.sql is not its "
                    f"grain in {yaml_of(node)}"
                )
    assert missing == []
    assert misplaced == []
    known = {node["name"] for node in nodes} - set(WITHOUT_KEY_TEST)
    gone = {name for tables in tested.values() for name in tables} - known
    assert gone == set(), "no such models: take them out of dbt_project/tests/keys/"


def test_columns_of_a_key_are_not_tested_again() -> None:
    keys = {name: set(key) for tables in keys_tested().values() for name, key in tables.items()}
    again = [
        t["name"]
        for node in [*project().models(), *seeds()]
        for t in project().tests_on(node)
        if t["test_metadata"]["name"] in ("unique", "not_null")
        and t["test_metadata"]["kwargs"].get("column_name") in keys.get(node["name"], set())
    ]
    assert again == [], "the key's own test holds it unique and filled: take these tests out"


def test_unit_tests_say_what_holds() -> None:
    silent = [u for u in project().manifest["unit_tests"].values() if not u["description"]]
    assert names(silent) == [], "write into their description what holds, and the awkward rows"


def test_singular_tests_are_sentences_that_dagster_shows() -> None:
    for node in singular_tests():
        assert re.fullmatch(r"assert_\w+", node["name"])
        assert described(node["description"] or ""), f"{node['name']} does not say why it matters"
        if node["name"] in keys_tested():
            continue  # speaks of a folder, and names the table itself
        mart = node["config"]["meta"]["dagster"]["ref"]["name"]
        parents = {p.split(".")[-1] for p in project().parents(node)}
        assert mart in parents, f"{node['name']} is shown on {mart}, which it does not read"


def test_no_test_is_switched_off_or_lenient() -> None:
    nodes = project().manifest["nodes"].values()
    tests = [n for n in nodes if n["resource_type"] == "test"]
    assert project().manifest["disabled"] == {}, "mend it or delete it"
    for test in tests:
        whole = f"{test['name']}: one row is a failure; leave fail_calc and error_if as they are"
        assert test["config"]["fail_calc"] == "count(*)", whole
        assert test["config"]["error_if"] == "!= 0", whole


def joined() -> dict[tuple[str, str], tuple[str, str]]:
    """Return column of a mart -> column of the table that says what its values are."""
    return {
        (node["name"], column): tuple(facts["config"]["meta"]["joins_to"].split("."))
        for node in project().published()
        for column, facts in node["columns"].items()
        if "joins_to" in facts["config"]["meta"]
    }


def test_every_id_says_where_it_leads() -> None:
    silent = [
        f"{node['name']}.{column}: config: {{meta: {{joins_to: ...}}}}"
        for node in project().published()
        for column in node["columns"]
        if re.search(r"(_id|(^|_)channel)$", column)
        and column not in UNPUBLISHED_IDS
        and (node["name"], column) not in joined()
        and column not in node["config"]["meta"]["grain"]
    ]
    assert silent == [], "name the table and column where its values have a row"
    keys = {n["name"]: n["config"]["meta"]["grain"] for n in project().published()}
    lost = {f"{t}.{c}" for t, c in joined().values() if keys.get(t) != [c]}
    assert lost == set(), "joins_to names the key of a published table"


def test_ids_are_held_to_lead_somewhere() -> None:
    checked = next(t for t in singular_tests() if t["name"] == "assert_ids_lead_somewhere")
    written = re.search(r"set joins = (\{.*?\n\}) -%\}", checked["raw_code"], re.DOTALL)
    listed = {
        column: dimension
        for dimension, columns in ast.literal_eval(written.group(1)).items()
        for column in columns
    }
    expected = {c: d for c, d in joined().items() if d[0] not in OPEN_DIMENSIONS}
    assert listed == expected, f"list the same columns in {checked['original_file_path']}"
    written = re.search(r"set of_nobody = (\{.*?\n\}) -%\}", checked["raw_code"], re.DOTALL)
    said = {
        (node["name"], column): facts["config"]["meta"]["joins_but"]
        for node in project().published()
        for column, facts in node["columns"].items()
        if "joins_but" in facts["config"]["meta"]
    }
    assert set(said) - set(joined()) == set(), "joins_but is of a column that says joins_to"
    held = {column: text for column, text in said.items() if column in expected}
    assert ast.literal_eval(written.group(1)) == held, "leave out what joins_but says, no more"


def test_marts_split_by_segment_are_held_to_add_up() -> None:
    split = [n for n in project().published() if "segment_type" in n["columns"]]
    checked = next(t for t in singular_tests() if t["name"] == "assert_segments_add_up_to_all")
    read = {p.split(".")[-1] for p in project().parents(checked)}
    assert set(names(split)) - set(NOT_ADDITIVE) == read, (
        f"list the mart with a count that adds up in {checked['original_file_path']}, or say in "
        "NOT_ADDITIVE (this file) why none does"
    )


# --- sources ------------------------------------------------------------------------------------


def test_every_source_has_a_description_and_a_freshness_rule() -> None:
    for source in sources():
        name = f"{source['source_name']}.{source['name']}"
        assert described(source["description"]), f"{name}: say in its source YAML what one row is"
        assert source["freshness"]["warn_after"]["count"], f"{name} has no freshness rule"
        assert source["loaded_at_field"] == "_loaded_at", name


def test_raw_tables_repeats_the_keys_of_the_sources() -> None:
    declared: dict[str, dict[str, list[str]]] = {}
    for source in sources():
        key = source["config"]["meta"]["key"]
        declared.setdefault(source["source_name"], {})[source["name"]] = key
        assert set(key) <= set(source["columns"]), f"{source['name']}: {key}"
    assert project().macro("raw_tables") == declared


def test_files_that_repeat_the_contract_say_what_it_says() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in contract_files(read_contract()).items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], f".venv/bin/{COMMAND} writes them anew"


def test_every_raw_column_is_described() -> None:
    silent = {
        f"{table.full_name}.{column['name']}"
        for table in read_contract()
        for column in table.columns
        if not described(column["description"])
    }
    assert silent == set(), "write their description into the source YAML"


def test_references_lead_to_a_column_of_the_contract() -> None:
    known = {f"{t.full_name}.{c['name']}" for t in read_contract() for c in t.columns}
    lost = {
        f"{table.full_name}.{column['name']} -> {column['references']}"
        for table in read_contract()
        for column in table.columns
        if "references" in column and column["references"] not in known
    }
    assert lost == set(), "meta, references of the source YAML: source.table.column"


def test_moments_of_facts_are_columns_of_their_table() -> None:
    for source in sources():
        moment = source["config"]["meta"].get("happened_at")
        if moment is not None:
            assert source["columns"][moment]["data_type"] in ("timestamp", "date"), source["name"]


def test_facts_are_cut_at_as_of_where_they_are_read() -> None:
    moments = {
        f"stg_{s['source_name']}__{s['name']}": s["config"]["meta"].get("happened_at")
        for s in sources()
    }
    uncut = []
    for node in project().models(*STOREYS.keys() - {"staging"}):
        for parent in (p.split(".")[-1] for p in project().parents(node)):
            moment = moments.get(parent)
            excused = {(node["name"], parent), (node["name"], "*")} & set(NOT_CUT)
            cut = rf"(happened|dated)_by_as_of\(\s*['\"](\w+\.)?{moment}['\"]\s*\)"
            if moment and not excused and not re.search(cut, node["raw_code"]):
                uncut.append(f"{node['name']} reads {parent} without a cut of {moment}")
    assert uncut == [], (
        "add where {{ happened_by_as_of('<moment>') }}, or say in NOT_CUT (this file) why no later "
        "fact can come in"
    )


def test_no_model_asks_the_clock() -> None:
    asking = {n["name"]: CLOCK.findall(n["raw_code"]) for n in project().models()}
    asking = {name: words for name, words in asking.items() if words}
    assert asking == {}, (
        "read as_of_at or as_of_date of ref('as_of'): the same data, the same marts"
    )


# --- variables and macros -----------------------------------------------------------------------


def variables() -> dict[str, Any]:
    text = (DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8")
    return yamls.read(text)["vars"]


def test_every_variable_has_a_rule_and_every_rule_a_variable() -> None:
    rules, known = set(project().macro("var_rules")), set(variables())
    assert known - rules == set(), "say what they may be in var_rules of macros/vars.sql"
    assert rules - known == set(), "no such variables: take their rules out of macros/vars.sql"


def test_every_variable_says_its_unit() -> None:
    lines = (DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8").splitlines()
    silent = [
        name
        for name in variables()
        if not any(re.match(rf"\s+{name}:.*\S\s+# \w+", line) for line in lines)
    ]
    assert silent == [], "write unit and meaning behind them in dbt_project.yml, as a comment"


def test_every_variable_is_used() -> None:
    manifest = project().manifest
    code = [n.get("raw_code") or "" for n in manifest["nodes"].values()]
    code += [
        m["macro_sql"] for m in manifest["macros"].values() if m["package_name"] == "engagement"
    ]
    code += [str(n["config"]["meta"]) for n in project().models()]
    unused = [v for v in variables() if not any(re.search(rf"['\"]{v}['\"]", c) for c in code)]
    assert unused == [], "nothing reads them: take them out of dbt_project.yml and macros/vars.sql"


ENGINES = ("duckdb", "postgres", "spark")


def own_macros() -> list[Node]:
    macros = project().manifest["macros"].values()
    return [m for m in macros if m["package_name"] == "engagement"]


def test_a_dispatched_macro_without_a_variant_raises() -> None:
    known = {m["name"]: m["macro_sql"] for m in own_macros()}
    dispatched = [name for name, sql in known.items() if "adapter.dispatch" in sql]
    assert dispatched
    for name in dispatched:
        default = known.get(f"default__{name}", "")
        assert f"missing_variant('{name}')" in default, (
            f"default__{name} must raise missing_variant"
        )
        for engine in ENGINES:
            assert f"{engine}__{name}" in known, f"macros/engines.sql has no {engine}__{name}"


def test_macros_and_their_arguments_are_described() -> None:
    """Variants of an engine are described by the macro that chooses among them."""
    wrong = []
    for macro in own_macros():
        signature = re.search(r"(?:macro|test)\s+\w+\s*\((.*?)\)\s*-?%}", macro["macro_sql"], re.S)
        if re.match(rf"(default|{'|'.join(ENGINES)})__", macro["name"]) or not signature:
            continue
        arguments = re.findall(r"(?:^|,)\s*(\w+)", re.sub(r"\[.*?\]", "", signature[1]))
        listed = {a["name"]: a["description"] for a in macro["arguments"]}
        if not described(macro["description"]) or list(listed) != arguments:
            wrong.append(f"{macro['name']}({', '.join(arguments)})")
        wrong += [f"{macro['name']}: {a}" for a, text in listed.items() if not described(text)]
    assert wrong == [], "describe them in macros/_macros.yml"


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    rooms = ("dbt_project", "seeds", "orchestration", "expectations", "estimators", "dashboard")
    places = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for room in rooms
        for file in sorted((ROOT / room).rglob("*"))
        if file.suffix in (".sql", ".yml", ".py", ".csv", ".html")
        and not {"target", "logs", "__pycache__"} & set(file.parts)
        for line in file.read_text(encoding="utf-8").splitlines()
        if MACHINE_PATH.search(line)
    ]
    assert places == [], "take the path from a setting or relative to the project"
