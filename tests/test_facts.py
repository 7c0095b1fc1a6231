# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_matrix import ACCESS, USER, VALIDATION, MatrixCase

CORES = ("account.move", "calendar.event", "res.partner", "sale.order")
# By other rules of the model, before it is seen that a fact was given.
REFUSED = (ACCESS, USER, VALIDATION)
# What must never become editable by losing its `readonly`.
PROOF = {
    "account.move": {"customer_printed", "customer_asset_printed"},
    "calendar.event": {
        "customer_alarm_channels",
        "customer_answered_at",
        "customer_armed_at",
        "customer_arrived_at",
        "customer_state",
    },
    "customer.action": {
        "armed_at",
        "completed_by_id",
        "is_automatic",
        "is_suspended",
        "refunded_quantity",
        "registered_on",
        "reminded_due",
        "series_day",
    },
    "customer.action.type": {"reminders_since"},
    "customer.asset": {
        "is_off_with_owner",
        "merged_into_id",
        "service_entered_date",
        "service_move_id",
        "stopped_action_ids",
    },
    "customer.asset.inspection": {
        "action_id",
        "company_id",
        "finished_at",
        "finished_by_id",
        "partner_id",
        "reading_id",
    },
    "customer.asset.inspection.line": {
        "action_id",
        "decision",
        "is_required",
        "maximum",
        "measurement_id",
        "minimum",
        "point_id",
        "sale_line_id",
        "superseded_by_id",
        "work_state",
    },
    "customer.asset.reading": {"move_id", "user_id"},
    "customer.consent.purpose": {"ended_at"},
    "customer.consent.wording": {"sha256", "uid", "version"},
    "customer.data.request": {
        "closed_on",
        "deadline",
        "extension_reason",
        "is_extended",
        "is_late",
        "is_proof_asked",
        "name",
        "operation_id",
        "state",
    },
    "customer.finding": {"kind", "partner_id", "problem", "state", "value"},
    "customer.follow.up": {"last_planned_id", "planned_until", "state_note"},
    "customer.message": {
        "attempts",
        "claimed_at",
        "handed_at",
        "hold_id",
        "message_uid",
        "occurrence",
        "paper_run_id",
        "reason",
        "replied_at",
        "sent_at",
        "source",
        "state",
    },
    "customer.note": {
        "activity_id",
        "closed_by_id",
        "date",
        "follow_up_done_at",
        "follow_up_done_by_id",
        "follow_up_feedback",
        "follow_up_state",
        "hour",
        "mood_score",
        "user_id",
    },
    "customer.search.schedule": {"asked", "last_run", "next_run"},
    "customer.waiting": {"event_id", "offered_at", "state"},
    "mail.notification": {"customer_partner_id"},
    "res.partner": {
        "anonymised_on",
        "forgotten_on",
        "is_anonymised",
        "is_forgotten",
        "is_restricted",
        "merged_into_id",
        "postal_key",
    },
    "sale.order": {"is_layaway", "layaway_due_date", "layaway_released"},
}
FORGED = {
    "boolean": True,
    "date": "2001-02-03",
    "datetime": "2001-02-03 04:05:06",
    "float": 4711.0,
    "integer": 4711,
    "json": [4711],
    "monetary": 4711.0,
    "reference": "res.partner,1",
}


@tagged("post_install", "-at_install")
class TestFacts(MatrixCase):
    """Who, when, which number and state: no door but a verb's writes them.

    Every read-only field of ours in every model that a level may write to, by level 1,
    who has all functions; calls as RPC makes them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.user_level_1
        user.group_ids |= cls.env.ref("account.group_account_manager")
        user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        customer = cls.cores[cls.home]["res.partner"]
        cls.made["res.partner", cls.home] = customer
        cls.made["sale.order", cls.home] = cls.cores[cls.home]["sale.order"]
        for model, values in {
            "account.move": {"move_type": "out_invoice", "partner_id": customer},
            "calendar.event": {
                "name": "A visit",
                "partner_ids": [Command.set([customer, user.partner_id.id])],
                "start": "2099-03-10 10:00:00",
                "stop": "2099-03-10 11:00:00",
                "user_id": user.id,
            },
        }.items():
            cls.made[model, cls.home] = cls.env[model].create(values).id
        message = cls.env["res.partner"].browse(customer).message_post(body="x")
        cls.made["mail.notification", cls.home] = (
            cls.env["mail.notification"]
            .create({"mail_message_id": message.id, "res_partner_id": customer})
            .id
        )
        cls.env.invalidate_all()

    def _mine(self, model, **context):
        return self.env[model].with_user(self.user_level_1).with_context(**context)

    def _open_models(self, *operations):
        """The models that level 1 may write to, with a row of each."""
        models = [model for model, home in self.made if home == self.home]
        found = [
            model
            for model in models
            if model.startswith("customer.") or model in PROOF
            if any(self._mine(model).has_access(each) for each in operations)
            if not self.env[model]._transient
        ]
        self.assertGreater(len(found), 30)
        return found

    def _facts(self, model):
        fields_ = self.env[model]._fields.values()
        return [
            field
            for field in fields_
            if field.column_type and self.env[model]._is_fact(field)
        ]

    def _trials(self, *operations):
        """Yield (model, row as the program sees it, field, a value it has not)."""
        for model in self._open_models(*operations):
            row = self.env[model].sudo().browse(self.made[model, self.home])
            for field in self._facts(model):
                yield model, row, field, self._forged(field, row)

    def _forged(self, field, row):
        if field.type == "selection":
            return next(v for v in field.get_values(self.env) if v != row[field.name])
        if field.type == "many2one":
            found = self.env[field.comodel_name].sudo().search([], limit=2)
            return (found - row[field.name])[:1].id or 4711
        if field.type == "boolean":
            return not row[field.name]
        return FORGED.get(field.type, "Forged")

    def _column(self, row, field):
        """What the database holds."""
        self.env.flush_all()
        table, column = row._table, field.name
        self.env.cr.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [row.id])
        return self.env.cr.fetchone()[0]

    # -- what is a fact ----------------------------------------------------------------

    def test_what_proves_something_is_a_fact(self):
        for model, names in PROOF.items():
            facts = {field.name for field in self._facts(model)}
            self.assertFalse(names - facts, model)

    def test_every_model_that_a_level_may_write_has_facts_guarded(self):
        for model in self._open_models("write", "create"):
            with self.subTest(model=model):
                self.assertIn("customer.fact.mixin", self._parents(model))

    def _parents(self, model):
        return {
            each._name for each in type(self.env[model]).mro() if hasattr(each, "_name")
        }

    def test_a_screen_shows_facts_read_only(self):
        for model, names in PROOF.items():
            said = self._mine(model).fields_get(list(names), ["readonly"])
            for name in said:
                self.assertTrue(said[name]["readonly"], f"{model}.{name}")

    # -- the doors ---------------------------------------------------------------------

    def test_no_fact_is_written_by_rpc(self):
        tried = 0
        for model, row, field, forged in self._trials("write"):
            with self.subTest(model=model, field=field.name), self._nothing_lasts():
                before = self._column(row, field)
                _result, error, words = self._call(
                    self.user_level_1, model, "write", [row.id], {field.name: forged}
                )
                self.assertEqual(error, ACCESS, words)
                self.assertEqual(self._column(row, field), before)
                tried += 1
        self.assertGreater(tried, 140)

    def test_no_row_is_made_with_a_fact(self):
        tried = 0
        for model, _row, field, forged in self._trials("create"):
            with self.subTest(model=model, field=field.name), self._nothing_lasts():
                values, newest = self._given(model), self._newest(model)
                _result, error, words = self._call(
                    self.user_level_1, model, "create", [{**values, field.name: forged}]
                )
                self.assertIn(error, REFUSED, words)
                if error == ACCESS:
                    self.assertIn(words, self._mine(model)._fact_sentence(field))
                self.assertEqual(self._newest(model), newest)
                tried += 1
        self.assertGreater(tried, 140)

    def _newest(self, model):
        rows = self.env[model].sudo().with_context(active_test=False)
        return rows.search([], order="id desc", limit=1)

    def _given(self, model):
        if model == "mail.notification":
            message = self.env["mail.message"].search([], limit=1)
            return {"mail_message_id": message.id}
        if model in CORES:
            return {}
        return self._create_values(self.user_level_1, model, self.home)

    def test_no_import_writes_a_fact(self):
        tried = 0
        for model, row, field, forged in self._trials("write"):
            with self.subTest(model=model, field=field.name), self._nothing_lasts():
                before = self._column(row, field)
                answer = self._mine(model).load(
                    [".id", f"{field.name}/.id" if field.relational else field.name],
                    [[str(row.id), str(forged)]],
                )
                self.assertFalse(answer["ids"])
                self.assertEqual(self._column(row, field), before)
                tried += 1
        self.assertGreater(tried, 140)

    def test_no_copy_is_given_a_fact(self):
        for model, row, field, forged in self._trials("create"):
            with self.subTest(model=model, field=field.name), self._nothing_lasts():
                _result, error, words = self._call(
                    self.user_level_1, model, "copy", [row.id], {field.name: forged}
                )
                self.assertIn(error, REFUSED, words)

    def test_no_default_of_the_call_is_a_fact(self):
        """A list that was opened with one must not keep anybody from working."""
        tried = 0
        for model, _row, field, forged in self._trials("create"):
            with self.subTest(model=model, field=field.name):
                usual = self._mine(model).default_get([field.name])
                mine = self._mine(model, **{f"default_{field.name}": forged})
                found = mine.default_get([field.name]).get(field.name)
                is_usual = forged == usual.get(field.name)
                self.assertTrue(is_usual or found != forged)
                tried += 1
        self.assertGreater(tried, 140)

    def test_a_row_made_under_a_forged_default_has_the_programs_own(self):
        request = self._mine(
            "customer.data.request",
            default_state="done",
            default_closed_on="2001-02-03",
            default_is_extended=True,
            default_kind="access",
        ).create({"sender": "Somebody"})
        self.assertEqual(request.kind, "access", "what may be typed has its default")
        self.assertEqual((request.state, request.closed_on), ("new", False))
        self.assertFalse(request.is_extended)
        self.assertEqual(request.env.context["default_state"], "done")

    def test_no_default_of_a_user_is_a_fact(self):
        customer = self.cores[self.home]["res.partner"]
        for model, name, forged in (
            ("customer.waiting", "state", "booked"),
            ("customer.data.request", "state", "done"),
            ("customer.message", "state", "sent"),
        ):
            own = self.env["ir.default"].with_user(self.user_level_1)
            own.set(model, name, forged, user_id=True)
            values = {"partner_id": customer}
            if model == "customer.data.request":
                values["kind"] = "access"
            if model == "customer.message":
                values["channel"] = "call"
            row = self._mine(model).create(values)
            self.assertNotEqual(row[name], forged, model)

    def test_no_parent_writes_the_facts_of_its_rows(self):
        line = self.made["customer.asset.inspection.line", self.home]
        row = self.env["customer.asset.inspection.line"].sudo().browse(line)
        for command in (
            Command.update(line, {"is_required": not row.is_required}),
            Command.create({"name": "Forged", "is_required": False}),
        ):
            with self.assertRaises(AccessError):
                row.inspection_id.with_user(self.user_level_1).write(
                    {"line_ids": [command]}
                )

    # -- who may -----------------------------------------------------------------------

    def test_an_administrator_is_not_the_program(self):
        admin = self.env.ref("base.user_admin")
        request = self.env["customer.data.request"].create(
            {"kind": "access", "sender": "Somebody"}
        )
        with self.assertRaisesRegex(AccessError, "State.*set by the program"):
            request.with_user(admin).write({"state": "done"})
        request.sudo().write({"state": "done"})
        self.assertEqual(request.state, "done")

    def test_a_request_has_its_number_from_the_register(self):
        requests = self._mine("customer.data.request").create(
            [{"kind": "access", "sender": "One"}, {"kind": "erasure", "sender": "Two"}]
        )
        self.assertEqual(len(set(requests.mapped("name"))), 2)
        self.assertRegex(requests[0].name, r"\d")
