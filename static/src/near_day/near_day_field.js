import { registry } from "@web/core/registry";
import { capitalize } from "@web/core/utils/strings";
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

// Core shows a date from here on.
const FAR = 99;

/**
 * Core's widget names the calendar unit that differs: on the last day of a month tomorrow is
 * "next month" there, and yesterday was "last month" on the first. Here days are counted.
 */
export class NearDayField extends RemainingDaysField {
    get diffString() {
        const days = this.diffDays;
        if (days === null || Math.abs(days) > FAR) {
            return super.diffString;
        }
        const day = this.props.record.data[this.props.name];
        return capitalize(day.toRelativeCalendar({ unit: "days" }));
    }
}

registry.category("fields").add("customer_near_day", {
    ...remainingDaysField,
    component: NearDayField,
});
