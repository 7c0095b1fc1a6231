# Part of Customer Care. See LICENSE file for full copyright and licensing details.
