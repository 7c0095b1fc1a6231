# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    customer_action_certificate,
    customer_action_list,
    customer_letter_report,
    customer_turnover_report,
    customer_statement,
    customer_settlement,
    customer_layaway,
    customer_note_report,
    customer_personal_data,
    customer_processing_record,
    customer_preference_form,
    customer_day_sheet,
    customer_asset_inspection_report,
    customer_asset_report,
    customer_asset_analysis,
    customer_asset_fleet,
)
