import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

const SHOWN = 50;
let isPatched = false;

/** Who exists already is said row by row, after a test and after the import. */
const model = {
    async executeImport() {
        this.customerTwins = [];
        const result = await super.executeImport(...arguments);
        this.tellCustomerTwins();
        return result;
    },

    async _callImport(dryrun, args) {
        const skipped = parseInt(this.importOptions.skip) || 0;
        const result = await super._callImport(...arguments);
        const first = skipped + (this.importOptions.has_headers ? 2 : 1);
        for (const twin of result?.customer_twins || []) {
            this.customerTwins.push({ ...twin, row: first + twin.row });
        }
        return result;
    },

    tellCustomerTwins() {
        const twins = this.customerTwins;
        if (!twins.length) {
            return;
        }
        const lines = twins.slice(0, SHOWN).map((twin) =>
            _t("Row %(row)s: %(name)s may be %(other)s. %(why)s.", {
                row: twin.row,
                name: twin.name,
                other: twin.other,
                why: twin.explanation,
            })
        );
        if (twins.length > SHOWN) {
            lines.push(_t("And %s more.", twins.length - SHOWN));
        }
        this._addMessage("warning", [
            _t(
                "Customers of the file who may exist already: %s. They are imported all the same; then they stand in the list of duplicates, where one key answers.",
                twins.length
            ),
            ...lines,
        ]);
    },
};

const action = {
    openRecords() {
        const pairs = this.model.customerTwins.map((twin) => twin.pair_id).filter(Boolean);
        super.openRecords(...arguments);
        if (pairs.length) {
            this.askAboutCustomerTwins(pairs);
        }
    },

    askAboutCustomerTwins(pairs) {
        const decide = () => {
            close();
            this.actionService.doAction({
                type: "ir.actions.act_window",
                name: _t("Duplicates"),
                res_model: "customer.duplicate",
                views: [
                    [false, "kanban"],
                    [false, "list"],
                ],
                domain: [["id", "in", pairs]],
            });
        };
        const close = this.notification.add(
            _t("Imported customers who may have existed already: %s.", pairs.length),
            {
                type: "warning",
                sticky: true,
                buttons: [{ name: _t("Decide"), primary: true, onClick: decide }],
            }
        );
    },
};

/** Odoo's import is an addon of its own: it is extended if it is there. */
registry.category("services").add("customer_import_twins", {
    start() {
        const modules = odoo.loader.modules;
        const { BaseImportModel } = modules.get("@base_import/import_model") || {};
        const { ImportAction } = modules.get("@base_import/import_action/import_action") || {};
        if (BaseImportModel && ImportAction && !isPatched) {
            patch(BaseImportModel.prototype, model);
            patch(ImportAction.prototype, action);
            isPatched = true;
        }
    },
});
