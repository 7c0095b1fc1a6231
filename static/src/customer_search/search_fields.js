import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/**
 * The curated fields, asked of the server once. A service asks and not a component: what
 * a component asks is never answered once it is gone, and the others would wait for it.
 */
export const customerSearchFields = {
    dependencies: ["orm"],
    start(_env, { orm }) {
        let loading = null;
        return {
            load() {
                loading ||= orm.call("customer.search", "get_search_fields", []).catch((error) => {
                    loading = null;
                    throw error;
                });
                return loading;
            },
        };
    },
};
registry.category("services").add("customer_search_fields", customerSearchFields);

/** What a ModelFieldSelector offers: `load()` before it is shown, then `props(kind)`. */
export function useSearchFields() {
    const fields = useService("customer_search_fields");
    let offered = {};
    return {
        async load() {
            offered = await fields.load();
        },
        /** `kind` is "searchable" for conditions, "readable" for columns. */
        props(kind) {
            return {
                filter: (field, _path, resModel) =>
                    Boolean(offered[resModel]?.includes(field.name)) &&
                    (kind !== "searchable" || field.searchable),
                followRelations: true,
            };
        },
    };
}
