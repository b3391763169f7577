"""The dbt project as dbt itself reads it: parsed once per session, with macros to render."""

import copy
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from homes import Environment

from orchestration import dbt
from orchestration.errors import RefreshError
from orchestration.paths import DBT_PROJECT_DIR

Node = dict[str, Any]
# Ignored by git and kept between sessions: dbt then parses only what has changed. The data folder
# has to stay the same for that, as dbt parses everything anew when its profile changes.
FOLDER = DBT_PROJECT_DIR / "target" / "tests"


class Project:
    """What dbt knows of the project, without a warehouse and without touching anybody's target."""

    def __init__(self) -> None:
        from dbt.adapters.factory import get_adapter_by_type

        self.folder = FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)
        # The parse that Dagster's definitions and refreshes begin with: one serves all.
        self.manifest = dbt.read_manifest()
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.parsed = _kept() or self.dbt("parse")
            self.dbt("parse")  # with what is parsed this reads nothing: it makes the adapter
        self.adapter = get_adapter_by_type("duckdb")

    def dbt(self, *arguments: str, succeeds: bool = True) -> object:
        """Run a dbt command in this process and return its result, or why it failed as it should.

        Errors are printed.
        """
        from dbt.cli.main import dbtRunner

        places = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
        places += ["--target-path", str(self.target), "--log-path", str(self.folder / "logs")]
        # A parse needs the same folder every time; what opens the databases must not meet the other
        # process of the tests there.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        data = self.folder / ("data" if arguments[0] == "parse" else f"data-{worker}")
        (data / "build").mkdir(parents=True, exist_ok=True)
        settings = {"ENGAGEMENT_DATA_DIR": str(data), "ENGAGEMENT_THREADS": "2"}
        runner = dbtRunner(manifest=getattr(self, "parsed", None))
        with Environment(settings):
            result = runner.invoke(["--quiet", "--log-level-file", "none", *arguments, *places])
        assert result.success == succeeds, result.exception
        return result.result if succeeds else result.exception

    @property
    def target(self) -> Path:
        """The folder dbt writes its artifacts to."""
        return self.folder / "target"

    @cached_property
    def compiled(self) -> dict[str, str]:
        """Model -> its SQL as an engine gets it; models in Python have none."""
        code = self.compile(resource_types=("model",))
        return {self.manifest["nodes"][unique_id]["name"]: sql for unique_id, sql in code.items()}

    def compile(
        self,
        resource_types: tuple[str, ...] = ("model", "test"),
        names: tuple[str, ...] = (),
        macros: dict[str, object] | None = None,
        **variables: object,
    ) -> dict[str, str]:
        """Return id -> SQL of models and data tests under some variables, without parsing anew.

        With ``names`` only of these; ``macros`` return the given values instead of their own.
        """
        from dbt.compilation import Compiler

        code = {}
        instead = {
            name: lambda *_, given=given, **__: given for name, given in (macros or {}).items()
        }
        with self.variables(**variables):
            compiler = Compiler(self.adapter.config)
            for node in self.parsed.nodes.values():
                is_asked = node.resource_type in resource_types and node.language == "sql"
                if is_asked and (not names or node.name in names):
                    # The parsed project stays as it is: another set of variables may follow.
                    fresh = copy.copy(node)
                    fresh.compiled, fresh.extra_ctes_injected, fresh.extra_ctes = False, False, []
                    compiled = compiler.compile_node(fresh, self.parsed, instead, write=False)
                    code[node.unique_id] = compiled.compiled_code
        return code

    def models(self, *layers: str) -> list[Node]:
        """Return the models of some layers, or all of them."""
        nodes = (n for n in self.manifest["nodes"].values() if n["resource_type"] == "model")
        return [n for n in nodes if not layers or n["fqn"][1] in layers]

    def published(self) -> list[Node]:
        """Return the models that readers get: facts and marts."""
        return self.models(*dbt.PUBLISHED)

    def tests_on(self, node: Node) -> list[Node]:
        """Return the generic data tests attached to a model or seed."""
        tests = (n for n in self.manifest["nodes"].values() if n["resource_type"] == "test")
        return [t for t in tests if t.get("attached_node") == node["unique_id"]]

    def parents(self, node: Node) -> list[str]:
        """Return the ids of what a node reads."""
        return node["depends_on"]["nodes"]

    def macro(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever it returns
        """Return what a macro of the project renders or returns."""
        found = next(m for m in self.manifest["macros"].values() if self._is_own(m, name))
        names = re.search(rf"macro {name}\s*\((.*?)\)", found["macro_sql"], re.DOTALL).group(1)
        parameters = [part.split("=")[0].strip() for part in names.split(",")]
        given = dict(zip(parameters, arguments, strict=False))
        rendered = self.adapter.execute_macro(
            name, macro_resolver=self.parsed, project="engagement", kwargs=given
        )
        return rendered.strip() if isinstance(rendered, str) else rendered

    @staticmethod
    def _is_own(macro: Node, name: str) -> bool:
        return macro["package_name"] == "engagement" and macro["name"] == name

    @contextmanager
    def variables(self, **values: object) -> Iterator[None]:
        """Set variables as --vars would, for the macros rendered inside."""
        known = self.adapter.config.cli_vars
        before = dict(known)
        known.update(values)
        try:
            yield
        finally:
            known.clear()
            known.update(before)


def _kept() -> Any:  # noqa: ANN401 - a manifest of dbt, which is imported late
    """Return what was kept of a parse of this very project; None where it made room for others."""
    from dbt.contracts.graph.manifest import Manifest

    try:
        parsed = Manifest.from_msgpack(dbt.kept_parse({}).read_bytes())
    except OSError:
        return None
    parsed.build_flat_graph()
    return parsed


@cache
def attempt() -> Project | Exception:
    """Return the project, or why it cannot be parsed: trying again for every test takes minutes."""
    try:
        return Project()
    except (AssertionError, RefreshError) as error:
        return error


def project() -> Project:
    """Return the project, parsed at the first call."""
    found = attempt()
    if isinstance(found, Exception):
        raise AssertionError("the dbt project does not parse") from found
    return found
