import { registry } from "@web/core/registry";

/** The clerk makes the package for a request and hands it over. */
registry.category("web_tour.tours").add("customer_care_data_package", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Anna Kowalska) td[name=kind]",
            run: "click",
        },
        {
            trigger: "button[name=action_package]",
            run: "click",
        },
        {
            content: "what is kept is counted before anything is made",
            trigger: ".modal td:contains(Notes about you)",
        },
        {
            trigger: ".modal button[name=action_make]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Ready)",
        },
        {
            trigger: "button[name=action_link]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_make]",
            run: "click",
        },
        {
            content: "the link is shown once",
            trigger: ".modal .o_field_widget[name=url]:contains(/customer_care/package/)",
        },
        {
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: ".breadcrumb-item a:contains(DR-)",
            run: "click",
        },
        {
            content: "the request has the package and says what was done",
            trigger: ".o_field_widget[name=package_ids] .o_data_row:contains(Ready)",
        },
        {
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            trigger: "button[name=action_done]:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
    ],
});

/** The customer asks in My account and finds the package there. */
registry.category("web_tour.tours").add("customer_care_my_data_ask", {
    url: "/my/home",
    steps: () => [
        {
            trigger: ".o_portal_index_card a[href='/my/data']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "input[name=kind][value=access]",
            run: "click",
        },
        {
            trigger: "textarea[name=wish]",
            run: "edit Everything, please",
        },
        {
            trigger: "form[action='/my/data'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[role=status]:contains(Thank you)",
        },
        {
            trigger: ".card:contains(DR-)",
        },
    ],
});

/** What was made for the customer is there, with a button. */
registry.category("web_tour.tours").add("customer_care_my_data_take", {
    url: "/my/data",
    steps: () => [
        {
            content: "a download leaves the page where it is; a frame says so to the tour",
            trigger: "form:contains(All we keep about you) button:contains(Download)",
            run({ click }) {
                const frame = document.createElement("iframe");
                frame.name = "taken";
                document.body.append(frame);
                this.anchor.closest("form").target = "taken";
                return click();
            },
        },
        {
            trigger: "h3:contains(My data)",
            async run() {
                const taken = (text) => !text.includes("All we keep about you");
                for (let time = 0; time < 50; time++) {
                    const page = await fetch("/my/data");
                    if (taken(await page.text())) {
                        return;
                    }
                    await new Promise((done) => setTimeout(done, 200));
                }
                throw new Error("The package was not taken");
            },
        },
    ],
});
