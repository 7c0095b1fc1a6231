# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import preferences, preferences_portal, unsubscribe
