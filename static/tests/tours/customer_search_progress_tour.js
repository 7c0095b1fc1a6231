import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** Stops the run whose page is open, as somebody at another screen does. */
function stopElsewhere() {
    const id = Number(window.location.pathname.split("/").pop());
    return rpc("/web/dataset/call_kw/customer.search.run/action_stop", {
        model: "customer.search.run",
        method: "action_stop",
        args: [[id]],
        kwargs: {},
    });
}

/** A run under way is stopped and gone on with; its page follows what others do. */
registry.category("web_tour.tours").add("customer_care_search_progress", {
    steps: () => [
        {
            content: "how far the first step is",
            trigger: ".o_run_step[data-step=list] [role=progressbar][aria-valuenow='33']",
        },
        { trigger: ".o_run_step[data-step=labels]:contains(Mailing labels)" },
        { trigger: "button[name=action_stop]", run: "click" },
        { trigger: ".alert:contains(What was made until then is kept)" },
        { trigger: "button[name=action_resume]", run: "click" },
        { trigger: ".o_run_step[data-step=csv]", run: stopElsewhere },
        {
            content: "the page has seen it by itself",
            trigger: "button[name=action_resume]",
        },
        { trigger: "body:not(:has(.o_customer_run_progress))" },
    ],
});
