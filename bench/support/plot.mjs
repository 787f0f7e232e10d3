// Plots as SVG, readable on light and dark pages.

import { parse, View } from "vega";
import { compile } from "vega-lite";
import { digits } from "./table.mjs";

const OWN = "#e8590c";
const OTHERS = "#868e96";
const color = {
  condition: { test: "datum.own", value: OWN },
  value: OTHERS,
};
const x = (unit) => ({ field: "value", type: "quantitative", title: unit });

/**
 * Horizontal bars, one panel per `panel`, of `{ panel?, label, value, text, low?, high?, own }`. A thin line marks the
 * quartiles; `unit` names the axis. `rule` is a value to mark in every panel.
 */
function bars({ title, unit, bars, rule }) {
  const y = { field: "label", type: "nominal", sort: null, title: null, axis: { labelLimit: 500 } };
  const panels = [...new Set(bars.map(({ panel }) => panel))];
  const several = panels.length > 1;
  const layer = [
    { mark: { type: "bar", height: { band: 0.7 } }, encoding: { y, x: x(unit), color } },
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "rule", opacity: 0.9 },
      encoding: { y, x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
    },
    {
      transform: [{ calculate: "max(datum.value, isValid(datum.high) ? datum.high : 0)", as: "end" }],
      mark: { type: "text", align: "left", dx: 4 },
      encoding: { y, x: { field: "end", type: "quantitative" }, text: { field: "text" } },
    },
    ...(rule === undefined
      ? []
      : [{ mark: { type: "rule", strokeDash: [3, 3] }, encoding: { x: { datum: rule } } }]),
  ];
  const size = { width: several ? 200 : 420, height: { step: 22 } };
  return several
    ? {
        title,
        data: { values: bars },
        facet: { column: { field: "panel", sort: panels, title: null } },
        spec: { ...size, layer },
        resolve: { scale: { x: "independent" } },
      }
    : { title, data: { values: bars }, ...size, layer };
}

/** Lines on logarithmic scales, of `{ series, own, x, y, low, high }`: the band around a line is its quartiles. */
function lines({ title, x, y, points }) {
  const series = [...new Set(points.map(({ series }) => series))];
  const range = series.map((name) => (points.find((point) => point.series === name).own ? OWN : OTHERS));
  const scale = { type: "log" };
  const axis = { values: [-3, -2, -1, 0, 1, 2, 3, 4].map((power) => 10 ** power), format: "~g" };
  const encoding = {
    x: { field: "x", type: "quantitative", scale, axis, title: x },
    color: { field: "series", type: "nominal", scale: { domain: series, range }, title: null },
  };
  return {
    title,
    data: { values: points },
    width: 520,
    height: 320,
    layer: [
      {
        mark: { type: "area", opacity: 0.25 },
        encoding: {
          ...encoding,
          y: { field: "low", type: "quantitative", scale, axis, title: y },
          y2: { field: "high" },
        },
      },
      {
        mark: { type: "line", point: true },
        encoding: { ...encoding, y: { field: "y", type: "quantitative", scale, axis, title: y } },
      },
    ],
  };
}

/** Lines over time, of `{ series, own, x, y }`, on a logarithmic scale of values. `rule` marks a moment. */
function course({ title, x, y, points, rule }) {
  const series = [...new Set(points.map(({ series }) => series))];
  return {
    title,
    data: { values: points },
    width: 520,
    height: 280,
    layer: [
      {
        mark: "line",
        encoding: {
          x: { field: "x", type: "quantitative", title: x, scale: { nice: false } },
          y: { field: "y", type: "quantitative", title: y, scale: { type: "log" }, axis: { format: "~g" } },
          color: {
            field: "series",
            type: "nominal",
            scale: { domain: series, scheme: "category10" },
            title: null,
          },
        },
      },
      { mark: { type: "rule", strokeDash: [3, 3] }, encoding: { x: { datum: rule } } },
    ],
  };
}

const KINDS = { bars, lines, course };

/** Returns a bar with a ratio and its quartiles. */
export const ratioBar = (panel, label, { median, p25, p75 }, own) => ({
  panel,
  label,
  value: median,
  text: digits(median),
  low: p25,
  high: p75,
  own,
});

/** Returns the plot as an SVG file. */
export async function toSvg(plot) {
  const spec = KINDS[plot.kind](plot);
  const hasScale = plot.kind !== "bars";
  const config = {
    background: null,
    font: "system-ui, sans-serif",
    padding: 12,
    title: { anchor: "start", fontSize: 15, offset: 14 },
    axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", gridOpacity: 0.4 },
    axisY: { grid: hasScale, domain: hasScale, ticks: hasScale },
    header: { labelFontSize: 12, labelAnchor: "start" },
    text: { fontSize: 11 },
    legend: {
      labelFontSize: 12,
      orient: plot.kind === "course" ? "bottom" : "top-left",
      labelLimit: 400,
      symbolOpacity: 1,
    },
    view: { stroke: null },
  };
  const view = new View(parse(compile({ ...spec, config }).spec), { renderer: "none" });
  const svg = await view.toSVG();
  return svg.replace(/<svg[^>]*>/, (tag) => `${tag}${STYLE}`);
}

/** The marks' colors are legible on both; text and lines follow the page. */
const STYLE = `<style>
text { fill: #1f2328 }
.mark-rule line { stroke: #57606a }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .mark-rule line { stroke: #9198a1 }
}
</style>`;
