import { describe, expect, it } from "vitest";
import { CHART_KINDS } from "../../../src/charts/chart.ts";
import { connectors } from "../../../src/connectors/catalog/index.ts";
import { connectorOf, endpointWith, issuesOf } from "./examples.ts";

const chartOf = (chart: unknown) => connectorOf(endpointWith({ chart })).endpoints[0]?.chart;

describe("the charts of a person's own connector", () => {
  it("are those that it declares, and nothing else is drawn", () => {
    expect(chartOf({ kind: "bar", x: "month", y: ["sold", "returned"], series: "shop" })).toEqual({
      kind: "bar",
      x: "month",
      y: ["sold", "returned"],
      series: "shop",
    });
    expect(chartOf({})).toEqual({});
    expect(connectorOf(endpointWith({})).endpoints[0]).not.toHaveProperty("chart");
  });

  it.each(CHART_KINDS)("may be of the kind %s", (kind) => {
    expect(chartOf({ kind })).toEqual({ kind });
  });

  it.each([
    [{ kind: "pie" }, "endpoints[0].chart.kind: must be "],
    [{ colour: "red" }, 'endpoints[0].chart: has no member "colour". It may have: kind, x, y, series.'],
    [{ serie: "shop" }, 'endpoints[0].chart: has no member "serie". Did you mean "series"?'],
    [{ y: "sold" }, "endpoints[0].chart.y: must be a list"],
    [{ y: [] }, "endpoints[0].chart.y: "],
    [{ x: "a\u202eb" }, "endpoints[0].chart.x: holds a line break or a character that does not show; write it without"],
    ["line", "endpoints[0].chart: must be an object"],
  ])("%j is told what is wrong with it", (chart, said) => {
    const issues = issuesOf(endpointWith({ chart }));
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(said);
  });
});

it("no single record of a built-in connector is drawn, and no column named that its documents do not", () => {
  const drawn = connectors.flatMap(({ endpoints }) => endpoints.filter(({ chart }) => chart !== undefined));
  expect(drawn.length).toBeGreaterThan(5);
  expect(drawn.filter(({ path }) => path.includes("{"))).toEqual([]);
  const naming = drawn.filter(({ chart }) => chart?.x !== undefined || chart?.y !== undefined);
  expect(naming.map(({ tool }) => tool)).toEqual(["sendpilot_list_campaigns"]);
});
