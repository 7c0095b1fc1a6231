import { registry } from "@web/core/registry";

const figure = (name, text) => `[data-figure=${name}] dd:contains(${text})`;

/** The overview shows the numbers the test planted, draws them, and opens their lists. */
registry.category("web_tour.tours").add("customer_care_overview", {
    steps: () => [
        {
            content: "lifetime turnover is the ledger's",
            trigger: figure("turnover", "400.00"),
        },
        {
            content: "six purchases and one refund",
            trigger: figure("purchases", "6"),
        },
        {
            content: "the margin, for those who may see it",
            trigger: figure("margin", "280.00"),
        },
        {
            content: "the charts are drawn and have a name",
            trigger: "[data-box=months] canvas[role=img][aria-label*='Sales by month']",
        },
        {
            content: "the next appointment with its day and time, and no seconds",
            trigger: "[data-box=appointments] tbody tr:contains(Tasting)",
            run() {
                const row = document.querySelector("[data-box=appointments] tbody tr");
                if (/:\d\d:\d\d/.test(row.textContent)) {
                    throw new Error(`Seconds in ${row.textContent}`);
                }
            },
        },
        {
            content: "the numbers of a chart can be read",
            trigger: "[data-box=brands] summary",
            run: "click",
        },
        {
            content: "and open what is behind them",
            trigger: "[data-box=brands] tbody tr:first-child button:contains(280.00)",
            run: "click",
        },
        {
            content: "the two purchases of that brand",
            trigger: ".o_list_view .o_data_row:contains(Barista):nth-child(2)",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Burr)))",
        },
        {
            content: "back to the overview",
            trigger: ".o_breadcrumb .breadcrumb-item a:contains(Overview)",
            run: "click",
        },
        {
            trigger: figure("turnover", "400.00"),
        },
    ],
});
