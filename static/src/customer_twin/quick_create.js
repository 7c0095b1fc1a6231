import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";
import { LikelyDialog } from "./likely_dialog";

/**
 * A customer made by their name alone, in whatever field: who is likely meant is shown
 * first. Without an answer of the server, or with none to show, it is made as ever.
 */
patch(Many2XAutocomplete.prototype, {
    setup() {
        super.setup(...arguments);
        this.likelyDialog = useService("dialog");
    },

    buildCreateSuggestion(request) {
        const suggestion = super.buildCreateSuggestion(...arguments);
        if (this.props.resModel !== "res.partner") {
            return suggestion;
        }
        return {
            ...suggestion,
            onSelect: async () => {
                const likely = await this.findLikelyCustomers(request);
                if (!likely.length) {
                    return suggestion.onSelect();
                }
                this.likelyDialog.add(LikelyDialog, {
                    name: request,
                    likely,
                    take: ({ id, name }) => this.props.update([{ id, display_name: name }]),
                    create: () => suggestion.onSelect(),
                });
            },
        };
    },

    async findLikelyCustomers(name) {
        try {
            return await this.orm.silent.call("res.partner", "get_likely_existing", [{ name }]);
        } catch {
            return [];
        }
    },
});
