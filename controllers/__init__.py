# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    confirmation,
    preferences,
    preferences_portal,
    sms_incoming,
    unsubscribe,
)
