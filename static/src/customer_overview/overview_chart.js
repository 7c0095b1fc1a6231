import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";

/**
 * Bars drawn from the columns of a table. The table stands below and is the chart's
 * text; a bar opens what its cell opens.
 */
export class OverviewChart extends Component {
    static template = "customer_care.OverviewChart";
    static props = { box: Object, format: Function, open: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.box]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get summary() {
        const { box } = this.props;
        const names = box.chart.columns.map((number) => box.columns[number].label);
        return `${box.title}: ${names.join(", ")}`;
    }

    get height() {
        const { box } = this.props;
        return box.chart.is_horizontal ? 40 + 34 * box.rows.length : 240;
    }

    draw() {
        this.chart?.destroy();
        const { box, format } = this.props;
        const scheme = cookie.get("color_scheme");
        // what the page has, whatever decided it: a cookie may say dark on a light page
        const text = getComputedStyle(this.canvas.el).color;
        const faint = (part) => text.replace("rgb(", "rgba(").replace(")", `, ${part})`);
        const grid = faint(0.12);
        const isHorizontal = Boolean(box.chart.is_horizontal);
        const series = box.chart.columns;
        const ticks = { color: text, maxTicksLimit: 6 };
        const amounts = {
            beginAtZero: true,
            grid: { color: grid },
            border: { display: false },
            ticks: { ...ticks, callback: (value) => this.short(value) },
        };
        const names = { grid: { display: false }, ticks: { color: text } };
        this.chart = new window.Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: box.rows.map((row) => row[0].value),
                datasets: series.map((number, index) => ({
                    label: box.columns[number].label,
                    data: box.rows.map((row) => row[number].value || 0),
                    // what was before stands back, what is now stands out
                    backgroundColor:
                        series.length > 1 && index === 0 ? faint(0.3) : getColor(0, scheme, "odoo"),
                    borderRadius: 3,
                    maxBarThickness: 36,
                })),
            },
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                indexAxis: isHorizontal ? "y" : "x",
                scales: isHorizontal ? { x: amounts, y: names } : { x: names, y: amounts },
                plugins: {
                    legend: {
                        display: series.length > 1,
                        align: "end",
                        labels: { color: text, boxWidth: 12 },
                    },
                    tooltip: {
                        callbacks: {
                            label: ({ datasetIndex, dataIndex, dataset }) => {
                                const number = series[datasetIndex];
                                const cell = box.rows[dataIndex][number];
                                return `${dataset.label}: ${format(box.columns[number], cell)}`;
                            },
                        },
                    },
                },
                onClick: (ev, [bar]) => {
                    if (bar) {
                        this.props.open(box.rows[bar.index], series[bar.datasetIndex]);
                    }
                },
                onHover: (ev, bars) => {
                    ev.native.target.style.cursor = bars.length ? "pointer" : "";
                },
            },
        });
    }

    short(value) {
        return new Intl.NumberFormat(undefined, {
            notation: "compact",
            maximumFractionDigits: 1,
        }).format(value);
    }
}
