# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class CustomerMessageSource(models.AbstractModel):
    """What a model offers to be the source of messages.

    Inheriting it is not needed: the outbox looks for the methods by name. The
    environment of the records and messages it passes has the customer's language
    and time zone and the sending company.
    """

    _name = "customer.message.source"
    _description = "Source of customer messages"

    def _customer_message_content(self, messages):
        """Return the content of one outgoing message about these records.

        ``messages``: its rows, all of one customer and channel. The answer:
        ``{"subject": str, "body": HTML (SMS: plain text),
        "attachments": [(name, bytes)], "report": XML id of a report on these
        records that goes with it as PDF}``; the last two are optional. An exception
        makes this message fail with its words, the others go out.
        """
        raise NotImplementedError(self._name)

    def _customer_message_contents(self, groups):
        """Return a list of contents, one for each recordset of ``groups``.

        Optional, to render many at once; ``groups`` are recordsets of
        customer.message with sources of this model and share one language, time zone
        and company. An exception in the place of a content makes that message fail;
        raising makes the outbox ask for them one by one.
        """
        raise NotImplementedError(self._name)

    def _customer_message_gone(self):
        """Return {record id: reason} of those nobody is to hear of any more.

        Optional; asked when a message is about to leave, which is then skipped.
        """
        return {}
