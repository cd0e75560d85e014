import { readTime } from "../../answers/list.ts";
import type { Row } from "./row.ts";

/** Finds out by which column rows come newest first, from the rows themselves. */
export interface OrderWatch {
  add(row: Row): void;
  /** The column by whose time all rows so far came newest first; undefined where there is none, or rows had one time only. */
  newestFirst(): string | undefined;
  /** There is no other such column, which later rows might show to be the wrong one or the right one. */
  isSure(): boolean;
}

/** What was seen of a column: where it began, and where it is by now, in milliseconds. */
interface Course {
  readonly first: number;
  latest: number;
}

export function createOrderWatch(): OrderWatch {
  let courses: Map<string, Course> | undefined;

  return {
    add(row) {
      if (courses === undefined) {
        courses = new Map(row.columns().flatMap((column) => startCourse(row, column)));
        return;
      }
      for (const [column, course] of courses) {
        const time = readTime(row.get(column));
        if (time === undefined || time > course.latest) courses.delete(column);
        else course.latest = time;
      }
    },
    newestFirst: () => falling(courses)[0],
    isSure: () => falling(courses).length === 1,
  };
}

/** The columns that went down so far. */
function falling(courses: ReadonlyMap<string, Course> | undefined): readonly string[] {
  return [...(courses ?? [])].filter(([, { first, latest }]) => latest < first).map(([column]) => column);
}

function startCourse(row: Row, column: string): [string, Course][] {
  const time = readTime(row.get(column));
  return time === undefined ? [] : [[column, { first: time, latest: time }]];
}
