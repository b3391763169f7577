"""The salt of all published hashes: where it comes from, and when one will not do.

With a salt that everybody knows or can guess, whoever holds a list of e-mail addresses can hash it
and find the customers again. So a landing zone of real people needs a salt of its own.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from orchestration import made_up, paths
from orchestration.errors import UsageError

VARIABLE = "ENGAGEMENT_IDENTITY_SALT"
DEFAULT = "engagement"
# Fewer characters are tried out in seconds.
LEAST = 8
LONG = "a long random text that you keep (engagement make-salt writes one)"


def file() -> Path:
    """Return the file that ``engagement make-salt`` writes; only its owner may read it."""
    return paths.data_dir() / "identity_salt"


def make() -> Path:
    """Write a new salt into its file and return it.

    Raises:
        UsageError: If there is one already, for other hashes would follow from another one.

    """
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(
            f"{path} is there already. Every published hash is made with it, and none could be "
            "compared with those of another one. Take the file away first if you mean it."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32) + "\n")
    return path


def given(variable: str) -> str:
    """Return the salt: that of the environment, else of the variable, else of the file.

    Args:
        variable: Variable identity_salt; the default one where nothing else is given.

    Raises:
        UsageError: If it is too short, or its file cannot be read.

    """
    place = VARIABLE
    salt = os.environ.get(VARIABLE) or ""
    if not salt and variable != DEFAULT:
        place, salt = "Variable identity_salt", variable
    if not salt and file().exists():
        place = str(file())
        try:
            salt = file().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"The salt in {place} cannot be read ({type(error).__name__}). Let the user of the "
                f"refresh read it, or set {VARIABLE}."
            ) from error
        if not salt:
            raise UsageError(f"{place} is empty: it takes {LONG}.")
    if salt and len(salt) < LEAST:
        raise UsageError(
            f"{place} has {len(salt)} of at least {LEAST} characters: a short salt is soon found "
            f"by trying. Take {LONG}."
        )
    return salt or DEFAULT


def chosen(variable: str, accept_default: bool, raw_dir: Path) -> str:
    """Return the salt of a landing zone.

    Args:
        variable: Variable identity_salt.
        accept_default: Variable accept_default_salt.
        raw_dir: Landing zone.

    Raises:
        UsageError: If it is too short, or the default one and the people may be real.

    """
    salt = given(variable)
    is_said = bool(os.environ.get(VARIABLE))
    if salt == DEFAULT and not is_said and not accept_default and made_up.truth(raw_dir) is None:
        raise UsageError(
            "The landing zone is not the made-up company's, and its identifiers would be hashed "
            f"with the default salt, which everybody knows. Set {VARIABLE} to {LONG}, or accept "
            "the default: VARS='{\"accept_default_salt\": true}'."
        )
    return salt


def without(variables: dict[str, Any]) -> dict[str, Any]:
    """Return the variables as dbt may see them: what dbt knows stands in its logs and files."""
    return {name: value for name, value in variables.items() if name != "identity_salt"}


def environment(variables: dict[str, Any]) -> dict[str, str]:
    """Return what dbt's environment needs besides, so that the models know the salt."""
    salt = os.environ.get(VARIABLE) or variables.get("identity_salt")
    return {VARIABLE: str(salt)} if salt and salt != DEFAULT else {}
