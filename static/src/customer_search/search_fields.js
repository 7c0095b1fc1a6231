import { useService } from "@web/core/utils/hooks";

let loading = null;

/**
 * The curated fields, asked of the server once: what the selector of fields offers, in the
 * order in which it is written down there.
 */
export function useSearchFields() {
    const orm = useService("orm");
    let offered = {};
    return {
        async load() {
            loading ||= orm.call("customer.search", "get_search_fields", []);
            try {
                offered = await loading;
            } catch (error) {
                loading = null;
                throw error;
            }
        },
        /** Props of a ModelFieldSelector; `kind` is "searchable", or "readable" for columns. */
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
