import type { Connector, Prompt, PromptArgument } from "../connectors/schema/connector.ts";
import type { ToolSources } from "../tools/tool-list.ts";
import { quoted, showHidden } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { fillIn, type Moment, offerValues, type Refused, unknownArgument } from "./fill-in.ts";
import { readAskedPrompt, readAskedValues } from "./params.ts";
import { hiddenTools, promptsOf, promptTitle } from "./prompt.ts";

/** A prompt as a client lists it. No interface: the SDK takes it as JSON, and only an alias fits its index signatures. */
export type ListedPrompt = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: { readonly name: string; readonly description: string; readonly required: boolean }[];
};

/** The prompts of a session as one client sees them. What is refused is told in sentences for whoever asked. */
export interface PromptList {
  /** Those all of whose tools the key allows and the person wants shown, in a fixed order. */
  list(): Promise<ListedPrompt[]>;
  /** The text of one, with what was given put in. `params`: of `prompts/get`, whatever came. */
  get(params: unknown): Promise<{ readonly title: string; readonly text: string } | Refused>;
  /** The values of an argument that begin as what is typed. `params`: of `completion/complete`, whatever came. */
  complete(params: unknown): Promise<readonly string[] | Refused>;
  /** Tells the client where a list given earlier is no longer right. */
  noticeChange(): void;
  close(): void;
}

/** Makes the prompts of a session's connector. `onChanged`: a list given earlier is no longer right. */
export function openPromptList({ session, questions }: ToolSources, onChanged: () => void): PromptList {
  const { connector } = session;
  const prompts = promptsOf(connector);
  let listed: string | undefined;
  const stopListening = session.onGrantChanged(noticeChange);

  function hiddenFor(prompt: Prompt): string[] {
    return hiddenTools(connector, prompt, session.knownView(), questions.whyNone() === undefined);
  }

  function shown(): readonly Prompt[] {
    return prompts.filter((prompt) => hiddenFor(prompt).length === 0);
  }

  function noticeChange(): void {
    if (listed === undefined) return;
    const now = namesOf(shown());
    if (now === listed) return;
    listed = now;
    onChanged();
  }

  function find(name: string): Prompt | Refused {
    return prompts.find((prompt) => prompt.name === name) ?? { refused: unknownPrompt(connector, name) };
  }

  /** After a fresh look at the key, as a call of a hidden tool takes one; undefined where the prompt is there after all. */
  async function whyHidden(prompt: Prompt): Promise<string | undefined> {
    if (hiddenFor(prompt).length === 0) return undefined;
    const report = await session.checkAccess();
    const hidden = hiddenFor(prompt);
    if (hidden.length === 0) return undefined;
    const { explainHiddenPrompt } = await import("../tools/results.ts");
    return explainHiddenPrompt(prompt.name, hidden, report, questions.whyNone());
  }

  const harmless = (text: string) => session.withoutKeys(showHidden(text));
  const refuse = ({ refused }: Refused): Refused => ({ refused: harmless(refused) });

  async function findMoment(): Promise<Moment> {
    const isTold = connector.envelope?.facts?.timezone !== undefined;
    const timezone = isTold ? (await session.meta())?.timezone : undefined;
    return { now: new Date(), timezone };
  }

  return {
    async list() {
      await session.view();
      const now = shown();
      listed = namesOf(now);
      return now.map(toListed);
    },
    async get(params) {
      const asked = readAskedPrompt(params);
      if ("refused" in asked) return asked;
      const prompt = find(asked.name);
      if ("refused" in prompt) return refuse(prompt);
      await session.view();
      const refused = await whyHidden(prompt);
      if (refused !== undefined) return refuse({ refused });
      const text = fillIn(connector, prompt, asked.given, await findMoment());
      return typeof text === "string" ? { title: promptTitle(prompt), text: harmless(text) } : refuse(text);
    },
    async complete(params) {
      const asked = readAskedValues(params);
      if ("refused" in asked) return asked;
      const prompt = find(asked.name);
      if ("refused" in prompt) return refuse(prompt);
      const argument = prompt.arguments.find(({ name }) => name === asked.argument);
      if (argument === undefined) return refuse({ refused: unknownArgument(prompt, asked.argument) });
      const start = asked.typed.trimStart().toLowerCase();
      return offerValues(argument, await findMoment()).filter((value) => value.toLowerCase().startsWith(start));
    },
    noticeChange,
    close: stopListening,
  };
}

function namesOf(prompts: readonly Prompt[]): string {
  return prompts.map(({ name }) => name).join(" ");
}

function toListed(prompt: Prompt): ListedPrompt {
  const { name, description, arguments: all } = prompt;
  return { name, title: promptTitle(prompt), description, arguments: all.map(toListedArgument) };
}

function toListedArgument(argument: PromptArgument): ListedPrompt["arguments"][number] {
  const { name, description } = argument;
  return { name, description: `${description}${tellUsual(argument)}`, required: argument.default === undefined };
}

function tellUsual(argument: PromptArgument): string {
  if (argument.default === undefined) return "";
  return ` (${argument.type === "period" ? `${argument.default} ${argument.unit}` : argument.default} if nothing is given)`;
}

function unknownPrompt(connector: Connector, name: string): string {
  const names = promptsOf(connector).map((prompt) => prompt.name);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? `There are: ${names.join(", ")}.` : `Did you mean ${nearest}?`;
  return `There is no prompt ${quoted(name)}. ${hint}`;
}
