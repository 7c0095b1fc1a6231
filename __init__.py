# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import controllers, models, report, tools, wizards
from .hooks import post_init_hook, uninstall_hook
