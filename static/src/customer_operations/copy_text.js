import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Browsers offer the clipboard to secure pages alone; others have the old way. */
async function write(text) {
    if (browser.navigator.clipboard) {
        return browser.navigator.clipboard.writeText(text);
    }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) {
        throw new Error("copy");
    }
}

/** Put `params.text` on the clipboard and say so; if it cannot be, show it. */
async function copyText(env, action) {
    const { text } = action.params;
    try {
        await write(text);
        env.services.notification.add(_t("%s is on the clipboard.", text), { type: "success" });
    } catch {
        env.services.notification.add(_t("The browser does not allow copying: %s", text), {
            type: "warning",
            sticky: true,
        });
    }
}

registry.category("actions").add("customer_care.copy_text", copyText);
