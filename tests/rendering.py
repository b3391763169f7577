"""The dbt project as an engine gets it: compiled models and rendered macros, without the engine.

An adapter of dbt stays in the process that has loaded it, so each engine is asked in one of its
own, and what it says is kept under dbt_project/target for as long as the project stays the same.

    echo '{"models": true}' | .venv/bin/python tests/rendering.py spark
"""

import copy
import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.paths import DBT_PROJECT_DIR

ENGINES = ("duckdb", "postgres", "spark")
KEPT = DBT_PROJECT_DIR / "target" / "tests" / "engines"


def compiled(engine: str) -> dict[str, str]:
    """Return model -> its SQL as an engine gets it."""
    return _asked(engine, json.dumps({"models": True}))["models"]


def macros(engine: str, asked: list[tuple[str, list[Any], dict[str, Any]]]) -> list[str]:
    """Return what macros render for an engine.

    Args:
        engine: Name of the engine.
        asked: Name, arguments in their order and variables of each.

    """
    return _asked(engine, json.dumps({"macros": asked}))["macros"]


@cache
def _asked(engine: str, request: str) -> dict[str, Any]:
    from light import project_hash

    mark = hashlib.sha256((engine + project_hash() + request).encode()).hexdigest()[:24]
    file = KEPT / f"{engine}-{mark}.json"
    if not file.exists():
        done = subprocess.run(
            [sys.executable, __file__, engine, str(file)],
            input=request,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{engine}: {done.stdout}{done.stderr}")
        for old in sorted(KEPT.glob(f"{engine}-*.json"), key=lambda f: f.stat().st_mtime)[:-4]:
            old.unlink(missing_ok=True)
    return json.loads(file.read_text(encoding="utf-8"))


class Rendering:
    """A parse of the project for one engine."""

    def __init__(self, engine: str) -> None:
        from dbt.adapters.factory import get_adapter_by_type
        from dbt.cli.main import dbtRunner

        target = KEPT / engine
        (target / "data" / "build").mkdir(parents=True, exist_ok=True)
        os.environ["ENGAGEMENT_DATA_DIR"] = str(target / "data")
        places = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
        places += ["--target-path", str(target), "--log-path", str(target), "--target", engine]
        done = dbtRunner().invoke(["--quiet", "--log-level-file", "none", "parse", *places])
        if not done.success:
            raise SystemExit(f"the project does not parse: {done.exception}")
        self.manifest = done.result
        self.adapter = get_adapter_by_type(engine)

    def models(self) -> dict[str, str]:
        """Return model -> SQL."""
        from dbt.compilation import Compiler

        compiler, code = Compiler(self.adapter.config), {}
        for node in self.manifest.nodes.values():
            if node.resource_type == "model" and node.language == "sql":
                fresh = copy.copy(node)
                fresh.compiled, fresh.extra_ctes_injected, fresh.extra_ctes = False, False, []
                told = compiler.compile_node(fresh, self.manifest, {}, write=False)
                code[node.name] = told.compiled_code
        return code

    def macro(self, name: str, arguments: list[Any], variables: dict[str, Any]) -> str:
        """Return what a macro renders."""
        import re

        found = self.manifest.macros[f"macro.engagement.{name}"]
        names = re.search(rf"macro {name}\s*\((.*?)\)\s*-?%", found.macro_sql, re.DOTALL).group(1)
        parameters = [part.split("=")[0].strip() for part in names.split(",")]
        known = self.adapter.config.cli_vars
        before = dict(known)
        known.update(variables)
        try:
            rendered = self.adapter.execute_macro(
                name,
                macro_resolver=self.manifest,
                project="engagement",
                kwargs=dict(zip(parameters, arguments, strict=False)),
            )
        finally:
            known.clear()
            known.update(before)
        return str(rendered).strip()


def main() -> None:
    """Answer one request."""
    engine, file = sys.argv[1:3]
    request = json.load(sys.stdin)
    rendering = Rendering(engine)
    told: dict[str, Any] = {"macros": [rendering.macro(*one) for one in request.get("macros", [])]}
    told["models"] = rendering.models() if request.get("models") else {}
    new = Path(f"{file}.{os.getpid()}")
    new.write_text(json.dumps(told), encoding="utf-8")
    new.replace(file)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
