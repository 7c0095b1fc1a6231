import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const field = (name) => `.o_form_view .o_field_widget[name=${name}]`;
const page = { trigger: ".nav-link[name=customer_assets]", run: "click" };
const noDialog = "body:not(:has(.modal))";

/** A vehicle is registered from its customer, found by its plate, and handed over. */
tours.add("customer_care_asset_register", {
    steps: () => [
        page,
        {
            content: "the page says what there is",
            trigger: ".o_customer_assets:not(:has([data-kind=vehicle])):has([data-kind=animal])",
        },
        { trigger: ".o_customer_assets button[name=new_vehicle]", run: "click" },
        {
            content: "only the fields of a vehicle, and the owner is known",
            trigger: `.o_form_view:has([name=vin]):not(:has([name=chip])) [name=partner_id] input:value(Anna Kowalska)`,
        },
        { trigger: `${field("plate")} input`, run: "edit PO 1O34X" },
        { trigger: `${field("make")} input`, run: "edit Škoda" },
        { trigger: `${field("model_name")} input`, run: "edit Octavia" },
        { trigger: `${field("colour")} input`, run: "edit red" },
        { trigger: `${field("vin")} input`, run: "click" },
        {
            content: "it says what it will be called",
            trigger: `${field("name")} input[placeholder='Škoda Octavia'], ${field("name")} textarea[placeholder='Škoda Octavia']`,
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "nobody had to type a name",
            trigger: `${field("name")} input:value(Škoda Octavia)`,
        },
        {
            content: "the owner changes by a verb",
            trigger: ".o_statusbar_buttons button:contains(Change owner)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=partner_id] input", run: "edit Jan Now" },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Jan Nowak)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Sold to Jan" },
        { trigger: ".modal button[name=action_transfer]", run: "click" },
        {
            trigger: `${noDialog} ${field("partner_id")}:contains(Jan Nowak)`,
        },
        { trigger: ".nav-link[name=owners]", run: "click" },
        {
            content: "both owners stand in the history",
            trigger: ".o_field_widget[name=owner_ids] .o_data_row:contains(Jan Nowak):contains(Sold to Jan)",
        },
        { trigger: ".o_field_widget[name=owner_ids] .o_data_row:contains(Anna Kowalska)" },
        {
            trigger: ".o_menu_sections button:contains(Vehicles and animals), .o_menu_sections .dropdown-toggle:contains(Vehicles and animals)",
            run: "click",
        },
        { trigger: ".dropdown-item[data-menu-xmlid='customer_care.menu_customer_asset_vehicle']", run: "click" },
        {
            content: "found however the plate is written",
            trigger: ".o_searchview_input",
            run: "edit po1034x",
        },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_list_view .o_data_row:contains(Octavia):contains(Jan Nowak)" },
    ],
});

/** All a customer has is switched off, and two of three come back. */
tours.add("customer_care_asset_switch", {
    steps: () => [
        page,
        { trigger: ".o_customer_assets button[name=deactivate_assets]", run: "click" },
        {
            content: "what it concerns",
            trigger: ".modal .o_field_widget[name=active_names]:contains(Rex)",
        },
        { trigger: ".modal button[name=action_switch]:contains(Deactivate)", run: "click" },
        page,
        {
            trigger: `${noDialog} .o_customer_assets:contains(None yet)`,
        },
        { trigger: ".o_customer_assets button[name=reactivate_assets]", run: "click" },
        {
            content: "what the step switched off is ticked",
            trigger: ".modal .o_data_row:contains(Rex) .o_boolean_toggle input:checked",
        },
        {
            content: "what was sold cannot be ticked",
            trigger: ".modal .o_data_row:contains(Old Fiat) .o_boolean_toggle input:disabled:not(:checked)",
        },
        {
            content: "one stays off",
            trigger: ".modal .o_data_row:contains(Boiler) .o_boolean_toggle input",
            run: "click",
        },
        { trigger: ".modal .o_data_row:contains(Boiler) .o_boolean_toggle input:not(:checked)" },
        { trigger: ".modal button[name=action_switch]:contains(Reactivate)", run: "click" },
        page,
        { trigger: `${noDialog} .o_customer_assets [data-kind=animal] .o_customer_asset:contains(Rex)` },
        { trigger: ".o_customer_assets:not(:has([data-kind=equipment]))" },
    ],
});
