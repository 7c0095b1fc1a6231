"""The database behind ``./dev run`` and ``./dev shots``."""

from __future__ import annotations

from . import sources
from .cache import ADDON
from .console import step
from .database import DEMO, Databases

NAME = f"{ADDON}_demo"
# Whoever tries it out types numbers of people: no SMS of it goes to Odoo's provider.
# Odoo's own e-mails (invitations, what is assigned) would go to any mail server of this
# machine: as with Odoo's command `neutralize`, one that is nowhere comes before that.
STOPPED = """
INSERT INTO ir_config_parameter (key, value) VALUES ('customer_care.sending', 'stopped')
ON CONFLICT (key) DO NOTHING;
INSERT INTO ir_mail_server
       (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active)
VALUES ('Demo company: leads nowhere', 'invalid', 1025, 'none', 'login', true)
"""


def ensure(databases: Databases) -> None:
    """Create it at the first start, update it when the addon's sources changed.

    The hash of the sources it was last updated to is kept as the database's comment.
    """
    with databases.env.cache.lock("demo"):
        if not databases.exists(NAME):
            databases.create(NAME, DEMO)
            databases.sql(STOPPED, NAME)
            _note(databases)
        elif _noted(databases) != sources.digest():
            with step(6, f"Updating {ADDON} in {NAME}"):
                databases.update(NAME, ADDON)
            _note(databases)


def _noted(databases: Databases) -> str:
    return databases.sql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        f"WHERE datname = '{NAME}'"
    )


def _note(databases: Databases) -> None:
    databases.sql(f"COMMENT ON DATABASE \"{NAME}\" IS '{sources.digest()}'")
