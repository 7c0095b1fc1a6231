"""Addons of Odoo that come before ours, and the same ones that come after it.

Nobody should have to update us because they installed the till later: what we know of
an addon of Odoo is found out when the server starts. So a database where they came
first and one where they came last are the same, column by column, and know the same
places of personal data.
"""

import json
import re
import tempfile
from pathlib import Path

from ..models.customer_soft import MARK
from .lifecycle import ADDON, named
from .lifecycle_picture import ROWS, booked, differences, picture
from .lifecycle_process import odoo, shell

TWIN = True
FURTHER = (
    "point_of_sale,stock,crm,website_sale,mass_mailing,mass_mailing_sms,event,"
    "project,hr"
)
ASK = """
import json
from odoo.addons.customer_care.benchmarks import lifecycle_order
with open({target!r}, "w") as file:
    json.dump(lifecycle_order.known(env), file)
"""


def run(bench):
    late, early = bench.env.cr.dbname, bench.twin.database
    bench.env.cr.commit()  # its transaction would hold what is to be altered
    bench.add("installing the others after ours", odoo(late, "-i", FURTHER))
    odoo(early, "-i", FURTHER)
    bench.add("installing ours after the others", odoo(early, "-i", ADDON))
    _compare(bench, "the database", _schema(early), _schema(late))
    _compare(bench, "what the program knows", _known(early), _known(late))


def _compare(bench, what, early, late):
    for kind, (lost, left) in differences(early, late).items():
        text = f"{what}, {kind}: the same"
        text += f"{named(' only before', lost)}{named(' only after', left)}"
        bench.check(text, not lost | left)


def _schema(database):
    """What Odoo notes of its own depends on the order, and is left out.

    That is under which addon's name it keeps a field that a model of ours inherits,
    and the number of a field in an index.
    """
    found = {**picture(database), **booked(database)}
    del found[ROWS], found["fields"]
    found["indexes"] = {re.sub(r"= \d+\)", "= #)", word) for word in found["indexes"]}
    found["external ids"] = {
        re.sub(r"^\w+\.(?=field_)", "", word) for word in found["external ids"]
    }
    return found


def _known(database):
    """Ask a server that starts now."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "known.json"
        shell(database, ASK.format(target=str(target)))
        return {
            kind: set(words) for kind, words in json.loads(target.read_text()).items()
        }


def known(env):
    """{kind: [words]} of what is worked out anew with each start."""
    data_map = env["customer.data.map"]
    links = {
        model: [f"{link.name} {link.policy}" for link in data_map._links(model)]
        for model in ("res.partner", "customer.asset")
    }
    return {
        "places of personal data": [
            f"{place.name} {place.anonymise} {place.export} {place.is_reviewed}"
            for place in data_map._places()
        ],
        "links to customers": links["res.partner"],
        "links to vehicles": links["customer.asset"],
        "methods of others that we go into": [
            f"{model}.{name} {hasattr(getattr(env.registry[model], name), MARK)}"
            for model, name, _wrapper in env["customer.soft"]._soft_methods()
            if model in env and hasattr(env.registry[model], name)
        ],
        "operations of customers": [
            each["key"] for each in env["res.partner"]._customer_operations()
        ],
        "sources of turnover": [env["customer.turnover"]._table_query.code],
    }
