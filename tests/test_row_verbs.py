# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_matrix import MatrixCase


@tagged("post_install", "-at_install")
class TestRowVerbs(MatrixCase):
    """What Odoo's own menu offers on a row: duplicated, exported, deleted, archived.

    Each works or says in a sentence why not; nobody is shown a fault of the program.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # rows made behind the model's back know nothing of their parents yet
        cls.env["customer.interest"]._parent_store_compute()

    def _attempt(self, record, name, call):
        """Return what is wrong; a refusal in words is not, nor a rule of the table.

        What a table refuses, Odoo's server says in words.
        """
        try:
            with self.env.cr.savepoint():
                call(record)
                self.env.flush_all()
        except (UserError, IntegrityError) as error:
            self.assertTrue(str(error), f"{record._name}: {name}")
        except Exception as error:  # noqa: BLE001 - any of them is a fault
            return f"{record._name}: {name}: {error!r}"
        finally:
            self.env.invalidate_all()
        return ""

    def test_what_has_a_computed_name_is_found_by_what_it_is_computed_of(self):
        operation, other = self.env["customer.operation"].create(
            [{"kind": "merge", "reason": reason} for reason in ("Twins", "Cousins")]
        )
        found = [key for key, _name in operation.name_search("twin")]
        self.assertIn(operation.id, found)
        self.assertNotIn(other.id, found)

    def test_each_row_is_duplicated_exported_archived_and_deleted_or_says_why(self):
        user = self.user_level_1
        verbs = {
            "read": lambda row: row.read(),
            "export": lambda row: row.export_data(
                [name for name in row.fields_get() if row._fields[name].exportable]
            ),
            "name": lambda row: row.name_search(row.display_name or "x", limit=3),
            "copy": lambda row: row.copy(),
            "archive": lambda row: "active" in row._fields and row.action_archive(),
            "restore": lambda row: "active" in row._fields and row.action_unarchive(),
            "delete": lambda row: row.unlink(),
        }
        faults, tried = [], 0
        for (model, company), key in sorted(self.made.items()):
            if company != self.home or self.env[model]._transient:
                continue
            for mine in (self.env[model], self.env[model].with_user(user)):
                for name, call in verbs.items():
                    tried += 1
                    with mute_logger("odoo.sql_db"):
                        faults.append(self._attempt(mine.browse(key), name, call))
        faults = list(filter(None, faults))
        self.assertFalse(faults, "\n".join(faults))
        self.assertGreater(tried, 500)

    def test_each_form_opens_for_what_is_new_and_for_what_is_there(self):
        faults, opened = [], 0
        views = self.env["ir.ui.view"].search(
            [("type", "=", "form"), ("mode", "=", "primary")]
        )
        ours = views.filtered(
            lambda view: (
                view.model in self.env
                and view.model.startswith("customer.")
                and not self.env[view.model]._abstract
            )
        )
        for view in ours:
            model = self.env[view.model]
            key = self.made.get((view.model, self.home))
            records = [model, *([model.browse(key)] if key else [])]
            for record in records:
                opened += 1
                faults.append(
                    self._attempt(
                        record,
                        f"{view.xml_id} of {'a row' if record else 'a new one'}",
                        lambda row, view=view: Form(row, view=view),
                    )
                )
        faults = list(filter(None, faults))
        self.assertFalse(faults, "\n".join(faults))
        self.assertGreater(opened, 100)
