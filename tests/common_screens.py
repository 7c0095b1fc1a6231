# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.tests import Form
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import safe_eval

from .common import CustomerCommon

# Keys of the web client's own buttons on a page with a form or a list.
TAKEN_KEYS = set("chjkmnpqsuvxz") | {"shift+m", "shift+q", "shift+u"}
# Models of others that we add to, with the views a user opens.
MET = {
    "res.partner": ("form", "list", "kanban", "search"),
    "account.move": ("form", "list", "search"),
    "account.move.line": ("list", "search"),
    "product.template": ("form", "list", "search"),
    "product.product": ("form", "list", "search"),
    "sale.order": ("form", "list", "search"),
    "calendar.event": ("form", "list", "search"),
    "res.users": ("form",),
    "res.company": ("form",),
}


class ScreensCase(CustomerCommon):
    """Opens screens as the web client does: their views, then their first rows."""

    def _ours(self, model):
        """Return the records of a model that this addon brought."""
        rows = self.env["ir.model.data"].search(
            [("module", "=", "customer_care"), ("model", "=", model)]
        )
        records = self.env[model].with_context(active_test=False)
        return records.browse(rows.mapped("res_id")).exists()

    def _open_menus(self, user):
        """Open all menu entries that a user sees, and return their XML ids."""
        menus = self._ours("ir.ui.menu").filtered("action")
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = menus.filtered(lambda menu: menu.id in visible)
        for menu in menus:
            with self.subTest(menu.complete_name, user=user.login):
                self._open(menu.action, user)
        return set(menus.get_external_id().values())

    def _open(self, action, user):
        if action._name == "ir.actions.server":
            self._open_answer(action.with_user(user).run(), user)
        elif action._name == "ir.actions.act_window":
            self._open_window(action.sudo()._get_action_dict(), user)
        else:
            self.assertEqual(action._name, "ir.actions.client")
            self.assertTrue(action.tag.startswith("customer_care."))

    def _open_answer(self, answer, user):
        """Open the window, or print the paper, that a menu entry leads to."""
        if answer["type"] != "ir.actions.report":
            return self._open_window(answer, user)
        report = self.env["ir.actions.report"].with_user(user)
        data = dict(answer["data"] or {})
        return report._render_qweb_html(answer["report_name"], [], data)

    def _open_window(self, window, user):
        model = self.env[window["res_model"]].with_user(user)
        views = [(view or False, kind) for view, kind in window["views"]]
        search = window.get("search_view_id") or [False]
        search_id = search[0] if isinstance(search, list | tuple) else search
        found = model.get_views(
            [*views, (search_id, "search")], {"toolbar": True, "load_filters": True}
        )["views"]
        context = self._evaluate(window.get("context"), user)
        model = model.with_context(**context)
        if "list" in found:
            domain = self._evaluate(window.get("domain"), user) or []
            names = etree.fromstring(found["list"]["arch"]).xpath("/list/field/@name")
            model.web_search_read(domain, dict.fromkeys(names, {}), limit=80)
        elif window.get("target") == "new":
            Form(model, view=window["views"][0][0] or None)

    def _evaluate(self, text, user):
        if not isinstance(text, str):
            return text or {}
        return safe_eval(text, {"uid": user.id, "datetime": safe_datetime})

    def _check_views_load(self, user):
        """Every view of ours loads for whoever may see its model."""
        views = self._ours("ir.ui.view").filtered(
            lambda view: (
                view.type != "qweb"
                and self.env[view.model].with_user(user).has_access("read")
            )
        )
        self.assertGreater(len(views), 20)
        for view in views:
            root = view
            while root.mode == "extension":
                root = root.inherit_id
            with self.subTest(view.name, user=user.login):
                self.env[view.model].with_user(user).get_view(root.id, root.type)

    def _check_search(self, view):
        """Each filter, grouping and search field of a search view works."""
        model = self.env[view.model].with_user(self.user_level_1)
        arch = etree.fromstring(model.get_view(view.id, "search")["arch"])
        for node in arch.xpath("//filter | //field[@filter_domain]"):
            with self.subTest(view.name, name=node.get("name")):
                text = node.get("domain") or node.get("filter_domain") or "[]"
                text = text.replace("self", "'x'")
                model.search_count(self._evaluate(text, self.user_level_1))
                context = self._evaluate(node.get("context"), self.user_level_1)
                if groupby := context.get("group_by"):
                    model.formatted_read_group([], [groupby], ["__count"], limit=5)

    def _own_names(self):
        """Return the fields and buttons that only we put on screens of others."""
        fields = self._ours("ir.model.fields").filtered(
            lambda field: field.modules == "customer_care"
        )
        names = set(fields.filtered(lambda f: f.model in MET).mapped("name"))
        views = self._ours("ir.ui.view").filtered(lambda v: v.mode == "extension")
        for view in views.filtered(lambda v: v.type != "qweb" and v.model in MET):
            arch = etree.fromstring(view.arch)
            names |= set(arch.xpath("//button/@name | //page/@name | //filter/@name"))
            # a button that we only use as an anchor is not ours
            names -= set(arch.xpath("//button[@position]/@name"))
            names -= set(arch.xpath("//page[@position]/@name"))
            names -= set(arch.xpath("//filter[@position]/@name"))
        return names

    def _traces(self, user):
        """Return what of ours stands in the views of others: {(model, kind, name)}."""
        ours = self._own_names()
        return {
            (model, kind, name)
            for model, kinds in MET.items()
            for kind in kinds
            for name in self._names(self.env[model].with_user(user), kind)
            if name in ours
        }

    def _names(self, model, kind):
        arch = etree.fromstring(model.get_view(view_type=kind)["arch"])
        return arch.xpath("//*/@name")
