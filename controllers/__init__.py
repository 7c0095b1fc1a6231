# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    appointment,
    confirmation,
    preferences,
    portal_account,
    portal_corrections,
    data_package,
    import_template,
    portal_data,
    preferences_portal,
    registration,
    search_file,
    sms_incoming,
    unsubscribe,
)
