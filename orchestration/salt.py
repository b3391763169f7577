"""The salt of all published hashes: where it comes from, and when the default one will not do.

With a salt that everybody knows, whoever holds a list of e-mail addresses can hash it and find the
customers again. So a landing zone of real people needs a salt of its own.
"""

import os
from pathlib import Path
from typing import Any

from orchestration import made_up
from orchestration.errors import UsageError

VARIABLE = "ENGAGEMENT_IDENTITY_SALT"
DEFAULT = "engagement"


def chosen(variable: str, accept_default: bool, raw_dir: Path) -> str:
    """Return the salt: that of the environment, else that of the variable.

    Args:
        variable: Variable identity_salt.
        accept_default: Variable accept_default_salt.
        raw_dir: Landing zone.

    Raises:
        UsageError: If it is the default one and the people in the landing zone may be real.

    """
    if from_environment := os.environ.get(VARIABLE):
        return from_environment
    if variable == DEFAULT and not accept_default and made_up.truth(raw_dir) is None:
        raise UsageError(
            "The landing zone is not the made-up company's, and its identifiers would be hashed "
            f"with the default salt, which everybody knows. Set {VARIABLE} to a long random text "
            "and keep it, or accept the default: VARS='{\"accept_default_salt\": true}'."
        )
    return variable


def without(variables: dict[str, Any]) -> dict[str, Any]:
    """Return the variables as dbt may see them: what dbt knows stands in its logs and files."""
    return {name: value for name, value in variables.items() if name != "identity_salt"}


def environment(variables: dict[str, Any]) -> dict[str, str]:
    """Return what dbt's environment needs besides, so that the models know the salt."""
    given = os.environ.get(VARIABLE) or variables.get("identity_salt")
    return {VARIABLE: str(given)} if given and given != DEFAULT else {}
