import { nearestName } from "../../utils/nearest-name.ts";
import {
  accessToolName,
  type Connector,
  type Prompt,
  type PromptArgument,
  queryToolName,
  readPlaceholders,
  tablesToolName,
  toolPrefix,
} from "../schema/connector.ts";
import type { Definition } from "../schema/definition.ts";
import type { DefinitionIssue } from "./issues.ts";
import { mayBeTable } from "./table-rules.ts";

type Issues = Iterable<DefinitionIssue>;

/** What prompts are checked against: what a file defines, and the built-in connector that it extends, if it does. */
interface Around {
  readonly id: string;
  readonly endpoints: Definition["endpoints"];
  readonly builtIn: Connector | undefined;
}

/** Finds what the schema cannot say of prompts: each placeholder must stand for an argument or a tool, and each default must fit. */
export function* checkPrompts(prompts: readonly Prompt[] = [], around: Around): Issues {
  const inherited = (around.builtIn?.prompts ?? []).map(({ name }) => name);
  const names = prompts.map(({ name }) => name);
  const tools = toolNames(around);
  for (const [index, prompt] of prompts.entries()) {
    const place = `prompts[${index}]`;
    if (inherited.includes(prompt.name)) {
      yield { at: `${place}.name`, message: `"${prompt.name}" is a prompt of the built-in connector already` };
    } else if (names.indexOf(prompt.name) < index) {
      yield { at: `${place}.name`, message: `"${prompt.name}" is there twice` };
    }
    yield* checkArguments(prompt, tools, place);
    yield* checkText(prompt, tools, place);
  }
}

/** As a text names them, without the connector's id. */
function toolNames({ id, endpoints, builtIn }: Around): string[] {
  const given = builtIn?.endpoints ?? [];
  const own = given.map(({ tool }) => tool.slice(toolPrefix({ id }).length));
  const canAsk = [...endpoints, ...given].some(mayBeTable);
  return [...endpoints.map(({ tool }) => tool), ...own, ...(canAsk ? QUESTIONS : []), CHECK];
}

/** Tools that every connector with tables has, and the one that every connector has. */
const ANY = { id: "any" };
const [CHECK = "", ...QUESTIONS] = [accessToolName, queryToolName, tablesToolName].map((nameOf) =>
  nameOf(ANY).slice(toolPrefix(ANY).length),
);

function* checkText({ text, arguments: all }: Prompt, tools: readonly string[], place: string): Issues {
  const known = [...all.map(({ name }) => name), ...tools];
  for (const [index, paragraph] of text.entries()) {
    const unknown = readPlaceholders(paragraph).find((name) => !known.includes(name));
    const at = `${place}.text[${index}]`;
    // It would stand in the question as it is, and the tool that was meant would not be there.
    if (/[{}]/.test(paragraph.replace(/\{[^{}]*\}/g, ""))) {
      yield { at, message: "has a brace without its other half: names stand as {name}" };
    }
    if (unknown !== undefined) yield { at, message: tellUnknown(unknown, known) };
  }
  const used = text.flatMap(readPlaceholders);
  if (!used.some((name) => tools.includes(name))) {
    const example = tools[0] ?? "list_orders";
    yield { at: `${place}.text`, message: `names no tool: write which ones answer it, such as {${example}}` };
  }
  for (const [index, { name }] of all.entries()) {
    const at = `${place}.arguments[${index}].name`;
    if (!used.includes(name)) yield { at, message: `is used nowhere: write {${name}} in the text, or leave it out` };
  }
}

function tellUnknown(name: string, known: readonly string[]): string {
  if (QUESTIONS.includes(name)) {
    return `names {${name}}, but there are no tables to ask: none of the endpoints is a list that needs no argument`;
  }
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? "Write a tool's name without the connector's id" : `Did you mean {${nearest}}?`;
  return `names {${name.slice(0, 60)}}, which is neither an argument of this prompt nor a tool. ${hint}`;
}

function* checkArguments({ arguments: all }: Prompt, tools: readonly string[], place: string): Issues {
  const names = all.map(({ name }) => name);
  for (const [index, argument] of all.entries()) {
    const at = `${place}.arguments[${index}]`;
    if (names.indexOf(argument.name) < index) yield { at: `${at}.name`, message: `"${argument.name}" is there twice` };
    if (tools.includes(argument.name)) {
      yield { at: `${at}.name`, message: `"${argument.name}" is a tool's name, too; choose another` };
    }
    yield* checkDefault(argument, at);
  }
}

function* checkDefault(argument: PromptArgument, at: string): Issues {
  if (argument.type === "choice" && argument.default !== undefined && !argument.values.includes(argument.default)) {
    yield { at: `${at}.default`, message: 'is none of the "values"' };
  }
  if (argument.type !== "integer") return;
  const { minimum, maximum, default: usual } = argument;
  if (minimum > maximum) yield { at: `${at}.maximum`, message: `must not be less than minimum, which is ${minimum}` };
  if (usual !== undefined && (usual < minimum || usual > maximum)) {
    yield { at: `${at}.default`, message: "lies outside of minimum and maximum" };
  }
}
