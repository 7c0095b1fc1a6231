# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_customer_delete import DeleteCase


@tagged("post_install", "-at_install")
class TestSoftDelete(DeleteCase):
    """Beside further addons: their documents stand in the way under their own names."""

    def test_documents_of_addons_we_do_not_know_are_named(self):
        self.env["crm.lead"].create([{"name": "Lead", "partner_id": self.spare.id}] * 2)
        event = self.env["event.event"].create(
            {
                "name": "Open day",
                "date_begin": "2027-03-10 10:00:00",
                "date_end": "2027-03-10 18:00:00",
            }
        )
        self.env["event.registration"].create(
            {"event_id": event.id, "partner_id": self.spare.id}
        )
        self.env["repair.order"].create({"partner_id": self.spare.id})
        words = self._blockers(self.spare)
        names = {
            model: self.env["ir.model"]._get(model).name
            for model in ("crm.lead", "event.registration", "repair.order")
        }
        self.assertIn(f"{names['crm.lead']} (2)", words)
        self.assertIn(f"{names['event.registration']} (1)", words)
        self.assertIn(f"{names['repair.order']} (1)", words)
        with self.assertRaisesRegex(UserError, "Ewa Lis cannot be deleted"):
            self.spare.with_user(self.clerk).unlink()

    def test_every_protected_link_of_all_addons_is_known(self):
        links = self.Partner._deletion_links()
        protected = [
            (name, field.name)
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient) and model._auto
            for field in model._fields.values()
            if field.type == "many2one"
            and field.comodel_name == "res.partner"
            and field.store
            and not field.company_dependent
            and field.ondelete == "restrict"
            and name != "calendar.filters"
        ]
        self.assertGreater(len(protected), 20)
        for name, field in protected:
            self.assertIn(field, links.get(name, ()), name)

    def test_what_says_nothing_about_business_does_not_stand_in_the_way(self):
        self.spare.message_post(body="A note")
        self.spare.message_subscribe(self.spare.ids)
        self.spare.activity_schedule("mail.mail_activity_data_todo")
        self.env["website.visitor"].create(
            {"access_token": str(self.spare.id), "partner_id": self.spare.id}
        )
        self.assertEqual(self._blockers(self.spare), [])
        self.spare.with_user(self.clerk)._delete("Twice")
        self.assertFalse(self.spare.exists())
