import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { calendarView } from "@web/views/calendar/calendar_view";
import { CalendarModel } from "@web/views/calendar/calendar_model";

/** More than this nobody reads on one page, and a browser draws it for minutes. */
export const MOST = 1000;

/** Shows the first records of the period, and says so where there are more. */
class BoundedCalendarModel extends CalendarModel {
    async fetchRecords(data) {
        const { activeFields, context, fieldMapping, fieldNames, resModel } = this.meta;
        const records = await this.orm.searchRead(
            resModel,
            this.computeDomain(data),
            [...new Set([...fieldNames, ...Object.keys(activeFields)])],
            { context, limit: MOST + 1, order: `${fieldMapping.date_start}, id` }
        );
        this.closeNotice?.();
        if (records.length > MOST) {
            records.pop();
            this.closeNotice = this.notification.add(
                _t(
                    "Only the first %s of this period are shown. Choose a shorter period or a filter.",
                    MOST
                ),
                { type: "warning" }
            );
        }
        return records;
    }
}

registry.category("views").add("customer_bounded_calendar", {
    ...calendarView,
    Model: BoundedCalendarModel,
});
