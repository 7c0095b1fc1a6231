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

/** The texts of a ZIP, by name, as a browser reads them. */
async function unzipped(buffer) {
    const view = new DataView(buffer);
    let end = buffer.byteLength - 22;
    while (view.getUint32(end, true) !== 0x06054b50) {
        end--;
    }
    const texts = {};
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left; left--) {
        const size = view.getUint32(at + 20, true);
        const [name, extra, note] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
        const local = view.getUint32(at + 42, true);
        const start =
            local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
        let content = new Blob([buffer.slice(start, start + size)]).stream();
        if (view.getUint16(at + 10, true)) {
            content = content.pipeThrough(new DecompressionStream("deflate-raw"));
        }
        const title = new TextDecoder().decode(buffer.slice(at + 46, at + 46 + name));
        texts[title] = await new Response(content).text();
        at += 46 + name + extra + note;
    }
    return texts;
}

/** Show a page of the package; return its document. */
async function opened(frame, text) {
    const loaded = new Promise((done) => (frame.onload = done));
    frame.srcdoc = text;
    await loaded;
    return frame.contentDocument;
}

/** The customer takes what was made for them and reads it in the browser. */
registry.category("web_tour.tours").add("customer_care_my_data_take", {
    url: "/my/data",
    steps: () => [
        {
            trigger: "form:contains(All we keep about you) button:contains(Download)",
            async run() {
                const form = this.anchor.closest("form");
                const answer = await fetch(form.action, {
                    method: "POST",
                    body: new URLSearchParams(new FormData(form)),
                });
                const texts = await unzipped(await answer.arrayBuffer());
                const frame = document.createElement("iframe");
                document.body.append(frame);
                const index = await opened(frame, texts["index.html"]);
                const link = [...index.querySelectorAll("a")].find(
                    (each) => each.textContent === "Notes about you"
                );
                const page = await opened(frame, texts[link.getAttribute("href")]);
                if (!page.body.textContent.includes("Prefers mornings")) {
                    throw new Error("What our staff wrote is not told");
                }
            },
        },
        {
            content: "it was taken: the link is used up",
            trigger: "h3:contains(My data)",
            async run() {
                const page = await (await fetch("/my/data")).text();
                if (page.includes("All we keep about you")) {
                    throw new Error("The package was not taken");
                }
            },
        },
    ],
});
