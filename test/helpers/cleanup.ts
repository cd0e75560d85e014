import { afterAll, onTestFinished } from "vitest";

/** What a test opens and somebody has to close: a server, a client, a home folder. */
type Opened = { close(): Promise<unknown> } | { remove(): Promise<unknown> };

/** Opens something for all tests of a file, at its top level, and closes it after the last. */
export async function openForFile<T extends Opened>(opening: Promise<T>): Promise<T> {
  const opened = await opening;
  afterAll(() => end(opened));
  return opened;
}

/** Opens something for the test that is running, and closes it when that ends, well or not; the last opened first. */
export async function openForTest<T extends Opened>(opening: Promise<T>): Promise<T> {
  const opened = await opening;
  onTestFinished(() => end(opened));
  return opened;
}

async function end(opened: Opened): Promise<void> {
  await ("close" in opened ? opened.close() : opened.remove());
}
