import { describe, expect, it } from "vitest";
import { ON_DARK, ON_LIGHT } from "../../src/charts/drawing/palette.ts";

type Triple = readonly [number, number, number];

/**
 * How people see linear red, green and blue: all of it, and without one kind of cone. Machado, Oliveira and Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0.
 */
const VISION: Readonly<Record<string, readonly Triple[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** From linear red, green and blue to OKLab, in which equal distances look equally far: bottosson.github.io/posts/oklab. */
const CONES: readonly Triple[] = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const OKLAB: readonly Triple[] = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

function linear(hex: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function times(matrix: readonly Triple[], [x, y, z]: Triple): Triple {
  const [first = 0, second = 0, third = 0] = matrix.map(([a, b, c]) => a * x + b * y + c * z);
  return [first, second, third];
}

function seen(hex: string, vision: readonly Triple[]): Triple {
  const [red, green, blue] = times(vision, linear(hex));
  const [l, m, s] = times(CONES, [Math.max(red, 0), Math.max(green, 0), Math.max(blue, 0)]);
  return times(OKLAB, [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)]);
}

/** As WCAG 2 reckons it. */
function contrast(one: string, other: string): number {
  const bright = (hex: string) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0] + 0.05;
  const [a, b] = [bright(one), bright(other)];
  return Math.max(a, b) / Math.min(a, b);
}

describe.each([
  ["light", ON_LIGHT, ["#ffffff", "#f5f4ed"]],
  ["dark", ON_DARK, ["#000000", "#1f1f1e", "#262624"]],
])("colours of series on %s", (_, colours, grounds) => {
  it("stand out from what is behind them", () => {
    for (const ground of grounds) {
      for (const colour of colours)
        expect(contrast(colour, ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.entries(VISION))("are told apart by people with %s", (_name, vision) => {
    const all = colours.map((colour) => seen(colour, vision));
    for (const [at, one] of all.entries()) {
      for (const [before, other] of all.slice(0, at).entries()) {
        const distance = Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
        expect(distance, `${colours[at]} and ${colours[before]}`).toBeGreaterThan(0.14);
      }
    }
  });
});
