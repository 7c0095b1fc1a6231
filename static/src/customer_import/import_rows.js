import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

const SHOWN = 50;
const GUESSED = ["encoding", "separator", "date_format", "datetime_format"];
let isPatched = false;

/**
 * Our records: what was guessed about one file does not hold for the next one, which would be
 * read in wrong letters; what somebody chose does. Each wrong row says its row, and at the end what became of the rows. */
const model = {
    async setOption(name, _value, field) {
        if (!field && GUESSED.includes(name)) {
            this.customerChosen = (this.customerChosen || new Set()).add(name);
        }
        return super.setOption(...arguments);
    },

    async updateData(fileChanged = false) {
        if (fileChanged && this.customerGuesses) {
            for (const name of GUESSED.filter((each) => !this.customerChosen?.has(each))) {
                this.importOptionsValues[name].value = "";
            }
        }
        const answer = await super.updateData(...arguments);
        this.customerGuesses = answer.res.customer_guesses;
        // core knows few; a list without it would show another one
        const { value, options } = this.importOptionsValues.encoding;
        if (value && !options.includes(value)) {
            options.push(value);
        }
        return answer;
    },

    async executeImport(isTest = false) {
        this.customerCounts = null;
        const result = await super.executeImport(...arguments);
        if (this.customerCounts && !result.res.hasError) {
            const text = _t(
                "New: %(new)s, changed: %(changed)s, already here: %(unchanged)s.",
                this.customerCounts
            );
            if (isTest) {
                this._addMessage("info", [text]);
            } else {
                this.notificationService.add(text, { type: "success" });
            }
        }
        return result;
    },

    async _callImport() {
        const result = await super._callImport(...arguments);
        const sum = this.customerCounts || {};
        for (const [name, count] of Object.entries(result?.customer_counts || {})) {
            sum[name] = (sum[name] || 0) + count;
            this.customerCounts = sum;
        }
        return result;
    },

    _handleImportErrors(messages, name) {
        const rows = messages.filter((message) => message.customer_row);
        if (rows.length) {
            this.tellWrongRows(rows);
        }
        const others = messages.filter((message) => !message.customer_row);
        return others.length ? super._handleImportErrors(others, name) : false;
    },

    tellWrongRows(rows) {
        const lines = rows.slice(0, SHOWN).map((message) =>
            _t("Row %(row)s: %(why)s", {
                row: message.customer_row,
                why: message.message,
            })
        );
        if (rows.length > SHOWN) {
            lines.push(_t("And %s more.", rows.length - SHOWN));
        }
        this._addMessage("danger", [
            _t(
                "These rows cannot be imported. Correct them in the file, or take them out, and load it again: what is here already is not imported twice."
            ),
            ...lines,
        ]);
    },
};

registry.category("services").add("customer_import_rows", {
    start() {
        const { BaseImportModel } = odoo.loader.modules.get("@base_import/import_model") || {};
        if (BaseImportModel && !isPatched) {
            patch(BaseImportModel.prototype, model);
            isPatched = true;
        }
    },
});
