# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    test_sending,
    test_set_security,
)
