import { registry } from "@web/core/registry";

/** A clerk finds that an animal is entered twice, combines both with a choice, and undoes it. */
registry.category("web_tour.tours").add("customer_care_asset_merge", {
    steps: () => [
        {
            content: "the animal that was entered first",
            trigger: ".o_list_view .o_data_row:contains(Tour Rex) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_entered_twice]",
            run: "click",
        },
        {
            content: "the other one is proposed, with the reason",
            trigger:
                ".modal .o_field_widget[name=line_ids] .o_data_row:contains(Tour Rex):contains(owner and name) .o_boolean_toggle input:checked",
        },
        {
            trigger: ".modal button[name=action_compare]",
            run: "click",
        },
        {
            content: "both colours stand side by side: take the other one",
            trigger:
                ".modal .o_data_row:contains(Colour):contains(black):contains(brown) .o_boolean_toggle input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "what moves is counted",
            trigger:
                ".modal .o_field_widget[name=count_ids] .o_data_row:contains(Customer action)",
        },
        {
            trigger: ".modal button[name=action_merge]",
            run: "click",
        },
        {
            content: "the operation, with who was merged",
            trigger: "body:not(:has(.modal)) .o_form_view .o_data_row:contains(Tour Rex)",
        },
        {
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is undone",
            trigger:
                ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Undone)",
        },
    ],
});
