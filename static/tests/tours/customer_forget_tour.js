import { registry } from "@web/core/registry";

const tool = (key) => ({
    trigger: `body:not(:has(.modal)) .o_customer_tools [data-operation=${key}]`,
    run: "click",
});
const reason = (text) => ({
    trigger: ".modal .o_field_widget[name=reason] input",
    run: `edit ${text}`,
});
const confirm = {
    trigger: ".modal footer button[name=action_confirm]:visible",
    run: "click",
};

/** A customer is forgotten, gone from the list, found under Forgotten, and reinstated. */
registry.category("web_tour.tours").add("customer_care_forget", {
    steps: () => [
        {
            trigger: ".o_data_row td[name=complete_name]:contains(Anna Forgotten)",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name=customer_tools]",
            run: "click",
        },
        tool("forget"),
        {
            content: "what will happen",
            trigger: ".modal .o_field_widget[name=preview]:contains(Planned messages: 1)",
        },
        reason("Asked by letter"),
        confirm,
        {
            content: "now only this is offered",
            trigger: "body:not(:has(.modal)) .o_customer_tools [data-operation=reinstate]",
        },
        {
            trigger: ".breadcrumb-item, .o_back_button",
            run: "click",
        },
        {
            content: "gone from the list",
            trigger: ".o_list_view .o_data_row:contains(Somebody Else)",
        },
        {
            trigger: ".o_list_view:not(:contains(Anna Forgotten))",
        },
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .dropdown-item:contains(Forgotten)",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=complete_name]:contains(Anna Forgotten)",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name=customer_tools]",
            run: "click",
        },
        tool("reinstate"),
        reason("Came back"),
        confirm,
        {
            trigger: "body:not(:has(.modal)) .o_customer_tools [data-operation=forget]",
        },
    ],
});
