import type { SoakServer } from "./server.ts";

/** What a server used in one tenth of the soak. */
export interface Tenth {
  /** The least of the samples, one after each round: what a large answer took for a moment is not counted. */
  readonly residentMb: number;
  /** Right after a garbage collection at the end. */
  readonly heapMb: number;
  readonly timers: number;
  /** The least of the samples: what is open when nothing is under way. */
  readonly descriptors: number;
}

/**
 * Heap that may be added between the second tenth and the last, and the sharp measure. After a collection it is steady
 * but for code that is compiled late, 0.5 MB here, and for what belongs to a key that was rotated away, which goes 80 s after
 * its last request: 2.2 MB with 24 keys. 1,200 bytes kept for each of a server's calls in between would show.
 */
const HEAP_MB = 3;
/**
 * Resident memory is coarser: V8 keeps a young generation of up to 48 MB once it has grown, and the allocator what an
 * answer of 10 MB took. The bound is for what no heap shows, such as memory of the keychain's library.
 */
const RESIDENT_MB = 25;
/** As many requests as may be under way at once keep a connection open between rounds. */
const DESCRIPTORS = 4;
/** Planned looks at a key, each of which ends within five minutes. */
const TIMERS = 4;

export interface Sampler {
  /** After a round. */
  sample(): void;
  /** At the end of a tenth. */
  closeTenth(): Promise<void>;
  tenths(): readonly Tenth[];
}

export function createSampler(server: SoakServer): Sampler {
  const tenths: Tenth[] = [];
  let resident: number[] = [];
  let descriptors: number[] = [];
  return {
    sample() {
      resident.push(server.residentMb());
      descriptors.push(server.descriptors());
    },
    async closeTenth() {
      const { heap, timers } = await server.held();
      const least = { residentMb: Math.min(...resident), descriptors: Math.min(...descriptors) };
      tenths.push({ ...least, heapMb: heap / 1e6, timers });
      resident = [];
      descriptors = [];
    },
    tenths: () => tenths,
  };
}

/** What grew more than it may from the second tenth to the last. */
export function growth(name: string, tenths: readonly Tenth[]): string[] {
  const [, second] = tenths;
  const last = tenths.at(-1);
  if (second === undefined || last === undefined) return [`${name}: nothing was measured`];
  const measures = [
    { what: "heap, MB", grew: last.heapMb - second.heapMb, bound: HEAP_MB },
    { what: "resident memory, MB", grew: last.residentMb - second.residentMb, bound: RESIDENT_MB },
    { what: "open descriptors", grew: last.descriptors - second.descriptors, bound: DESCRIPTORS },
    { what: "timers", grew: last.timers - second.timers, bound: TIMERS },
  ];
  return measures
    .filter(({ grew, bound }) => !(grew <= bound))
    .map(({ what, grew, bound }) => `${name}: ${what} grew by ${grew.toFixed(1)}, more than ${bound}`);
}
