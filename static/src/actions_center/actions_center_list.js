import { registry } from "@web/core/registry";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { _t } from "@web/core/l10n/translation";
import { CenterCounters } from "./center_counters";

export class ActionsCenterController extends ListController {
    static template = "customer_care.ActionsCenterListView";
    static components = { ...ListController.components, CenterCounters };

    setup() {
        super.setup();
        this.addDialog = useOwnedDialogs();
        this.orm = useService("orm");
    }

    /** Find a customer to update, or create one, without leaving the Center. */
    async onClickCustomers() {
        const domain = await this.orm.call("res.partner", "get_customer_domain", []);
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
}

registry.category("views").add("customer_actions_center_list", {
    ...listView,
    Controller: ActionsCenterController,
});
