# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import itertools
from datetime import date, datetime, timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_invoice import InvoiceCommon
from .common_screens import ScreensCase

VIEWS = ["list", "kanban", "calendar", "activity", "pivot", "graph", "form"]


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestActionsCenter(ScreensCase, InvoiceCommon):
    """The windows on customer actions: what they open with, find, and do to many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Action = cls.env["customer.action"]
        cls.center = cls.env.ref("customer_care.customer_action_action_center")
        cls.list = cls.env.ref("customer_care.customer_action_action_list")
        cls.machine.barcode = "5901234123457"
        cls.action = cls._make_dated_action()
        cls.jan = cls._make_customer(name="Jan Nowak")

    @classmethod
    def _make_dated_action(cls, **vals):
        return cls._make_action(
            **{
                "partner_id": cls.customer.id,
                "type_id": cls.warranty.id,
                "date_start": datetime(2027, 1, 1, 11),
                "date_end": datetime(2027, 6, 1, 11),
                "date_remind": date(2027, 3, 1),
                **vals,
            }
        )

    def _action(self, **vals):
        """Another customer's, with the dates that the type proposes."""
        return self._make_action(
            **{"partner_id": self.jan.id, "type_id": self.warranty.id, **vals}
        )

    def _arch(self, view_type, user=None):
        model = self.Action.with_user(user or self.user_level_1)
        return etree.fromstring(model.get_view(view_type=view_type)["arch"])

    def _filter(self, name, user=None):
        """The actions that a filter of the search view leaves."""
        (node,) = self._arch("search").xpath("//filter[@name=$name]", name=name)
        domain = self._evaluate(node.get("domain"), user or self.env.user)
        return self.Action.search([*domain, ("partner_id", "=", self.customer.id)])

    def test_both_windows_have_all_views(self):
        for window in (self.center, self.list):
            self.assertEqual(window.view_mode.split(","), VIEWS)
            for kind in VIEWS:
                self.Action.with_user(self.user_level_5).get_view(view_type=kind)

    def test_the_list_shows_every_action_that_exists(self):
        window = self.list._get_action_dict()
        self.assertFalse(self._evaluate(window["domain"], self.env.user))
        context = self._evaluate(window["context"], self.env.user)
        self.assertFalse([key for key in context if key.startswith("search_default")])
        done = self._make_dated_action()
        done.action_done()
        found = self.Action.with_user(self.user_level_5).search([])
        self.assertLessEqual(self.action | done, found)

    def test_the_center_opens_with_the_window_as_a_filter(self):
        context = self._evaluate(self.center.context, self.env.user)
        self.assertEqual(context["search_default_window"], 1)
        later = self._make_dated_action(date_remind=date(2027, 3, 10))
        overdue = self._make_dated_action(date_remind=date(2027, 2, 25))
        self.assertEqual(self._filter("window"), self.action)
        self.assertEqual(self._filter("overdue"), overdue)
        self.assertEqual(self._filter("next_30_days"), later | self.action)
        self.assertEqual(self._filter("today"), self.action)
        self.assertEqual(self._filter("this_week"), self.action)

    def test_center_opens_on_yesterday_to_seven_days_ahead(self):
        days = {
            date(2027, 2, 27): "overdue",
            date(2027, 2, 28): "due",
            date(2027, 3, 1): "due",
            date(2027, 3, 8): "due",
            date(2027, 3, 9): "later",
        }
        actions = {day: self._action(date_remind=day) for day in days}
        done = self._action(date_remind=date(2027, 3, 1))
        done.state = "done"
        for day, expected in days.items():
            self.assertEqual(actions[day].timeliness, expected, day)
        found = self.env["customer.action"].search(
            [("timeliness", "=", "due"), ("partner_id", "=", self.jan.id)]
        )
        self.assertEqual(
            found.mapped("date_remind"),
            [date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 8)],
        )
        self.assertNotIn(done, found)

    def test_center_window_is_a_setting(self):
        action = self._action(date_remind=date(2027, 3, 20))
        self.assertEqual(action.timeliness, "later")
        set_param = self.env["ir.config_parameter"].set_param
        set_param("customer_care.center_days_ahead", 30)
        action.invalidate_recordset()
        self.assertEqual(action.timeliness, "due")

    def test_counters_count_what_they_open(self):
        self._action(date_remind=date(2027, 3, 1))
        self._action(date_remind=date(2027, 1, 1))
        self._action(
            date_start=datetime(2027, 2, 1),
            date_end=datetime(2027, 3, 5, 11),
            date_remind=date(2027, 3, 4),
        )
        counters = {
            counter["key"]: counter
            for counter in self.env["customer.action"]
            .with_user(self.user_level_5)
            .get_center_counters()
        }
        self.assertLessEqual(
            {"due", "overdue", "expiring", "calls", "letters", "failed", "unknown"},
            set(counters),
        )
        for counter in counters.values():
            rows = self.env[counter["model"]].search_count(counter["domain"])
            self.assertEqual(counter["count"], rows, counter["key"])
            action = self.env["ir.actions.act_window"]._for_xml_id(counter["action"])
            self.assertEqual(action["res_model"], counter["model"])
        own = [("partner_id", "=", self.jan.id)]
        for key, count in (("due", 2), ("overdue", 1), ("expiring", 1)):
            domain = counters[key]["domain"] + own
            self.assertEqual(
                self.env["customer.action"].search_count(domain), count, key
            )

    def test_found_by_description_serial_number_customer_and_dates(self):
        action = self._action(name="Espresso machine", serial_number="SN-998877")
        other = self._make_customer(name="Ewa Lis")
        self._action(
            name="Grinder",
            serial_number="SN-112233",
            partner_id=other.id,
            date_end=datetime(2027, 6, 2, 11),
        )
        search = self.env["customer.action"].name_search
        for text in ("espresso", "998877", "SN-9988", "nowak"):
            self.assertEqual([found[0] for found in search(text)], action.ids, text)
        arch = self._arch("search")
        for name in ("partner_id", "name", "serial_number"):
            self.assertTrue(arch.xpath("//field[@name=$name]", name=name), name)
        for name in ("date_remind", "date_end"):
            self.assertTrue(arch.xpath("//filter[@date=$name]", name=name), name)
        two = ("partner_id", "in", (self.jan | other).ids)
        day = [two, ("date_end", ">=", "2027-06-02"), ("date_end", "<=", "2027-06-02")]
        self.assertEqual(self.Action.search(day).name, "Grinder")

    def test_states_by_buttons_on_many_rows(self):
        actions = self._action() | self._action()
        actions.with_user(self.user_level_5).action_done()
        self.assertEqual(actions.mapped("state"), ["done", "done"])
        with self.assertRaisesRegex(UserError, "done already"):
            actions.action_done()
        actions.action_reopen()
        actions.action_cancel()
        self.assertEqual(actions.mapped("state"), ["cancelled", "cancelled"])

    def test_a_state_that_is_written_follows_the_order_of_the_buttons(self):
        clerk = self.user_level_5
        states = ("open", "done", "expired", "cancelled")
        for before, after in itertools.product(states, states):
            with self.subTest(before=before, after=after):
                action = self._action()
                action.sudo().state = before
                may = before == after or after == "open"
                may |= before in ("open", "expired") and after in ("done", "cancelled")
                if may:
                    action.with_user(clerk).write({"state": after})
                else:
                    words = "by itself" if after == "expired" else "Reopen it first"
                    with self.assertRaisesRegex(UserError, words):
                        action.with_user(clerk).write({"state": after})
                self.assertEqual(action.state, after if may else before)

    def test_an_import_changes_no_state_past_the_buttons(self):
        action = self._action()
        action.action_done()
        name = action.export_data(["id"])["datas"][0][0]
        mine = self.env["customer.action"].with_user(self.user_level_5)
        result = mine.load(["id", "state"], [[name, "Cancelled"]])
        self.assertFalse(result["ids"])
        self.assertIn("Reopen it first", result["messages"][0]["message"])
        self.assertEqual(action.state, "done")

    def test_a_product_is_found_by_its_item_code_and_its_barcode(self):
        form = Form(self.Action.with_user(self.user_level_5))
        for text in ("CM-1", "5901234123457"):
            found = form._record.product_id.name_search(text)
            self.assertEqual([row[0] for row in found], self.machine.ids, text)
        self.action.product_id = self.machine
        for text in ("CM-1", "5901234123457"):
            found = self.Action.search([("product_id", "ilike", text)])
            self.assertEqual(found, self.action, text)

    def test_the_search_names_what_a_clerk_knows(self):
        fields = set(self._arch("search").xpath("//search/field/@name"))
        self.assertLessEqual(
            {"name", "partner_id", "serial_number", "product_id"}, fields
        )
        self.assertNotIn("invoice_id", fields, "invoices are not for everybody")
        groups = "base.group_user,customer_care.level_5,account.group_account_invoice"
        arch = self._arch("search", self._make_user("invoicing", groups))
        self.assertTrue(arch.xpath("//search/field[@name='invoice_id']"))
        groups = set(self._arch("search").xpath("//filter[@context]/@name"))
        self.assertLessEqual(
            {"group_type", "group_partner", "group_user", "group_week"}, groups
        )

    def test_many_rows_are_reassigned_done_and_extended_at_once(self):
        self.assertEqual(self._arch("list").get("multi_edit"), "1")
        (node,) = self._arch("list").xpath("//field[@name='user_id']")
        self.assertNotEqual(node.get("readonly"), "1")
        actions = self.action | self._make_dated_action()
        colleague = self.user_level_4
        actions.with_user(self.user_level_5).write({"user_id": colleague.id})
        self.assertEqual(actions.user_id, colleague)
        buttons = set(self._arch("list").xpath("//list/header/button/@string"))
        self.assertLessEqual({"E-mail", "Extend", "Mark done"}, buttons)
        wizard = (
            self.env["customer.action.extend"]
            .with_user(self.user_level_5)
            .with_context(active_model="customer.action", active_ids=actions.ids)
            .create({"reason": "Goodwill", "mode": "until"})
        )
        wizard.date_end = datetime(2027, 9, 1, 11)
        wizard.action_extend()
        self.assertEqual(set(actions.mapped("date_end")), {datetime(2027, 9, 1, 11)})
        actions.with_user(self.user_level_5).action_done()
        self.assertEqual(set(actions.mapped("state")), {"done"})

    def test_below_the_function_the_buttons_are_not_there_and_nothing_is_written(self):
        self.env["res.groups"].browse(
            self.env.ref("customer_care.function_action_change").id
        )._customer_set_lowest_level(2)
        arch = self._arch("form", self.user_level_5)
        self.assertFalse(arch.xpath("//button[@name='action_done']"))
        with self.assertRaises(AccessError):
            self.action.with_user(self.user_level_5).write({"name": "Renamed"})
        with self.assertRaises(AccessError):
            self.action.with_user(self.user_level_5)._extend(
                datetime(2027, 9, 1), "Goodwill"
            )

    def test_customer_and_invoice_open_their_own_actions(self):
        invoice = self._make_invoice(self._machine_line("S1"), post=True)
        mine = self._actions_of(invoice)
        other = self._make_dated_action(partner_id=self._make_customer(name="Jan").id)
        clerk = self.clerk
        opened = self.customer.with_user(clerk).action_open_customer_actions()
        found = self.Action.with_user(clerk).search(opened["domain"])
        self.assertEqual(found, mine | self.action)
        self.assertEqual(self.customer.with_user(clerk).customer_action_count, 2)
        opened = invoice.with_user(clerk).action_open_customer_actions()
        self.assertEqual(self.Action.with_user(clerk).search(opened["domain"]), mine)
        self.assertNotIn(other, found)

    def test_the_windows_days_are_those_of_the_user(self):
        """At 23:30 UTC it is tomorrow in Warsaw and still today in New York."""
        with freeze_time("2027-03-02 23:30:00"):
            tomorrow = self._make_dated_action(date_remind=date(2027, 3, 10))
            for zone, expected in (
                ("Europe/Warsaw", "due"),
                ("America/New_York", "later"),
            ):
                action = tomorrow.with_context(tz=zone)
                action.invalidate_recordset(["timeliness"])
                self.assertEqual(action.timeliness, expected, zone)
                first, last = action._center_window()
                self.assertEqual(last - first, timedelta(days=8))
