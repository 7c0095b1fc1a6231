import { registry } from "@web/core/registry";

const ROW = ".o_day_sheet_row:contains(Anna Kowalska):contains(Cleaning)";

registry.category("web_tour.tours").add("customer_care_appointment", {
    steps: () => [
        {
            trigger: ".nav-link[name=customer_appointments]",
            run: "click",
        },
        {
            content: "two clicks: this one, and Book",
            trigger: ".o_customer_appointments button[name=new_appointment]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Cleaning",
        },
        {
            trigger: ".modal .o_field_widget[name=remind] input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_customer_appointment:contains(Cleaning)",
            run: () => (window.location.href = "/odoo/customer-day-sheet"),
            expectUnloadPage: true,
        },
        {
            content: "by keyboard: the row takes the focus, A says arrived",
            trigger: `${ROW}[data-state=planned]`,
            run: ({ anchor }) => {
                anchor.focus();
                document.activeElement.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "a", bubbles: true })
                );
            },
        },
        {
            trigger: `${ROW}[data-state=arrived] button[name=done]`,
            run: "click",
        },
        {
            trigger: `${ROW}[data-state=done] button[name=book_next]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input:value(Cleaning)",
        },
        {
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${ROW}[data-state=done]`,
        },
    ],
});
