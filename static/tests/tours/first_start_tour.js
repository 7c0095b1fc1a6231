import { registry } from "@web/core/registry";

const step = (key, rest = "") => `.o_first_start_step[data-step=${key}]${rest}`;

/** After installing: one step is opened and confirmed, another only opened; closed, and back. */
registry.category("web_tour.tours").add("customer_care_first_start", {
    steps: () => [
        {
            content: "five steps wait above the Actions Center",
            trigger: ".o_first_start:contains(0 of 5 steps done) .o_first_start_step:eq(4)",
        },
        {
            content: "Set Security is not for level 2",
            trigger: `${step("security")}:not(:has(button)):contains(Somebody of a higher level)`,
        },
        {
            content: "nobody says that it is right before a look at it",
            trigger: `${step("types")}:not(:has(.o_first_start_confirm)) .o_first_start_open`,
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Action types), .o_control_panel:contains(Action types)",
        },
        {
            trigger: ".o_data_row",
        },
        {
            trigger: ".o_menu_brand, .o_menu_brand_icon",
            run: "click",
        },
        {
            trigger: `${step("types", "[data-state=opened]")} .o_first_start_confirm`,
            run: "click",
        },
        {
            trigger: step("types", "[data-state=done]"),
        },
        {
            trigger: ".o_first_start:contains(1 of 5 steps done)",
        },
        {
            trigger: `${step("purposes")} .o_first_start_open`,
            run: "click",
        },
        {
            trigger: ".o_control_panel:contains(Purposes of contact)",
        },
        {
            trigger: ".o_menu_brand, .o_menu_brand_icon",
            run: "click",
        },
        {
            trigger: `.o_first_start:has(${step("purposes", "[data-state=opened]")}) .o_first_start_close`,
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_first_start)) .o_center_counter",
        },
        {
            content: "the menu brings it back; the last folders may be behind a plus",
            trigger: ".o_menu_sections",
            run() {
                const folder = "[data-menu-xmlid='customer_care.menu_configuration']";
                const more = this.anchor.querySelector(".o_menu_sections_more button");
                (more || this.anchor.querySelector(folder)).click();
            },
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='customer_care.menu_first_start']",
            run: "click",
        },
        {
            trigger: ".o_first_start:contains(1 of 5 steps done)",
        },
    ],
});
