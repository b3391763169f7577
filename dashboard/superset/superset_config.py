"""Settings of Superset, which reads this file itself (SUPERSET_CONFIG_PATH).

Everything it writes lies below SUPERSET_HOME, for its owner alone; it asks nothing of the network,
and neither does a browser that shows it.
"""

import os
from pathlib import Path

HOME = Path(os.environ["SUPERSET_HOME"])

SECRET_KEY = (HOME / "secret_key").read_text(encoding="ascii")
GUEST_TOKEN_JWT_SECRET = SECRET_KEY  # embedding is off; the default is known to everybody
GLOBAL_ASYNC_QUERIES_JWT_SECRET = SECRET_KEY
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}"
APP_NAME = "Engagement Warehouse"
# Browsers send cookies to every port of a host: another program's session must not be ours.
SESSION_COOKIE_NAME = "engagement_superset"
SESSION_COOKIE_SAMESITE = "Strict"

LANGUAGES = {
    "en": {"flag": "us", "name": "English"},
    "ja": {"flag": "jp", "name": "日本語"},
}

# A refresh shows at once: nothing of a chart's data is kept, and DuckDB answers in milliseconds.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
RATELIMIT_STORAGE_URI = "memory://"
# DuckDB refuses a second connection to a file with other settings, and its spec makes the name of
# the program a setting: a chart and SQL Lab would lock each other out.
USER_AGENT_FUNC = lambda database, source: "superset"  # noqa: E731
FEATURE_FLAGS = {"ALERT_REPORTS": False, "EMBEDDED_SUPERSET": False}
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'none'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
