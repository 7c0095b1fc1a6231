import { registry } from "@web/core/registry";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { _t } from "@web/core/l10n/translation";
import { FirstStart } from "../first_start/first_start";
import { CenterCounters } from "./center_counters";

/** Adds the counters and the button Customers to a controller of the Actions Center. */
const centerController = (Controller, template) =>
    class extends Controller {
        static template = template;
        static components = { ...Controller.components, CenterCounters, FirstStart };

        setup() {
            super.setup();
            this.addDialog = useOwnedDialogs();
            this.centerOrm = useService("orm");
        }

        /** Find a customer to update, or create one, without leaving the Center. */
        async onClickCustomers() {
            const domain = await this.centerOrm.call("res.partner", "get_customer_domain", []);
            this.addDialog(SelectCreateDialog, {
                title: _t("Customers"),
                resModel: "res.partner",
                domain,
                multiSelect: false,
                context: { list_view_ref: "customer_care.res_partner_view_list_customers" },
                onSelected: ([resId]) => this.openCustomer(resId),
                onCreateEdit: () => this.openCustomer(false),
            });
        }

        openCustomer(resId) {
            this.addDialog(FormViewDialog, {
                title: resId ? _t("Customer") : _t("New customer"),
                resModel: "res.partner",
                resId,
                onRecordSaved: () => this.model.load(),
            });
        }
    };

const views = registry.category("views");
views.add("customer_actions_center_list", {
    ...listView,
    Controller: centerController(ListController, "customer_care.ActionsCenterListView"),
});
views.add("customer_actions_center_kanban", {
    ...kanbanView,
    Controller: centerController(KanbanController, "customer_care.ActionsCenterKanbanView"),
});
