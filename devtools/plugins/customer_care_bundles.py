"""pytest plugin of ``./dev test``: what every page loads is compiled once a worker.

Odoo's own runner does the same before browser tests. Without it each of them compiles
the web client anew, for what a test writes into the database is rolled back.
"""

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


@pytest.fixture(scope="session")
def compiled_bundles(load_registry):
    """Compile, and commit: the tests of this worker's database see the files."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name in SCRIPTS:
            qweb._get_asset_bundle(name, css=False, js=True).js()
        for name in STYLES:
            qweb._get_asset_bundle(name, css=True, js=False).css()


@pytest.fixture(scope="class", autouse=True)
def browser_test(request):
    """Ask for them before the first browser test's transaction begins."""
    from odoo.tests.common import HttpCase

    if request.cls and issubclass(request.cls, HttpCase):
        request.getfixturevalue("compiled_bundles")
