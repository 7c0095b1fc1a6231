"""Everything a command needs, in the order it has to be there."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, system, venv
from .cache import ADDON, ROOT, Cache
from .odoo_source import Odoo
from .postgres import Cluster

CONFIGURATION = """\
[options]
addons_path = {addons}
data_dir = {data}
db_host = {host}
db_port = 5432
db_user = {user}
http_interface = 127.0.0.1
list_db = True
admin_passwd = admin
"""


@dataclass(frozen=True)
class Environment:
    """Odoo, its Python, and a cluster that runs."""

    cache: Cache
    odoo: Odoo
    python: Path
    cluster: Cluster
    config: Path

    @property
    def addons(self) -> Path:
        """The folder on the addons path in which the checkout has the addon's name."""
        return self.config.parent / "addons"

    @property
    def launcher(self) -> list[str]:
        return self.odoo.command(self.python)

    @property
    def environ(self) -> dict[str, str]:
        """What our child processes see; tests that start processes read it too."""
        paths = [
            str(self.python.parent),
            str(self.cluster.programs),
            os.environ.get("PATH", os.defpath),
        ]
        return {
            **os.environ,
            **self.cluster.environ,
            "PATH": os.pathsep.join(paths),
            "PYTHONPATH": str(self.odoo.packages),
            "ODOO_RC": str(self.config),
            "CUSTOMER_CARE_ODOO": json.dumps(self.launcher),
            "CUSTOMER_CARE_CONFIG": str(self.config),
            "LC_ALL": "C.UTF-8",
        }


@contextlib.contextmanager
def ready() -> Iterator[Environment]:
    """Provide the environment, building what is missing; PostgreSQL runs inside."""
    cache = Cache.from_environment()
    system.ensure(cache)
    odoo = odoo_source.ensure(cache)
    python = venv.ensure(cache)
    with Cluster(cache).running() as cluster:
        config = configure(cache, odoo, cluster)
        yield Environment(cache, odoo, python, cluster, config)


def configure(cache: Cache, odoo: Odoo, cluster: Cluster, root: Path = ROOT) -> Path:
    """Write a checkout's Odoo configuration, with an addons folder beside it.

    Both lie in the cache: Odoo's export of translations follows links, and a link to
    the checkout inside the checkout would lead it in circles.
    """
    folder = cache.checkout(root)
    link = folder / "addons" / ADDON
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(root, target_is_directory=True)
    addons = ",".join(map(str, (*odoo.addons, link.parent)))
    text = CONFIGURATION.format(
        addons=addons,
        data=cache.data,
        host=cluster.socket,
        user=cluster.environ["PGUSER"],
    )
    path = folder / "odoo.conf"
    if not path.exists() or path.read_text() != text:
        partial = path.with_name(f"odoo.conf.{os.getpid()}")
        partial.write_text(text)
        partial.rename(path)
    return path
