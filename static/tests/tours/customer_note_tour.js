import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const DIALOG = ".modal .o_customer_note_dialog";
const field = (name) => `${DIALOG} [name=${name}]`;
const gone = { trigger: "body:not(:has(.modal))" };

/** A call in thirty seconds, without the mouse, from the pencil in the top bar. */
tours.add("customer_care_note_record", {
    steps: () => [
        { trigger: ".o_main_navbar .o_new_note" },
        {
            content: "from anywhere by keyboard",
            trigger: "body",
            run: () =>
                document.body.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "N", altKey: true, shiftKey: true, bubbles: true })
                ),
        },
        {
            content: "the cursor stands in the customer",
            trigger: `${field("partner_id")} input:focus`,
            run: "edit Kowalska",
        },
        { trigger: ".o-autocomplete--dropdown-item .ui-state-active:contains(Anna Kowalska)" },
        { trigger: `${field("partner_id")} input`, run: "press Enter" },
        { trigger: `${field("partner_id")} input:value(Anna Kowalska)` },
        { trigger: `${field("name")} input`, run: "edit The invoice of March" },
        {
            content: "who has called before waits for nothing",
            trigger: `${DIALOG}:not(:has([name=close_ids] input))`,
        },
        { trigger: `${field("detail")} textarea`, run: "edit He wants to pay <b>on Friday</b>" },
        { trigger: `${field("mood_id")} select, ${field("mood_id")} input`, run: "click" },
        { trigger: `${field("is_complete")} input`, run: "click" },
        { trigger: `${field("follow_up_user_id")} input`, run: "edit Bert" },
        { trigger: ".o-autocomplete--dropdown-item .ui-state-active:contains(Bert)" },
        { trigger: `${field("follow_up_user_id")} input`, run: "press Enter" },
        { trigger: `${field("follow_up_user_id")} input:value(Bert)` },
        { trigger: `${field("follow_up_instructions")} textarea`, run: "edit Ask for the transfer" },
        { trigger: `${field("follow_up_instructions")} textarea`, run: "press Control+Enter" },
        gone,
    ],
});

/** The colleague finds it in the activities, and finishes it there. */
tours.add("customer_care_note_call_back", {
    steps: () => [
        { trigger: ".o-mail-ActivityMenu-counter, .o_menu_systray i[aria-label=Activities]" },
        { trigger: ".o_menu_systray i[aria-label=Activities]", run: "click" },
        { trigger: ".o-mail-ActivityGroup:contains(Note)", run: "click" },
        { trigger: ".o_data_row:contains(Anna Kowalska) td[name=name]", run: "click" },
        { trigger: ".o-mail-Activity:contains(Anna Kowalska: The invoice of March)" },
        { trigger: ".o-mail-Activity:contains(Ask for the transfer)" },
        { trigger: ".o-mail-Activity-markDone", run: "click" },
        { trigger: ".o-mail-ActivityMarkAsDone textarea", run: "edit He pays on Friday" },
        { trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]", run: "click" },
        { trigger: "body:not(:has(.o-mail-Activity))" },
        { trigger: ".o_form_view" },
    ],
});

/** The manager asks how it went. */
tours.add("customer_care_note_report", {
    steps: () => [
        {
            trigger: ".modal .o_field_widget[name=kind] .o_radio_item:contains(Call-backs) input",
            run: "click",
        },
        { trigger: ".modal button[name=action_print]" },
        { trigger: ".modal button:contains(Discard)", run: "click" },
        gone,
    ],
});

/** The page of a customer: mood, what is open, a new note that closes it. */
tours.add("customer_care_note_page", {
    steps: () => [
        { trigger: ".o_customer_mood:contains(Two bad moods in a row)" },
        { trigger: ".o_notebook .nav-link[name=customer_notes]", run: "click" },
        { trigger: ".o_customer_notes_page .o_mood_trend circle" },
        { trigger: ".o_customer_notes_page [data-figure=call_backs]:contains(Waits for us)" },
        { trigger: ".o_notebook .o_list_view .o_data_row:contains(Waits for us)" },
        { trigger: ".o_customer_notes_page button[name=new_note]", run: "click" },
        {
            content: "the customer is known",
            trigger: `${field("name")} input:focus`,
            run: "edit We talked",
        },
        { trigger: `${field("close_ids")} .form-check:contains(Waits for us) input`, run: "click" },
        { trigger: ".modal-footer button:contains(Save)", run: "click" },
        gone,
        { trigger: ".o_notebook .o_list_view .o_data_row:contains(We talked)" },
        { trigger: ".o_customer_notes_page:not(:has([data-figure=call_backs]))" },
    ],
});
