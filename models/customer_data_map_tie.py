# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models, tools

from ..tools import data_link
from ..tools.data_link import Link
from ..tools.data_place import OTHER, PART, SUBJECT, Tie

PERSON = "res.partner"
ASSET = "customer.asset"
# Kinds of places that name a row of some model, whichever.
ANY_MODEL = (data_link.RES_ID, data_link.REFERENCE)
# Settings, not records: what they say about a record is configuration.
NO_TIES = (data_link.PROPERTY, data_link.DEFAULT, data_link.FILTER)


class CustomerDataMap(models.AbstractModel):
    """Why a row is about a person: a graph of models, found in the registry.

    A row is about a person when it names them or their vehicle or animal, and so is
    what hangs on such a row: lines, messages, files, and what hangs on these.
    """

    _inherit = "customer.data.map"

    @api.model
    @tools.ormcache()
    def _ties(self):
        """Return every tie between models that have a table, as a tuple of Tie.

        The role of a tie is what `_tie_roles` says, else the default: one reference is
        about the person, one of several is not.
        """
        found = {}
        for tie in [
            *self._ties_to_people(),
            *self._ties_of_lines(),
            *self._ties_declared(),
        ]:
            found[tie.name, tie.parent, tie.by] = tie
        return tuple(found.values())

    @api.model
    def _subject_ties(self):
        """Return the ties that make a row be about a person."""
        return tuple(tie for tie in self._ties() if tie.role == SUBJECT)

    @api.model
    def _tie_roles(self):
        """Return {model.field: role}; other addons add theirs by `super()`."""
        return {}

    @api.model
    def _ties_to_people(self):
        """What refers to partners or assets, or to a row of any model."""
        roles = self._tie_roles()
        for parent in (PERSON, ASSET):
            for link in self._links(parent):
                if link.kind in NO_TIES or not link.model:
                    continue
                default = PART if link.kind == data_link.MANY2MANY else SUBJECT
                whose = "" if link.kind in ANY_MODEL else parent
                yield Tie(link, whose, roles.get(link.name, default))

    @api.model
    def _ties_of_lines(self):
        """What PostgreSQL deletes with a row is part of that row.

        Not with a person or a user: these are links, and many of a user's are of the
        work here.
        """
        roles = self._tie_roles()
        for owner, field in self._stored_fields("many2one"):
            parent = field.comodel_name
            if (
                field.ondelete == "cascade"
                and not field.company_dependent
                and parent not in (PERSON, ASSET, owner._name)
            ):
                link = self._place(data_link.MANY2ONE, owner, field)
                default = OTHER if parent == "res.users" else SUBJECT
                yield Tie(link, parent, roles.get(link.name, default))

    @api.model
    def _ties_declared(self):
        """Ties that no rule finds, of `_further_ties`, where both models are there."""
        for model, column, parent, by in self._further_ties():
            if model not in self.env or parent not in self.env:
                continue
            owner, other = self.env.registry[model], self.env.registry[parent]
            field = owner._fields.get(column)
            if field is None or by not in other._fields:
                continue
            if field.type == "many2many":
                link = Link(
                    data_link.MANY2MANY,
                    field.relation,
                    field.column2,
                    key=field.column1,
                    model=model,
                    field=column,
                )
            else:
                link = self._place(data_link.MANY2ONE, owner, field)
            yield Tie(link, parent, SUBJECT, by)

    @api.model
    def _further_ties(self):
        """Return (model, field, parent, field of the parent) that no rule finds."""
        return []

    @api.model
    @tools.ormcache()
    def _person_models(self):
        """Return the models whose rows can be about a person, the nearest first."""
        ties = self._subject_ties()
        found = [PERSON, ASSET]
        by_parent = {}
        for tie in ties:
            by_parent.setdefault(tie.parent, []).append(tie.model)
        for parent in found:  # grows while it is walked
            for model in [*by_parent.get(parent, ()), *by_parent.get("", ())]:
                if model not in found:
                    found.append(model)
        return tuple(found)
