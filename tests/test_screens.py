# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from collections import defaultdict

from lxml import etree, html

from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common_invoice import InvoiceCommon
from .common_screens import TAKEN_KEYS, ScreensCase

MESSAGES = ("customer.message", "customer.sms.history")
# Whatever a label stands beside: not in the kind of node that hides it.
SHOWN_FIELDS = (
    "//field[not(@invisible='1' or @invisible='True' or @nolabel='1')]"
    "[not(@column_invisible='1' or @column_invisible='True')]"
    "[parent::group or parent::list]"
)
NAMES = {"Excel", "My", "Odoo", "I"}
# Screens, buttons and a paper with a name of their own.
CALLED = (
    "Customer Care",
    "Actions Center",
    "Actions List",
    "Set Security",
    "Anonymise",
)
CALLED += ("US Letter",)
ACCOUNTING = "account.group_account_manager,sales_team.group_sale_manager"


@tagged("post_install", "-at_install")
class TestScreens(ScreensCase):
    """Every entry of the menu and every view opens, for everybody who may see it."""

    def test_every_menu_entry_opens_for_all_who_see_it(self):
        opened = {
            level: self._open_menus(user) for level, user in self.users_by_level.items()
        }
        entries = self._ours("ir.ui.menu").filtered("action").get_external_id()
        self.assertEqual(opened[1], set(entries.values()))
        self.assertIn("customer_care.menu_actions_center", opened[5])
        for level in (5, 4, 3, 2):
            self.assertLessEqual(opened[level], opened[level - 1])

    def test_every_view_loads(self):
        for user in (self.env.user, self.user_level_1):
            self._check_views_load(user)

    def test_labels_are_written_like_sentences(self):
        """*Birth date*, not *Birth Date*: one hand, whether Odoo made it of a name."""
        for view in self._ours("ir.ui.view").filtered(
            lambda view: view.type in ("form", "list") and view.mode == "primary"
        ):
            model = self.env[view.model]
            arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
            for node in arch.xpath(SHOWN_FIELDS):
                field = self._field_of(model, node)
                if field and field._module == "customer_care":
                    label = node.get("string") or field._description_string(self.env)
                    with self.subTest(view.name, label=label):
                        self.assertFalse(self._title_words(label))

    def test_buttons_and_windows_are_written_like_sentences(self):
        """*Follow up now*, not *Follow Ups*; what we gave a name to is listed."""
        said = self._ours("ir.actions.act_window").mapped("name")
        for view in self._ours("ir.ui.view").filtered(lambda view: view.type != "qweb"):
            arch = etree.fromstring(view.arch)
            said += arch.xpath("//button/@string | //page/@string | //filter/@string")
        self.assertGreater(len(said), 500)
        for label in set(said):
            for name in CALLED:
                label = label.replace(name, "")
            with self.subTest(label=label):
                self.assertFalse(self._title_words(label))

    def _field_of(self, model, node):
        """Return the field of a node, of a list within a form too."""
        for outer in reversed(list(node.iterancestors("field"))):
            model = self.env[model._fields[outer.get("name")].comodel_name]
        return model._fields.get(node.get("name"))

    def _title_words(self, label):
        """Words after the first that begin like a name and are none."""
        later = re.sub(r"[:()]", " ", label).split()[1:]
        return [word for word in later if word.istitle() and word not in NAMES]

    def test_every_filter_and_grouping_works(self):
        views = self._ours("ir.ui.view").filtered(
            lambda view: view.type == "search" and view.mode == "primary"
        )
        self.assertGreater(len(views), 5)
        for view in views:
            self._check_search(view)

    def test_a_folder_of_the_menu_appears_when_something_is_behind_it(self):
        visible = (
            self.env["ir.ui.menu"].with_user(self.user_level_1)._visible_menu_ids()
        )
        for folder in self.env.ref("customer_care.menu_root").child_id:
            has_entries = bool(folder.action or folder.child_id)
            self.assertEqual(folder.id in visible, has_entries, folder.name)

    def test_every_window_opens_and_says_what_to_do_when_it_is_empty(self):
        windows = self._ours("ir.actions.act_window")
        self.assertGreater(len(windows), 8)
        for window in windows:
            with self.subTest(window.name):
                self._open(window, self.user_level_1)
                if window.view_mode != "form":
                    self.assertIn("o_view_nocontent", window.help or "")
                    text = html.fromstring(window.help).text_content().split()
                    self.assertGreater(len(text), 6, "what the screen is for")

    def test_a_state_of_a_message_has_one_colour_wherever_it_is_shown(self):
        colours = defaultdict(set)
        for view in self._ours("ir.ui.view").filtered(lambda v: v.type == "list"):
            if view.model not in MESSAGES:
                continue
            for badge in etree.fromstring(view.arch).xpath(
                "//field[@name='state'][@widget='badge']"
            ):
                for state, colour in self._colours(view.model, badge):
                    colours[state].add(colour)
        self.assertEqual(colours["failed"], {"danger"})
        self.assertEqual(colours["unknown"], {"warning"})
        for state, found in colours.items():
            self.assertEqual(len(found), 1, f"{state}: {found}")

    def _colours(self, model, badge):
        """Yield (state, colour) where a badge gives one."""
        states = dict(self.env[model]._fields["state"]._description_selection(self.env))
        for name, condition in badge.attrib.items():
            if name.startswith("decoration-"):
                for state in states:
                    if safe_eval(condition, {"state": state}):
                        yield state, name.removeprefix("decoration-")

    def test_no_key_of_ours_is_taken_by_another_button_of_the_page(self):
        views = self._ours("ir.ui.view").filtered(lambda v: v.type in ("form", "list"))
        ours = {
            (view.model, button.get("name"), button.get("data-hotkey"))
            for view in views
            for button in etree.fromstring(view.arch).xpath(
                "//button[@data-hotkey][not(ancestor::footer)]"
            )
        }
        self.assertIn(("customer.action", "action_done", "d"), ours)
        for model, name, key in ours:
            if self.env[model]._transient:
                continue  # a dialog: the keys of the page behind it do not act
            with self.subTest(model=model, button=name, key=key):
                self.assertNotIn(key, TAKEN_KEYS)
                arch = etree.fromstring(self.env[model].get_view()["arch"])
                others = arch.xpath("//*[@data-hotkey=$key]/@name", key=key)
                self.assertLessEqual(set(others), {name})


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestScreensWithoutLevel(ScreensCase, InvoiceCommon):
    """Odoo works as before for a user without a level, who sees nothing of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = f"base.group_user,base.group_partner_manager,{ACCOUNTING}"
        cls.outsider = cls._make_user("outsider", groups)
        cls.insider = cls._make_user("insider", f"customer_care.level_1,{groups}")

    def test_no_field_and_no_button_of_ours_is_shown(self):
        self.assertEqual(self._traces(self.outsider), set())
        shown = self._traces(self.insider)
        for trace in (
            ("res.partner", "form", "action_open_customer_actions"),
            ("res.partner", "form", "customer_consents"),
            ("account.move", "form", "action_register_customer_actions"),
            ("account.move", "form", "serial_number"),
            ("product.template", "form", "action_type_id"),
        ):
            self.assertIn(trace, shown)

    def test_no_action_of_ours_is_offered_on_selected_rows(self):
        ours = set(self._ours("ir.actions.server").ids)
        ours |= set(self._ours("ir.actions.report").ids)
        for model in ("res.partner", "account.move", "product.template"):
            toolbar = self.env[model].with_user(self.outsider)
            views = toolbar.get_views([(False, "list")], {"toolbar": True})["views"]
            offered = views["list"].get("toolbar", {})
            for kind in ("action", "print"):
                ids = {action["id"] for action in offered.get(kind, [])}
                self.assertFalse(ids & ours, model)

    def test_a_customer_is_created_changed_copied_and_archived(self):
        form = Form(self.env["res.partner"].with_user(self.outsider))
        form.name = "Ewa Lis"
        form.email = "ewa.lis@example.com"
        customer = form.save()
        self.assertTrue(customer.ref)
        with Form(customer) as form:
            form.phone = "+48 22 123 45 67"
        self.assertNotEqual(customer.copy().ref, customer.ref)
        customer.action_archive()
        self.assertFalse(customer.active)

    def test_an_invoice_is_written_posted_and_credited(self):
        form = Form(
            self.env["account.move"]
            .with_user(self.outsider)
            .with_context(default_move_type="out_invoice")
        )
        form.partner_id = self.customer
        with form.invoice_line_ids.new() as line:
            line.product_id = self.machine
        invoice = form.save()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(self._actions_of(invoice).state, "open")
        self._make_refund(invoice)
        self.assertEqual(self._actions_of(invoice).state, "cancelled")
