import { registry } from "@web/core/registry";
import { download } from "@web/core/network/download";
import { inputFiles } from "@web/../tests/utils";

const CELL = (purpose, channel) =>
    `.o_customer_consents tr[data-purpose=${purpose}] td[data-channel=${channel}]`;
const PAGE = {
    trigger: ".o_notebook .nav-link[name=customer_consents]",
    run: "click",
};

/** The answers of a customer are read when their page is opened, and after each answer. */
registry.category("web_tour.tours").add("customer_care_consents", {
    steps: () => [
        {
            trigger: ".o_form_view:not(:has(.o_customer_consents))",
        },
        PAGE,
        {
            trigger: `${CELL("Offers", "email")}[data-state=given]:contains(At the counter)`,
        },
        {
            content: "who was never asked by SMS and says no is told apart",
            trigger: `${CELL("Offers", "sms")}[data-state=never] .o_says_no`,
            run: "click",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            trigger: `${CELL("Offers", "sms")}[data-state=refused]:contains(Said no)`,
        },
        {
            trigger: `${CELL("Offers", "email")}[data-state=given]`,
        },
    ],
});

/**
 * Fetch what would be downloaded, and note on the page which paper came. (In a test Odoo
 * gives the pages themselves instead of the PDF made of them.)
 */
function catchPrints() {
    download._download = async ({ url, data }) => {
        const body = new FormData();
        for (const [name, value] of Object.entries(data)) {
            body.append(name, value);
        }
        body.append("csrf_token", odoo.csrf_token);
        const response = await fetch(url, { method: "POST", body });
        const text = await response.text();
        const [title] = /Proof of consent|Were we allowed to write/.exec(text) || ["?"];
        document.body.dataset.printed = text.includes("form.pdf") ? title : "no scan";
    };
}

/** From the tick with a scan to the printed proof, and what the log answers. */
registry.category("web_tour.tours").add("customer_care_consent_proof", {
    steps: () => [
        { ...PAGE, run: ({ anchor }) => (catchPrints(), anchor.click()) },
        {
            content: "a button that says, also to a screen reader, what it is about",
            trigger: `${CELL("Offers", "email")} button[aria-label='Record that the customer says yes: Offers, E-mail']`,
            run: "click",
        },
        {
            content: "the words that are answered are shown, as text whatever they are",
            trigger: ".modal .o_consent_wording:contains('<b>I agree to receive offers</b>')",
        },
        {
            trigger: ".modal .o_field_widget[name=method] input[data-value=form]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=scan] input[type=file]:not(:visible)",
            run: async () => {
                const scan = new File(["%PDF-1.7 signed"], "form.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(".modal .o_field_widget[name=scan] .o_input_file", [scan]);
            },
        },
        {
            trigger: ".modal .o_field_widget[name=scan] input:value(form.pdf)",
        },
        {
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Folder B",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            trigger: `${CELL("Offers", "email")}[data-state=given]:contains(On a paper form):contains(Folder B)`,
        },
        {
            content: "a whole form: yes to SMS, no to calls",
            trigger: ".o_customer_consents button[name=consent_form]",
            run: "click",
        },
        {
            trigger:
                ".modal .o_consent_form_lines .o_data_row:contains(Offers):contains(SMS) td[name=says_yes] input",
            run: "click",
        },
        {
            trigger:
                ".modal .o_consent_form_lines .o_data_row:contains(Offers):contains(Call) td[name=says_no] input",
            run: "click",
        },
        {
            trigger:
                ".modal .o_consent_form_lines .o_data_row:contains(SMS) td[name=says_yes] input:checked",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            trigger: `${CELL("Offers", "sms")}[data-state=given]`,
        },
        {
            trigger: `${CELL("Offers", "call")}[data-state=refused]`,
        },
        {
            trigger: ".o_customer_consents button[name=consent_history]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(E-mail) td[name=channel]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_open_scan]",
        },
        {
            trigger: ".o_form_view button[name=action_print_proof]",
            run: "click",
        },
        {
            trigger: "body[data-printed='Proof of consent']",
            timeout: 60000,
        },
        {
            trigger: ".breadcrumb-item:contains(Anna Kowalska) a",
            run: "click",
        },
        {
            ...PAGE,
            trigger: ".o_form_view .o_notebook .nav-link[name=customer_consents]",
        },
        {
            trigger: `${CELL("Offers", "email")} .o_consent_ask`,
            run: "click",
        },
        {
            trigger: ".modal .o_consent_answer .cc_yes:contains(Allowed)",
        },
        {
            trigger:
                ".modal .o_consent_answer:contains(form.pdf):contains(Folder B):contains('<b>I agree')",
        },
        {
            trigger: ".modal button[name=action_print]",
            run: "click",
        },
        {
            trigger: "body[data-printed='Were we allowed to write']",
            timeout: 60000,
        },
    ],
});
