import { useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { SmsWidget, smsWidget } from "@sms/components/sms_widget/fields_sms_widget";

const GSM7 =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM7_EXTENDED = "^{}\\[~]|€\f";
const LIMITS = { "GSM-7": [160, 153], "UCS-2": [70, 67] };
const MAX_PARTS = 10;

/** As `sms_length` in tools/sms_parts.py. */
export function smsLength(text) {
    const chars = [...text];
    const isGsm7 = chars.every((char) => (GSM7 + GSM7_EXTENDED).includes(char));
    const encoding = isGsm7 ? "GSM-7" : "UCS-2";
    const sizes = chars.map((char) =>
        isGsm7 ? 1 + GSM7_EXTENDED.includes(char) : char.length
    );
    const [alone, each] = LIMITS[encoding];
    const units = sizes.reduce((sum, size) => sum + size, 0);
    if (units <= alone) {
        return { encoding, units, parts: units ? 1 : 0, room: alone };
    }
    let parts = 1;
    let room = each;
    for (const size of sizes) {
        if (size > room) {
            parts += 1;
            room = each;
        }
        room -= size;
    }
    return { encoding, units, parts, room: parts * each };
}

/**
 * A text with the number of SMS it takes, in the alphabet that the networks use: core's
 * widget takes € and brackets for Unicode and a line for two characters. What is added
 * at the end counts too; `options="{'appendix': 'field'}"` names it.
 */
export class CustomerSmsText extends SmsWidget {
    static template = "customer_care.CustomerSmsText";
    static props = { ...SmsWidget.props, appendix: { type: String, optional: true } };

    setup() {
        super.setup();
        this.typed = useState({ text: null });
    }

    /** Counted with each key; the record gets the text when the field is left. */
    onKey(ev) {
        this.typed.text = ev.target.value;
    }

    async onBlur() {
        await super.onBlur();
        this.typed.text = null;
    }

    get length() {
        const { data } = this.props.record;
        const text = ((this.typed.text ?? data[this.props.name]) || "").trim();
        return smsLength(text && text + (data[this.props.appendix] || ""));
    }

    get isTooLong() {
        return this.length.parts > MAX_PARTS;
    }

    get maxParts() {
        return MAX_PARTS;
    }
}

registry.category("fields").add("customer_sms_text", {
    ...smsWidget,
    component: CustomerSmsText,
    extractProps: (info, dynamicInfo) => ({
        ...smsWidget.extractProps(info, dynamicInfo),
        dynamicPlaceholder: false,
        appendix: info.options.appendix,
    }),
});
