import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** Only days on which something was measured, instead of zeros in between. */
class MeasurementGraphModel extends GraphModel {
    load(searchParams) {
        const context = { ...searchParams.context, fill_temporal: false };
        return super.load({ ...searchParams, context });
    }
}

/** A line goes on to the next value; a day without one is not a value of zero. */
class MeasurementGraphRenderer extends GraphRenderer {
    getLineChartData() {
        const data = super.getLineChartData();
        for (const dataset of data.datasets) {
            dataset.data = dataset.data.map((value, index) =>
                dataset.domains[index]?.length ? value : null
            );
            dataset.spanGaps = true;
        }
        return data;
    }

    /** People hardly shrink to zero: the scale shows the change. */
    getScaleOptions() {
        const scales = super.getScaleOptions();
        const { mode, measure } = this.model.metaData;
        if (mode === "line" && measure === "value") {
            Object.assign(scales.y, { beginAtZero: false, grace: "10%" });
            delete scales.y.suggestedMin;
            delete scales.y.suggestedMax;
        }
        return scales;
    }
}

registry.category("views").add("customer_measurement_graph", {
    ...graphView,
    Model: MeasurementGraphModel,
    Renderer: MeasurementGraphRenderer,
});
