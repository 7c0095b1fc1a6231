import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const point = (name) => `.o_inspection_point[data-point="${name}"]`;
const answer = (name, state) => ({
    trigger: `${point(name)} .o_inspection_${state}`,
    run: "click",
});
const answered = (name, state) => ({ trigger: `${point(name)}[data-state=${state}]` });
const saved = { trigger: ".o_inspection_sheet[data-saving='0']" };

/** At the office: from the vehicle to the finished inspection and its quotation. */
tours.add("customer_care_inspection", {
    steps: () => [
        { trigger: "button[name=action_new_inspection]", run: "click" },
        { trigger: ".o_inspection_progress:contains(0 of 3 checked)" },
        answer("Pads", "advise"),
        answered("Pads", "advise"),
        { trigger: `${point("Pads")} textarea`, run: "edit Worn on the outside && press Tab" },
        { trigger: `${point("Pads")} .o_inspection_price input`, run: "edit 150 && press Tab" },
        answer("Tread", "urgent"),
        answered("Tread", "urgent"),
        {
            content: "a second tap takes an answer back",
            ...answer("Tread", "urgent"),
        },
        answered("Tread", "unchecked"),
        {
            content: "a point that is required is missing",
            trigger: ".o_inspection_finish",
            run: "click",
        },
        { trigger: ".modal:contains(Not checked yet: Tread) .btn-primary", run: "click" },
        { trigger: `${point("Tread")} .o_inspection_value input`, run: "edit 5,5 && press Tab" },
        answer("Tread", "good"),
        answered("Tread", "good"),
        saved,
        { trigger: ".o_field_widget[name=result] :contains(Passed with advice), .o_field_widget[name=result] input:value(Passed with advice)" },
        { trigger: "button[name=action_finish]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Finished)" },
        { trigger: `${point("Pads")} .badge:contains(Advise)` },
        { trigger: "body:not(:has(.o_inspection_answers))" },
        { trigger: "button[name=action_quote]", run: "click" },
        { trigger: ".o_field_widget[name=order_line]:contains(Brake pads)" },
        { trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item:eq(-1) a", run: "click" },
        { trigger: ".o_inspection_sheet" },
        { trigger: "body:not(:has(button[name=action_quote]:visible))" },
    ],
});

/** In the yard: the same sheet with the thumb. */
tours.add("customer_care_inspection_phone", {
    steps: () => [
        { trigger: ".o_inspection_progress:contains(0 of 3 checked)" },
        answer("Pads", "good"),
        answered("Pads", "good"),
        { trigger: `${point("Tread")} .o_inspection_value input`, run: "edit 0,9 && press Tab" },
        { trigger: `${point("Tread")}:contains(Unusual value)` },
        answer("Tread", "urgent"),
        answered("Tread", "urgent"),
        { trigger: `${point("Tread")} textarea`, run: "edit Below the limit && press Tab" },
        {
            content: "a photo as large as a phone takes it",
            trigger: `${point("Tread")} .o_inspection_camera`,
            async run({ anchor }) {
                const canvas = Object.assign(document.createElement("canvas"), { width: 3840, height: 1920 });
                canvas.getContext("2d").fillRect(0, 0, 100, 100);
                const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
                const chosen = new DataTransfer();
                chosen.items.add(new File([blob], "tread.jpg", { type: "image/jpeg" }));
                const input = anchor.querySelector("input");
                input.files = chosen.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: `${point("Tread")} .o_inspection_photo img` },
        answer("Horn", "good"),
        answered("Horn", "good"),
        { trigger: ".o_inspection_more", run: "edit Dog hair && press Tab" },
        answered("Dog hair", "advise"),
        { trigger: ".o_inspection_progress:contains(4 of 4 checked)" },
        saved,
        {
            content: "the three answers stand side by side, and nothing is wider than the phone",
            trigger: `${point("Horn")} .o_inspection_answers`,
            run({ anchor }) {
                const tops = [...anchor.children].map((child) => child.getBoundingClientRect().top);
                if (new Set(tops).size !== 1) {
                    throw new Error("the answers are wrapped");
                }
                const { right, height } = anchor.getBoundingClientRect();
                if (right > window.innerWidth || height < 48) {
                    throw new Error(`no place for a thumb: ${right}, ${height}`);
                }
            },
        },
        { trigger: ".o_inspection_finish", run: "click" },
        { trigger: "body:not(:has(.o_inspection_finish))" },
        { trigger: ".o_inspection_progress:contains(4 of 4 checked)" },
    ],
});
