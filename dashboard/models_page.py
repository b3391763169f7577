"""Write the documentation of the marts: one HTML file that its own script draws."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from dashboard import page
from dashboard.words import page_words
from orchestration import yamls

FOLDER = page.ASSETS / "models"


def write_models_page(contents: dict[str, Any], output: Path) -> None:
    """Write the file that tells what ``orchestration.documentation.contents`` has gathered."""
    words = {"unit": page_words()["unit"]} | yamls.read(
        (FOLDER / "words.yml").read_text(encoding="utf-8")
    )
    scripts = (FOLDER / f"{name}.js" for name in ("texts", "drawing", "views", "start"))
    js = "".join(script.read_text(encoding="utf-8") for script in scripts)
    css = (page.ASSETS / "styles" / "base.css").read_text(encoding="utf-8") + (
        FOLDER / "models.css"
    ).read_text(encoding="utf-8")
    page.write(
        output,
        page.environment()
        .get_template("models/page.html.j2")
        .render(
            css=Markup(css),
            js=Markup('(function () {\n"use strict";\n' + js + "})();"),
            contents=Markup(page.to_json(contents)),
            words=Markup(page.to_json(words)),
            title=words["title"],
            hash=page.content_hash,
        ),
    )
