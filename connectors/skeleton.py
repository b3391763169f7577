"""Begins a connector: a folder that works at once on the example that lies in it."""

from pathlib import Path

from connectors.description import FILE, FOLDER
from orchestration.connecting import NAME
from orchestration.errors import UsageError

CONNECTOR = """\
title: {title}
forms:
  tables:
    title: tables of {title}
    # Table -> columns by which this form is told from any other.
    known_by: {{person: [id]}}
    # true where the tables hold all rows: a row that is gone was deleted then.
    is_whole: false
tables:
  person:
    # Under which names the table comes; letter case, underscores and blanks do not matter.
    names: [person, people, users]
    key: [id]
    changed: [updated_at]
    columns:
      id: text!                # an exclamation mark: nothing can be said without it
      email: {{type: text, names: [email, e_mail]}}
      full_name: {{type: text, names: [full_name, name]}}
      created_at: time
      updated_at: time
fills:
  crm.customers:
    # Every row of these is written, or left out with a reason.
    rows_of: person
"""
CUSTOMERS = """\
-- Who are the customers?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when email is null and full_name is null then 'nobody is named' end as left_out,
    id as customer_record_id,
    email,
    full_name,
    created_at,
    updated_at
from src.person
"""
EXAMPLE = """\
id,email,name,created_at,updated_at
1,a.person@example.com,A Person,2026-01-05 09:00:00,2026-01-05 09:00:00
2,,,2026-01-06 09:00:00,2026-01-06 09:00:00
"""
TOTALS = """\
table,measure,value
crm.customers,rows,1
crm.customers,count(email),1
crm.customers,left out,1
"""


def begin(name: str, folder: Path = FOLDER) -> Path:
    """Write the skeleton of a connector.

    Args:
        name: Name of the connector, or a path to it with a slash.
        folder: Where connectors lie that are named without a path.

    Returns:
        Its folder.

    Raises:
        UsageError: If the name is no name, or there is such a connector already.

    """
    if "/" in name:
        folder, name = Path(name).expanduser().absolute().parent, Path(name).name
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name of a connector. Use small letters, digits and underscores."
        )
    place = folder / name
    if place.exists():
        raise UsageError(f"There is a connector {name} already: {place}")
    files = {
        FILE: CONNECTOR.format(title=name.replace("_", " ").capitalize()),
        "crm.customers.sql": CUSTOMERS,
        "examples/tables/person.csv": EXAMPLE,
        "examples/tables.csv": TOTALS,
    }
    for file, text in files.items():
        path = place / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place
