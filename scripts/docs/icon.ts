// node scripts/run.mjs scripts/docs/icon.ts: draws assets/icon.png, 512 × 512: a key whose bow is a lens.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

const SIZE = 512;

type Colour = readonly [red: number, green: number, blue: number];
/** Signed distance to a shape's edge in pixels, negative inside. */
type Shape = (x: number, y: number) => number;

const TOP: Colour = [38, 70, 138];
const BOTTOM: Colour = [17, 138, 128];
const WHITE: Colour = [255, 255, 255];
const AMBER: Colour = [255, 201, 92];

/** A rectangle with round corners, from its middle and half its sides. */
function box(middleX: number, middleY: number, halfWidth: number, halfHeight: number, radius: number): Shape {
  return (x, y) => {
    const dx = Math.abs(x - middleX) - halfWidth + radius;
    const dy = Math.abs(y - middleY) - halfHeight + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

function disc(middleX: number, middleY: number, radius: number): Shape {
  return (x, y) => Math.hypot(x - middleX, y - middleY) - radius;
}

function ring(middleX: number, middleY: number, radius: number, width: number): Shape {
  const middle = disc(middleX, middleY, radius);
  return (x, y) => Math.abs(middle(x, y)) - width / 2;
}

function union(...shapes: readonly Shape[]): Shape {
  return (x, y) => Math.min(...shapes.map((shape) => shape(x, y)));
}

/** As a key is held: turned by 45 degrees about the picture's middle. */
function turned(shape: Shape): Shape {
  const [middle, cosine] = [SIZE / 2, Math.SQRT1_2];
  return (x, y) => {
    const [dx, dy] = [x - middle, y - middle];
    return shape(middle + (dx + dy) * cosine, middle + (dy - dx) * cosine);
  };
}

const card = box(SIZE / 2, SIZE / 2, 248, 248, 112);
const key = turned(
  union(ring(158, 256, 78, 36), box(338, 256, 114, 18, 14), box(366, 290, 15, 44, 12), box(416, 284, 15, 38, 12)),
);
const iris = turned(disc(158, 256, 30));

/** How much of a pixel a shape covers: the edge is as wide as a pixel. */
function cover(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

function mix(below: Colour, above: Colour, share: number): Colour {
  const [red, green, blue] = below;
  return [red + (above[0] - red) * share, green + (above[1] - green) * share, blue + (above[2] - blue) * share];
}

/** Red, green, blue and opacity of the pixel whose middle this is. */
function pixel(x: number, y: number): number[] {
  const ground = mix(TOP, BOTTOM, (x + y) / (2 * SIZE));
  const colour = mix(mix(ground, WHITE, cover(key(x, y))), AMBER, cover(iris(x, y)));
  return [...colour, 255 * cover(card(x, y))].map(Math.round);
}

/** A chunk of a PNG: https://www.w3.org/TR/png-3/#5Chunk-layout. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(4 + body.length + 4);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
// 8 bits a channel, red, green, blue and opacity.
header.set([8, 6], 8);
const numbers = Array.from({ length: SIZE }, (_, index) => index + 0.5);
// Each row begins with its filter: none.
const rows = numbers.map((y) => Buffer.from([0, ...numbers.flatMap((x) => pixel(x, y))]));
const png = Buffer.concat([
  Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
  chunk("IHDR", header),
  chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
  chunk("IEND", Buffer.alloc(0)),
]);
writeFileSync(join(import.meta.dirname, "../../assets/icon.png"), png);
