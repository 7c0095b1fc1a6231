import { registry } from "@web/core/registry";

/** A customer finds the vehicle in My account and tells us the reading and a new name. */
registry.category("web_tour.tours").add("customer_care_portal_correction", {
    url: "/my/home",
    steps: () => [
        {
            content: "the card appears once Odoo has counted",
            trigger: ".o_portal_index_card:not(.d-none) a[href='/my/vehicles']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".card:contains(WA 12345)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "input[name=reading]",
            run: "edit 98 765",
        },
        {
            trigger: "form.card button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[role=status]:contains(Thank you)",
        },
        {
            content: "what waits is shown",
            trigger: ".alert-info:contains(98,765 km)",
        },
        {
            trigger: ".o_portal_submenu a[href='/my/home']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_portal_index_card a[href='/my/corrections']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "input[name=name]",
            run: "edit Anna Nowak",
        },
        {
            trigger: "form.card button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".card:contains(Anna Nowak) .badge:contains(We look at it)",
        },
    ],
});

/** The clerk finds both in the list, takes one over and refuses the other. */
registry.category("web_tour.tours").add("customer_care_proposal_decide", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Anna Kowalska):contains(Reading)",
        },
        {
            trigger: ".o_data_row:contains(Reading) button[name=action_accept]",
            run: "click",
        },
        {
            content: "it is decided and left the list of the open ones",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Reading)))",
        },
        {
            trigger: ".o_data_row:contains(Anna Kowalska) td[name=summary]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(Anna Nowak) button[name=action_refuse]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Please bring the certificate",
        },
        {
            trigger: ".modal button[name=action_refuse]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Refused)",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Refused)",
        },
    ],
});
