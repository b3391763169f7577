"""The sources that a company connects: read from ``connect.yml``, run before the landing files.

``connect.yml`` lies in the landing zone (or where ENGAGEMENT_CONNECT says). What a source has
written is remembered below the data folder, one file each.
"""

import difflib
import json
import os
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from orchestration import locks, made_up, outcome, paths, salt, settings, yamls
from orchestration.errors import RefreshError, UsageError

if TYPE_CHECKING:
    from connectors.running import Order, Outcome

CONNECT = "ENGAGEMENT_CONNECT"
STEP = "Connecting the sources"
FILE = "connect.yml"
NAME = re.compile(r"[a-z][a-z0-9_]*")
KEYS = {"vendor", "from", "schema", "prefix", "options", "tables", "columns"}
MAPPING = {"options", "tables", "columns"}


@dataclass(frozen=True)
class Listed:
    """A source as ``connect.yml`` lists it.

    Attributes:
        name: Name of the source.
        vendor: Connector, by name or as a folder.
        place: Where its tables are; what ``${NAME}`` names comes from the environment.
        schema: Schema of a database.
        prefix: What its ids begin with.
        options: The connector's options.
        tables: Table of the connector -> name of the company's.
        columns: Table of the connector -> its column -> name of the company's.

    """

    name: str
    vendor: str
    place: str
    schema: str | None = None
    prefix: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def id_prefix(self) -> str:
        """What its ids begin with: its name, unless something else is said."""
        return f"{self.name}-" if self.prefix is None else self.prefix


def file() -> Path:
    """Return the file that lists the company's sources; it need not exist."""
    given = os.environ.get(CONNECT)
    return Path(given).expanduser().absolute() if given else paths.raw_dir() / FILE


def listed() -> list[Listed]:
    """Return the company's sources, in their order; none without a file.

    Raises:
        UsageError: If the file is not written as it has to be.

    """
    path = file()
    try:
        given = _yaml(path)
    except FileNotFoundError:
        if os.environ.get(CONNECT):
            raise UsageError(f"{CONNECT} names {path}, which is not there.") from None
        return []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} cannot be read as YAML: {error}") from error
    if not isinstance(given, dict) or not given:
        raise UsageError(f"{path} has to list sources by name: shop: {{vendor: ..., from: ...}}")
    found = [_listed(path, name, facts) for name, facts in given.items()]
    prefixes = [source.id_prefix for source in found]
    if doubled := {prefix for prefix in prefixes if prefixes.count(prefix) > 1}:
        raise UsageError(
            f"{path}: the ids of several sources begin with {min(doubled)!r}, and would be taken "
            "for each other's. Give each a prefix of its own."
        )
    return found


def _yaml(path: Path) -> Any:  # noqa: ANN401 - YAML is what it is
    """Read YAML in which no key stands twice: the first of two sources would be lost."""
    text = path.read_text(encoding="utf-8")
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise yaml.YAMLError(f"key {min(doubled)} stands there twice")
    return yamls.read(text)


def _listed(path: Path, name: object, facts: object) -> Listed:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UsageError(
            f"{path}: {name!r} is no name of a source. Use small letters, digits and underscores."
        )
    if not isinstance(facts, dict) or not {"vendor", "from"} <= set(facts):
        raise UsageError(f"{path}, source {name}: keys vendor and from are needed.")
    if unknown := sorted(set(facts) - KEYS):
        raise UsageError(
            f"{path}, source {name}, key {unknown[0]}: there is no such key. Known are "
            f"{', '.join(sorted(KEYS))}."
        )
    where = f"{path}, source {name}"
    if not facts["from"] or not facts["vendor"]:
        raise UsageError(f"{where}: keys vendor and from must not be empty.")
    place = _from_environment(str(facts["from"]), where)
    if "://" not in place:
        place = str((path.parent / Path(place).expanduser()).resolve())
    vendor = str(facts["vendor"])
    if "/" in vendor:
        vendor = str((path.parent / Path(vendor).expanduser()).resolve())
    return Listed(
        name=name,
        vendor=vendor,
        place=place,
        schema=facts.get("schema"),
        prefix=None if facts.get("prefix") is None else str(facts["prefix"]),
        **_mapping(facts, where),
    )


def _mapping(facts: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return options, tables and columns, once they are what they should be."""
    found = {key: facts.get(key) or {} for key in sorted(MAPPING)}
    names = [found["tables"], *(found["columns"].values() if _is_map(found["columns"]) else [None])]
    if not all(_is_map(value) for value in found.values()) or not all(
        _is_map(each) and all(isinstance(name, str) for name in each.values()) for each in names
    ):
        raise UsageError(
            f"{where}: write options as {{name: value}}, tables as {{table: your name}} and "
            "columns as {table: {column: your name}}."
        )
    return found


def _is_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value)


def _from_environment(text: str, where: str) -> str:
    """Fill ${NAME} from the environment: no secret stands in the file."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            raise UsageError(f"{where}: the environment has no variable {found[1]}.")
        return os.environ[found[1]]

    return re.sub(r"\$\{(\w+)\}", value, text)


def chosen(  # noqa: PLR0913 - what the command line is given
    sources: list[Listed],
    name: str | None,
    place: str | None,
    schema: str | None,
    as_name: str | None,
    options: tuple[str, ...],
    mapping: Path | None = None,
) -> list[Listed]:
    """Return the sources that the command line speaks of.

    Raises:
        UsageError: If they cannot be told.

    """
    if place is None:
        if schema or as_name or options or mapping:
            raise UsageError("--schema, --name, --option and --mapping need --from.")
        if not sources:
            raise UsageError(
                f"There is nothing to connect: {file()} is not there. Write it, or name vendor and "
                "place: engagement connect shopify --from FOLDER"
            )
        found = [source for source in sources if name in (None, source.name)]
        if not found:
            raise UsageError(
                f"{file()} lists no source {name}, but "
                f"{', '.join(source.name for source in sources)}. For a vendor add --from."
            )
        return found
    if name is None:
        raise UsageError("--from needs the name of a vendor: engagement connect shopify --from ...")
    if wrong := [option for option in options if "=" not in option]:
        raise UsageError(f"--option {wrong[0]} is wrong: NAME=VALUE.")
    as_name = as_name or Path(name).name
    if not NAME.fullmatch(as_name):
        raise UsageError(
            f"{as_name!r} is no name of a source. Use small letters, digits and underscores."
        )
    if "://" not in place:
        place = str(Path(place).expanduser().absolute())
    facts: dict[str, Any] = _read_mapping(mapping) if mapping else {}
    given = (facts.get("options") or {}) | dict(option.split("=", 1) for option in options)
    facts = _mapping(facts | {"options": given}, str(mapping))
    return [Listed(as_name, name, place, schema, **facts)]


def _read_mapping(path: Path) -> dict[str, Any]:
    """Return tables, columns and options of a mapping file: what connect.yml may say as well."""
    try:
        given = _yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} cannot be read as YAML: {error}") from error
    if not isinstance(given, dict) or set(given) - MAPPING:
        raise UsageError(f"{path} may have the keys {', '.join(sorted(MAPPING))} and no other.")
    return given


def order(
    source: Listed, others: list[Listed] | None = None, accepts_changes: bool = False
) -> "Order":
    """Return what is to be connected.

    Args:
        source: The source.
        others: All sources of the company: an option may name one whose ids a column holds.
        accepts_changes: Whether what was there in the last run may be gone.

    Raises:
        UsageError: If there is no such connector or option.

    """
    from connectors.description import FOLDER, connector_names, read_connector, renamed
    from connectors.running import TIMEZONE, Order

    folder = Path(source.vendor) if "/" in source.vendor else FOLDER / source.vendor
    if not folder.is_dir():
        near = difflib.get_close_matches(source.vendor, connector_names(), 1)
        hint = f" Do you mean {near[0]}?" if near else ""
        raise UsageError(
            f"There is no connector {source.vendor}.{hint} engagement connect --list shows them; "
            "engagement connect --new NAME begins one."
        )
    connector = renamed(read_connector(folder), source.tables, source.columns)
    if unknown := sorted(set(source.options) - {TIMEZONE, *connector.options}):
        raise UsageError(
            f"Source {source.name}: connector {connector.name} has no option {unknown[0]}. It has "
            f"{', '.join(sorted({TIMEZONE, *connector.options}))}."
        )
    zone = source.options.get(TIMEZONE)
    if zone is not None and zone not in zoneinfo.available_timezones():
        raise UsageError(
            f"Source {source.name}, option {TIMEZONE}: {zone!r} is no time zone; one is Asia/Tokyo."
        )
    known = _remembered()
    prefixes = {name: facts["prefix"] for name, facts in known.items()}
    prefixes |= {each.name: each.id_prefix for each in others or []}
    for option in {option for fill in connector.fills for option in fill.ids_of.values()}:
        other = source.options.get(option)
        if other and other not in prefixes:
            raise UsageError(
                f"Source {source.name}, option {option}: there is no source {other}. Known are "
                f"{', '.join(sorted(prefixes)) or 'none'}; connect that one first, or list both in "
                f"{FILE}."
            )
    return Order(
        name=source.name,
        connector=connector,
        place=source.place,
        schema=source.schema,
        prefix=source.id_prefix,
        options=source.options,
        prefixes=prefixes,
        accepts_changes=accepts_changes,
    )


def _sources_file() -> Path:
    return paths.data_dir() / "connect" / "sources.json"


def _remembered() -> dict[str, dict[str, Any]]:
    """Return the sources that were connected so far: name -> place, and what ids begin with."""
    try:
        known = json.loads(_sources_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _identity(source: Listed) -> dict[str, Any]:
    """Return what makes a source the same one under another name."""
    return {
        "vendor": source.vendor,
        "place": re.sub(r"//[^/@]*@", "//", source.place),
        "schema": source.schema,
        "tables": dict(source.tables),
    }


def _see_that_it_is_one(source: Listed) -> None:
    """See that rows are not written twice because their source has changed its name.

    Raises:
        UsageError: If the place is connected under another name, or ids began otherwise.

    """
    known = _remembered()
    remedy = (
        "To begin anew take the files that begin with that name out of the landing zone, and its "
        f"line out of {_sources_file()}."
    )
    for name, facts in known.items():
        is_same = {k: facts.get(k) for k in _identity(source)} == _identity(source)
        if name != source.name and is_same and facts["prefix"] != source.id_prefix:
            raise UsageError(
                f"Source {source.name}: its tables are connected already as {name}, with ids that "
                f"begin with {facts['prefix']!r}. All rows would count twice. Keep that name "
                f"(--name {name}), or prefix: {facts['prefix']!r}. {remedy}"
            )
    before = known.get(source.name, {}).get("prefix", source.id_prefix)
    if before != source.id_prefix:
        raise UsageError(
            f"Source {source.name}: ids that were written begin with {before!r}, now they would "
            f"with {source.id_prefix!r}, and all rows would count twice. {remedy}"
        )


def _remember(source: Listed) -> None:
    known = _remembered() | {source.name: _identity(source) | {"prefix": source.id_prefix}}
    new = _sources_file().with_suffix(".new")
    new.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(new, _sources_file())


def run(
    source: Listed,
    others: list[Listed] | None = None,
    is_dry: bool = False,
    wait_seconds: float = 0,
    accepts_changes: bool = False,
) -> "Outcome":
    """Add what is new at a source to the landing zone.

    Args:
        source: The source.
        others: All sources of the company.
        is_dry: Only say what would be written.
        wait_seconds: How long to wait for a refresh to end.
        accepts_changes: Whether what was there in the last run may be gone.

    Raises:
        UsageError: If the landing zone is the made-up company's, or the source is listed wrongly.
        RefreshError: If the vendor's tables cannot be read as they are.

    """
    from connectors import running

    zone = paths.raw_dir()
    if made_up.truth(zone) is not None or zone == paths.sample_dir():
        raise UsageError(
            f"{zone} is the made-up company's. Set ENGAGEMENT_RAW_DIR to a folder of your own; it "
            "need not exist yet."
        )
    wanted = order(source, others, accepts_changes)
    _see_that_it_is_one(source)
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock", wait_seconds):
        zone.mkdir(parents=True, exist_ok=True)
        done = running.run(wanted, zone, memory_file(source.name), is_dry=is_dry, salt=_salt())
        if not is_dry:
            _remember(source)
        return done


def _salt() -> str:
    """Return the salt of pseudonyms; without one of its own a zone gets what hides nothing.

    A refresh refuses such a zone (orchestration.salt), so nothing of it is ever published.
    """
    given = settings.project_vars() | settings.company_vars()
    try:
        return salt.chosen(
            str(given["identity_salt"]), bool(given["accept_default_salt"]), paths.raw_dir()
        )
    except RefreshError:
        return ""


def memory_file(name: str) -> Path:
    """Return where is kept what a source has written."""
    return paths.data_dir() / "connect" / f"{name}.duckdb"


def run_all(wait_seconds: float = 0) -> Iterator["Outcome"]:
    """Run every source of the company, in the order of the file, before a refresh.

    Raises:
        RefreshError: If one of them fails; the refresh did not begin then.

    """
    try:
        sources = listed()
        for source in sources:
            yield run(source, sources, wait_seconds=wait_seconds)
    except RefreshError as error:
        troubles = outcome.not_begun(error, STEP)
        raise type(error)("\n".join([str(error), *troubles])) from error
