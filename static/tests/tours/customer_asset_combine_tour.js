import { registry } from "@web/core/registry";

/** From the menu: find vehicles with the same plate, look at the list, combine. */
registry.category("web_tour.tours").add("customer_care_asset_combine", {
    steps: () => [
        {
            content: "the menu of utilities",
            trigger: ".o_menu_sections button:contains(Utilities)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(Combine vehicles and animals)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=rule] .o_radio_item:contains(same plate) input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "what was found, with the reason",
            trigger:
                ".modal .o_field_widget[name=line_ids] .o_data_row:contains(Skoda Octavia):contains(Same plate)",
        },
        {
            trigger: ".modal button[name=action_combine]",
            run: "click",
        },
        {
            content: "the operation, which can be undone",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=action_undo]",
        },
    ],
});
