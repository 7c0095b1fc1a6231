import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** Whoever is moved takes along what stands below: the server knows the new order. */
class InterestListRenderer extends ListRenderer {
    async sortDrop() {
        await super.sortDrop(...arguments);
        await this.props.list.load();
    }
}

registry.category("views").add("customer_interest_list", {
    ...listView,
    Renderer: InterestListRenderer,
});
