"""Prepares Superset's own database and serves it; runs in Superset's environment, alone.

One process does both, because importing Superset takes longer than all that it prepares: tables,
roles and the one user. Usage: ``python serve.py PORT``.
"""

import logging
import os
import sys
from pathlib import Path

import flask_migrate
from gunicorn.app.base import BaseApplication
from superset import security_manager
from superset.app import create_app
from superset.db_engine_specs.duckdb import DuckDBEngineSpec
from superset.extensions import appbuilder, db

USER = "admin"
THREADS = 8


class Server(BaseApplication):
    """gunicorn with one process: connections to a DuckDB file then share what they read of it."""

    def __init__(self, app: object, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        """Set the address, and threads so that the charts of a dashboard are drawn together."""
        self.cfg.set("bind", f"127.0.0.1:{self.port}")
        self.cfg.set("workers", 1)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", THREADS)
        self.cfg.set("timeout", 300)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("control_socket_disable", True)

    def load(self) -> object:
        """Return the prepared application."""
        return self.app


def prepare(app: object) -> None:
    """Bring tables, roles and the user up to date; a second time it changes nothing."""
    home = Path(os.environ["SUPERSET_HOME"])
    password = (home / "password").read_text(encoding="ascii").strip()
    with app.app_context():
        flask_migrate.upgrade(directory=app.extensions["migrate"].directory)
        hear_again()
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        user = security_manager.find_user(USER)
        if user is None:
            admin = security_manager.find_role("Admin")
            address = "admin@localhost"
            security_manager.add_user(USER, "Engagement", "Warehouse", address, admin, password)
        else:
            security_manager.reset_password(user.id, password)
        db.session.commit()
        # The server is a fork of this process: an SQLite connection must not come along.
        db.session.remove()
        db.engine.dispose()


def hear_again() -> None:
    """Undo what the migrations do to logging: they silence every logger that is there already."""
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.disabled = False
    logging.root.setLevel(logging.WARNING)


def read_marts_only() -> None:
    """Let DuckDB databases show schema marts alone, and read it without its name.

    Otherwise SQL Lab lists the schemas of DuckDB itself and ours by the name of the file, which is
    another one after each refresh; and a schema chosen there has no effect.
    """
    DuckDBEngineSpec.get_schema_names = classmethod(lambda *_: {"marts"})
    DuckDBEngineSpec.get_prequeries = classmethod(lambda *_, **__: ["use marts"])


if __name__ == "__main__":
    application = create_app()
    read_marts_only()
    prepare(application)
    sys.argv[1:], port = [], int(sys.argv[1])
    Server(application, port).run()
