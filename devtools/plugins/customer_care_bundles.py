"""pytest plugin of ``./dev test``: what every page loads is compiled once.

Where several workers run it is in their template already. Odoo's own runner does the
same before browser tests. Without it each of them compiles the web client anew, for
what a test writes into the database is rolled back.
"""

import fcntl
from pathlib import Path

import pytest

# What the pages of our tours ask for; a bundle of an addon that is missing is empty.
SCRIPTS = (
    "web.assets_web",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "point_of_sale.assets_prod",
)
STYLES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "point_of_sale.assets_prod",
)


def compile_pages(env):
    """Compile what is not there yet, and commit."""
    for name in SCRIPTS:
        env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
    for name in STYLES:
        env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()
    env.cr.commit()


@pytest.fixture(scope="session")
def compiled_bundles(load_registry):
    """Compile, and commit: the tests of this worker's database see the files.

    Workers take turns: their databases have one folder of files, and Odoo refuses a
    file that another one has half written.
    """
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests import get_db_name
    from odoo.tools import config

    turn = Path(config["data_dir"]) / "bundles.lock"
    with turn.open("w") as lock, Registry(get_db_name()).cursor() as cr:
        fcntl.flock(lock, fcntl.LOCK_EX)
        compile_pages(api.Environment(cr, SUPERUSER_ID, {}))


@pytest.fixture(scope="class", autouse=True)
def browser_test(request):
    """Ask for them before the first browser test's transaction begins."""
    from odoo.tests.common import HttpCase

    if request.cls and issubclass(request.cls, HttpCase):
        request.getfixturevalue("compiled_bundles")
