# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Appointments of a branch with customers of headquarters are the branch's."""


def migrate(cr, version):
    """Give them to the company of their organizer, as new ones are."""
    cr.execute(
        """
        UPDATE calendar_event event
           SET customer_company_id = own.id
          FROM res_partner customer, res_users organizer, res_company own,
               res_company above
         WHERE customer.id = event.customer_partner_id
           AND organizer.id = event.user_id
           AND own.id = organizer.company_id
           AND above.id = customer.company_id AND above.id <> own.id
           AND starts_with(own.parent_path, above.parent_path)
           AND event.customer_company_id = above.id
        """
    )
