/**
 * Opens a screen by its action in the web client that runs, waits until it rests, and says
 * what is wrong with it at this width. Returns sentences; none is right.
 *
 * `isFilled` claims that the screen shows something, not only what it is for.
 */
async (action, isFilled) => {
    const { env } = odoo.__WOWL_DEBUG__.root;
    const { rpcBus } = odoo.loader.modules.get("@web/core/network/rpc");
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
    let asked = 0;
    let changed = Date.now();
    const count = (by) => () => {
        asked += by;
        changed = Date.now();
    };
    const [more, less] = [count(1), count(-1)];
    rpcBus.addEventListener("RPC:REQUEST", more);
    rpcBus.addEventListener("RPC:RESPONSE", less);
    const faults = [];
    try {
        await env.services.action.doAction({ type: "ir.actions.act_window_close" });
        await env.services.action.doAction(action, { clearBreadcrumbs: true });
        for (let left = 200; left && (asked > 0 || Date.now() - changed < 90); left--) {
            await pause(30);
        }
    } catch (error) {
        return [`does not open: ${error.data?.message || error.message}`];
    } finally {
        rpcBus.removeEventListener("RPC:REQUEST", more);
        rpcBus.removeEventListener("RPC:RESPONSE", less);
    }
    const width = document.documentElement.clientWidth;
    const height = window.innerHeight;
    const name = (node) => `${node.tagName.toLowerCase()}.${[...node.classList].slice(0, 4).join(".")}`;
    const shown = (node) => node.getClientRects().length && getComputedStyle(node).visibility === "visible";
    const dialog = [...document.querySelectorAll(".modal-dialog")].at(-1);
    const root = dialog || document.querySelector(".o_action_manager");
    // What may be moved to the side by a finger: tables, graphs, boards, bars of tabs.
    const MOVED = ".o_list_renderer, .table-responsive, .o_kanban_grouped, .o_pivot, .o_calendar_view, " +
        ".o_x2m_control_panel, .o_notebook_headers, .nav-tabs, .o_field_statusbar, .o_statusbar_status, .settings_tab, [tabindex='0']";
    const mayMove = (node) => {
        for (let each = node.parentElement; each && each !== root; each = each.parentElement) {
            const { overflowX } = getComputedStyle(each);
            if (["auto", "scroll"].includes(overflowX) && each.scrollWidth > each.clientWidth) {
                return each.matches(MOVED);
            }
            if (["hidden", "clip"].includes(overflowX)) {
                return true;
            }
        }
        return false;
    };
    if (document.scrollingElement.scrollWidth > width) {
        faults.push(`the page scrolls to the side: ${document.scrollingElement.scrollWidth}`);
    }
    for (const node of root.querySelectorAll("*")) {
        const { left, right, width: wide } = node.getBoundingClientRect();
        if (wide > 1 && (right > width + 1 || left < -1) && shown(node) && !mayMove(node)) {
            faults.push(`wider than the window: ${name(node)} ${Math.round(left)} to ${Math.round(right)}`);
            break;
        }
    }
    for (const node of root.querySelectorAll(".o_list_renderer")) {
        if (width > 1000 && shown(node) && node.scrollWidth > node.clientWidth + 1) {
            faults.push(`a list scrolls to the side: ${node.scrollWidth} in ${node.clientWidth}`);
        }
    }
    // The name of a column and a telephone number are of use whole, or not at all.
    const isCut = (node) => node.scrollWidth > node.clientWidth + 2 && getComputedStyle(node).overflowX !== "visible";
    const WHOLE = ".o_list_renderer th[data-name], .o_list_renderer th[data-name] *, .o_list_renderer td:has(.o_field_phone)";
    for (const node of root.querySelectorAll(WHOLE)) {
        if (width > 1000 && shown(node) && node.textContent.trim() && isCut(node)) {
            faults.push(`cut: ${node.textContent.trim()}`);
        }
    }
    for (const node of root.querySelectorAll(".o_control_panel_main_buttons button")) {
        const { lineHeight, paddingTop } = getComputedStyle(node);
        if (shown(node) && node.clientHeight - 2 * parseFloat(paddingTop) > 2.7 * parseFloat(lineHeight)) {
            faults.push(`a button of three lines: ${node.textContent.trim()}`);
        }
    }
    for (const node of dialog?.querySelectorAll(".modal-footer button") || []) {
        const box = node.getBoundingClientRect();
        if (shown(node) && (box.bottom > height + 1 || box.top < 0)) {
            faults.push(`out of reach: ${node.textContent.trim()} at ${Math.round(box.bottom)} of ${height}`);
        }
    }
    if (isFilled && root.querySelector(".o_view_nocontent, .o_view_sample_data")) {
        faults.push("nothing is shown");
    }
    if (document.querySelector(".o_error_dialog, .o_notification .bg-danger")) {
        faults.push("an error is shown");
    }
    return faults;
}
