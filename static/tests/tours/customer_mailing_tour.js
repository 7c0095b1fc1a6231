import { registry } from "@web/core/registry";

/** E-mails to all customers found: who will not get it stands in the dialog, and gets none. */
registry.category("web_tour.tours").add("customer_care_composer_gate", {
    steps: () => [
        { trigger: ".o_data_row:contains(Yesward)" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_cp_action_menus button:contains(Actions)", run: "click" },
        { trigger: ".o-dropdown-item:contains(Send email)", run: "click" },
        { trigger: ".modal [name=customer_purpose_id] input:value(Offers)" },
        { trigger: ".modal summary:contains(1 of 2 will not get this)", run: "click" },
        { trigger: ".modal [name=customer_refusals]:contains(Noward: The customer said no)" },
        { trigger: ".modal [name=subject] input", run: "edit Spring sale" },
        { trigger: ".modal [name=reply_to] input", run: "edit shop@example.com" },
        {
            trigger: ".modal .note-editable, .modal .odoo-editor-editable",
            run: "editor Spring sale",
        },
        { trigger: ".modal button.o_mail_send:enabled", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** Odoo's blacklist is taken over: checked first, then imported. */
registry.category("web_tour.tours").add("customer_care_consent_import", {
    steps: () => [
        { trigger: ".modal [name=source]" },
        { trigger: ".modal [name=source] input, .modal [name=source] select", run: "click" },
        {
            trigger: ".o_select_menu_item:contains(blacklist of e-mail addresses)",
            run: "click",
        },
        { trigger: ".modal button[name=action_check]", run: "click" },
        { trigger: ".modal [name=new_count]:contains(1)" },
        { trigger: ".modal button[name=action_import]", run: "click" },
        { trigger: ".modal .alert-success:contains(The answers were imported.)" },
        { trigger: ".modal footer button:contains(Close)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
