/**
 * What is wrong with a page of ours for a reader: it is wider than the window, or axe finds
 * a violation of WCAG 2 A or AA inside our own elements. Returns sentences; none is right.
 *
 * `roots` selects what is ours, `others` what is Odoo's inside of it.
 */
async (roots, others) => {
    const width = document.documentElement.clientWidth;
    const shown = (node) => node.getClientRects().length && getComputedStyle(node).visibility === "visible";
    const elements = [...document.querySelectorAll(roots)].filter(shown);
    if (!elements.length) {
        return [`nothing is shown of ${roots}`];
    }
    const faults = [];
    const scrolled = (node) => {
        for (let each = node.parentElement; each && each !== document.body; each = each.parentElement) {
            if (["auto", "scroll"].includes(getComputedStyle(each).overflowX)) {
                return each.scrollWidth > each.clientWidth && each.matches(".table-responsive, .table-responsive *, [tabindex='0']");
            }
        }
        return false;
    };
    const name = (node) => `${node.tagName.toLowerCase()}.${[...node.classList].join(".")}`;
    const read = (node) => !node.closest(".visually-hidden, .visually-hidden-focusable");
    for (const element of elements) {
        for (const node of [element, ...element.querySelectorAll("*")].filter(shown).filter(read)) {
            const { left, right, width: wide } = node.getBoundingClientRect();
            if (wide > 1 && (right > width + 1 || left < -1) && !scrolled(node)) {
                faults.push(`wider than the window: ${name(node)} ${Math.round(left)} to ${Math.round(right)}`);
                break;
            }
        }
    }
    if (document.scrollingElement.scrollWidth > width) {
        faults.push(`the page scrolls to the side: ${document.scrollingElement.scrollWidth}`);
    }
    const found = await axe.run(
        { include: elements, exclude: others ? [...document.querySelectorAll(others)] : [] },
        { runOnly: ["wcag2a", "wcag2aa"], resultTypes: ["violations"] }
    );
    for (const { id, nodes } of found.violations) {
        for (const { html, any, all, none } of nodes.slice(0, 6)) {
            const why = [...any, ...all, ...none].map((check) => check.message).join("; ");
            faults.push(`${id}: ${html.slice(0, 160)} ${why.slice(0, 220)}`);
        }
    }
    return faults;
}
