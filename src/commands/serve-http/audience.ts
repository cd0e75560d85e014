import { describeDefect, type Log } from "../../app/log.ts";
import { openPeople, openPeopleOrEnd, type PeopleSources } from "../../app/people.ts";
import type { Principal } from "../../auth/authenticator.ts";
import type { PartState } from "../../http-server/health.ts";
import { CALLS_PER_MINUTE } from "../../http-server/requesters.ts";
import type { McpOverHttp } from "../../mcp/http.ts";
import type { ToolSources } from "../../tools/tool-list.ts";

/** For whom a server answers, and what each of them is shown. */
export interface Audience {
  mcpFor(principal: Principal): Promise<McpOverHttp>;
  /** How many calls each of them may make in any minute. */
  callsPerMinute(): number;
  /** For `GET /readyz`. */
  describe(): Promise<PartState>;
  close(): Promise<void>;
}

/**
 * Opens the people.json that is named; without one whoever is let in sees all that the key permits.
 * @param endStreams ends the streams of news, which clients open again: what was opened before may be somebody else's now,
 *   or hears of nothing more
 */
export async function openAudience(
  app: PeopleSources,
  peopleFile: string | undefined,
  log: Log,
  endStreams: () => void,
): Promise<Audience> {
  const { serveOverHttp } = await import("../../mcp/http.ts");
  const events = {
    onListChanged: () => log("info", "the list of tools changed"),
    onDefect: (error: unknown) => log("error", describeDefect(error)),
    onError: (error: Error) => log("debug", `request not understood: ${error.message}`),
  };
  /** One for all who are shown the same. */
  const served = new Map<ToolSources, McpOverHttp>();

  function serve(sources: ToolSources): McpOverHttp {
    const mcp = served.get(sources) ?? serveOverHttp(sources, events);
    served.set(sources, mcp);
    return mcp;
  }

  if (peopleFile === undefined) {
    return {
      mcpFor: async () => serve(app),
      callsPerMinute: () => CALLS_PER_MINUTE,
      describe: async () => ({ isReady: true, lines: {} }),
      close: async () => {},
    };
  }
  const file = openPeopleOrEnd(peopleFile, app.session.connector, log, endStreams);
  const people = openPeople(app, file, () => {
    for (const mcp of served.values()) mcp.retire();
    served.clear();
    endStreams();
  });
  return {
    callsPerMinute: () => file.current().callsPerMinute ?? CALLS_PER_MINUTE,
    mcpFor: async ({ claims }) => serve(people.sourcesFor(claims)),
    async describe() {
      file.current();
      return { isReady: true, lines: { people: file.problem() === undefined ? null : PEOPLE_PROBLEM } };
    },
    close: people.close,
  };
}

/** For whoever watches the server, who may be anybody: nothing of what stands in the file. */
const PEOPLE_PROBLEM =
  "The people file changed and cannot be used, so what it said before holds. `keyscope people check` says what is wrong.";
