# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import ast

from odoo import models
from odoo.tools import SQL

from .customer_operation_values import moved_ids


class CustomerOperation(models.Model):
    """Saved filters that name a record by its number."""

    _inherit = "customer.operation"

    def _move_filter(self, link):
        """Saved filters that name a record by its number."""
        survivors = self._survivors()
        rows = {}
        for key, model, text in self.env.execute_query(
            SQL("SELECT id, model_id, domain FROM ir_filters WHERE domain ~ '[0-9]'")
        ):
            moved = self._moved_domain(model, text, survivors)
            if moved and moved != text:
                rows[key] = {"domain": moved}
        self._set_values("ir_filters", rows, link=link.name)

    def _moved_domain(self, model, text, survivors):
        """Return a domain's text with the ids of sources replaced; None: leave it."""
        try:
            domain = ast.literal_eval(text or "[]")
        except (ValueError, SyntaxError):
            return None  # it is computed when it is used, and names nobody
        if model not in self.env or not isinstance(domain, (list, tuple)):
            return None
        is_changed = False
        result = []
        for leaf in domain:
            if isinstance(leaf, (list, tuple)) and len(leaf) == 3:
                path, operator, value = leaf
                if self._refers_to_model(model, path):
                    moved = moved_ids(value, survivors)
                    is_changed |= moved != value
                    leaf = (path, operator, moved)
            result.append(tuple(leaf) if isinstance(leaf, list) else leaf)
        return repr(result) if is_changed else None

    def _refers_to_model(self, model, path):
        """Whether a path of fields ends at a record of the operation's model."""
        if not isinstance(path, str):
            return False
        owner = self.env[model]
        for place, name in enumerate(path.split(".")):
            if name == "id":
                return owner._name == self.model
            field = owner._fields.get(name)
            if field is None or not field.relational:
                return False
            owner = self.env[field.comodel_name]
            if place == path.count("."):
                return owner._name == self.model
        return False
