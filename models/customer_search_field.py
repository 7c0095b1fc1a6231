# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

# What people ask about, by the model: names of fields, and of links whose own fields
# are offered behind them. What need not be installed or may not be read is left out.
ASKED = {
    "res.partner": (
        "name",
        "ref",
        "email",
        "phone",
        "street",
        "zip",
        "city",
        "state_id",
        "country_id",
        "lang",
        "is_company",
        "commercial_partner_id",
        "category_id",
        "user_id",
        "create_date",
        "birth_date",
        "search_age",
        "search_birthday_in",
        "is_fleet",
        "account_status",
        "credit_limit",
        "loyalty_rate",
        "family_id",
        "interest_ids",
        "measurement_ids",
        "consent_ids",
        "customer_action_ids",
        "customer_note_ids",
        "asset_ids",
        "search_last_visit",
        "search_days_since_visit",
        "search_visit_count",
        "search_turnover",
        "search_turnover_year",
        "search_turnover_period",
        "search_never_invoiced",
        "search_turnover_ids",
        "company_id",
    ),
    "customer.turnover": (
        "date",
        "kind",
        "product_id",
        "category_id",
        "brand",
        "quantity",
        "untaxed",
        "branch",
        "team_id",
        "user_id",
        "description",
    ),
    "customer.measurement": ("type_id", "value", "date"),
    "customer.consent": (
        "purpose_id",
        "channel",
        "state",
        "changed_at",
        "valid_until",
        "search_ends_in",
    ),
    "customer.action": (
        "type_id",
        "name",
        "state",
        "date_start",
        "date_end",
        "search_due_in",
        "date_remind",
        "product_id",
        "serial_number",
    ),
    "customer.note": ("date", "purpose", "outcome_id", "mood_id", "is_complete"),
    "customer.interest": ("name",),
    "customer.asset": (
        "name",
        "kind",
        "plate",
        "vin",
        "make",
        "model_name",
        "year",
        "fuel",
        "species_id",
        "breed_id",
        "sex",
        "birth_date",
        "chip",
        "serial_number",
        "product_id",
        "partner_id",
        "odometer",
        "odometer_date",
        "odometer_expected",
        "last_inspection_date",
        "last_inspection_result",
        "next_inspection_date",
        "search_inspection_in",
        "service_last_date",
        "service_next_date",
        "search_service_in",
        "inspection_ids",
        "company_id",
    ),
    "customer.asset.inspection": ("checklist_id", "date", "result", "next_date"),
    "account.move": (
        "name",
        "invoice_date",
        "invoice_date_due",
        "move_type",
        "partner_id",
        "amount_untaxed_signed",
        "amount_total_signed",
        "amount_residual_signed",
        "payment_state",
        "invoice_user_id",
        "team_id",
        "invoice_line_ids",
        "company_id",
    ),
    "account.move.line": ("product_id", "name", "quantity", "price_subtotal"),
    "product.product": ("name", "default_code", "barcode", "categ_id", "brand_id"),
    "res.country": ("name", "code"),
    "customer.family": ("name", "head_id"),
}
# What is shown but not asked for, and the other way round.
SHOWN_TOO = {
    "customer.asset": ("owner_phone", "odometer_unit", "odometer_expected_text")
}


class CustomerSearch(models.Model):
    """The fields that conditions and columns offer: those that people know."""

    _inherit = "customer.search"

    @api.model
    def _asked_fields(self):
        """Return {model: names of fields}; an addon adds its own here."""
        return {model: list(names) for model, names in ASKED.items()}

    @api.model
    def get_search_fields(self):
        """Return {model: names} of what the user may ask about, for the web client."""
        self.env["res.users"]._check_function("search_use")
        result = {}
        for name, names in self._asked_fields().items():
            model = self.env.get(name)
            if model is None:
                continue
            result[name] = [
                each
                for each in [*names, *SHOWN_TOO.get(name, ())]
                if each in model._fields
                and model._has_field_access(model._fields[each], "read")
            ]
        return result
