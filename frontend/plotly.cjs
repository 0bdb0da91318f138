// The only chart types the pages draw; scatter comes with the core.
// A figure with another type fails in tests/browser: add the type here and run `npm run build`.
"use strict";

const Plotly = require("plotly.js/lib/core");
const chinese = require("./plotly-zh-cn.cjs");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/box"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/sankey"),
  require("plotly.js/lib/treemap"),
  require("plotly.js/lib/funnel"),
  chinese,
]);

// Every chart of the product, whoever draws it: Chinese, no upload button, no address of another host.
Plotly.setPlotConfig({
  locale: "zh-CN",
  displaylogo: false,
  showSendToCloud: false,
  showEditInChartStudio: false,
  plotlyServerURL: "",
  topojsonURL: "/assets/topojson/",
});

module.exports = Plotly;
