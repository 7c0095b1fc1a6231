# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    customer_required_mixin,
    customer_action_type,
    customer_action_step,
    customer_action_channel,
    customer_action,
    customer_action_dates,
    customer_action_reminder,
    customer_action_content,
    customer_action_center,
    customer_action_extension,
    res_partner,
    res_groups,
    res_users,
)
