import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";

/** What an address says after its question mark; the router takes numbers for amounts. */
export function fromAddress(name) {
    // telephone software often leaves the plus as it is, which an address reads as a space
    const found = new URLSearchParams(browser.location.search).get(name);
    return found?.replace(/^ (?=\d)/, "+") || String(router.current[name] ?? "");
}
