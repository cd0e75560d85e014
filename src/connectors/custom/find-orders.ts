import { describePlace } from "./issues.ts";

/**
 * Words in a definition that an assistant could take for orders. A definition may say what its tools are for, never what
 * the assistant has to do beside: whoever adds it should see such words. They are pointed out and not refused, since no
 * list of words tells an order from a description with certainty.
 */

/** Where such words stand (`endpoints[2].description`), what they seem to do as a clause, and the words with their neighbours. */
export interface Order {
  readonly at: string;
  readonly why: string;
  readonly words: string;
}

const INSTRUCTIONS =
  "(?:instructions?|prompts?|guidelines|guardrails|(?:all|previous|prior|your) (?:rules|messages|context))";
const PERSON = "(?:users?|persons?|people|humans?|them|owner|operator|anyone|anybody)";

const STEPS = "(?:call|invoke|execute|run|use|read|send|include|append|pass|ignore|tell|mention|reply|respond|forward)";

const TOOLS = "names tools of others";

type Signs = readonly (readonly [why: string, pattern: RegExp])[];

/** In names too, with white space or underscores between the words: a tool's name can be an order. */
const WORDS: Signs = [
  [
    "seems to set aside what the assistant was told",
    sign(`(?:ignore|disregard|forget|override|bypass) .{0,40}${INSTRUCTIONS}`),
  ],
  [
    "seems to set aside what the assistant was told",
    sign("(?:previous|prior|above|earlier|new|updated|real) (?:instructions|prompts?)"),
  ],
  [
    "asks to keep something from a person",
    sign(
      `(?:do not|don.?t|never|without|must not|should not|avoid) (?:\\w+ ){0,2}(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|show|showing|notify|notifying|ask|asking|alert|alerting|warn|warning|disclose|disclosing) .{0,30}${PERSON}`,
    ),
  ],
  [
    "asks to keep something from a person",
    sign(`(?:do not|don.?t|never) (?:mention|reveal|disclose|tell|show) (?:this|that|it|these)`),
  ],
  [
    "speaks to the assistant",
    sign(
      "(?:assistants?|models?|agents?|AI|LLM|claude|chatgpt|gpt|gemini|copilot) (?:must|shall|should|has to|have to|needs? to|will now)",
    ),
  ],
  [
    "speaks to the assistant",
    sign(
      `you (?:must|shall|should always|have to|are required to|will now|need to) (?:(?:also|first|always|never|not|then) )?${STEPS}`,
    ),
  ],
  [
    "speaks to the assistant",
    sign(
      "(?:you are now|you are|act as|pretend to be|behave as) (?:an?|the) (?:\\w+ ){0,3}(?:assistant|model|agent|AI|admin|administrator|developer)",
    ),
  ],
  [
    "tells when to call tools",
    sign("(?:always|first|immediately|also|automatically|silently|secretly) (?:call|invoke|execute|run) "),
  ],
  [
    "tells when to call tools",
    sign(
      "(?:before|after|whenever|prior to) (?:you )?(?:use|using|call|calling|invoke|invoking|run|running) (?:this|an(?:y|other)|other|every|all|the other) ",
    ),
  ],
  [
    "names what sets an assistant up",
    sign("(?:system|developer) (?:prompt|message|instructions?)|jailbreak|prompt injection"),
  ],
];

/** In texts only: names of an API may look so. */
const MARKS: Signs = [
  [
    "looks like the beginning of another's words",
    /<\/?\s*(?:system|assistant|user|human|important|instructions?|secret|admin|tool\w*|function\w*)\b[^>]{0,40}>|\[\/?(?:INST|SYSTEM)\]|<\|[^|]{1,40}\|>|(?:^|[.!?]\s+|#{2,}\s*)(?:system|assistant|human|important)\s*:/i,
  ],
  [
    "names a file or a key of this machine",
    /(?:^|[\s"'`(/~])\.(?:ssh|aws|env|gnupg|npmrc|netrc|cursor|claude|kube)\b|\bid_(?:rsa|ed25519)\b|\bmcp\.json\b|\/etc\/(?:passwd|shadow)|\bssh keys?\b|\byour private key\b|\benvironment variables?\b/i,
  ],
  [
    TOOLS,
    /\b(?:(?:read|write|edit|delete|create|open|append)_(?:text_)?file|(?:list|create)_directory|(?:run|execute|exec)_(?:shell_|terminal_)?(?:command|shell|code|script|bash|terminal)|send_(?:e?mail|message|sms)|web_?(?:fetch|search)|fetch_url|http_request|str_replace\w*|mcp__\w+)\b|\b(?:bash|shell|terminal|file ?system|browser|e-?mail|code execution) tools?\b/i,
  ],
  ["has an address to be filled in", /\b(?:https?|wss?):\/\/[^\s"')]*(?:\{|<|\[|%7B|\$|[?&]\w+=(?:[\s"')]|$))/i],
  ["has an image, which loads by itself", /!\[[^\]]{0,200}\]\s*\(/],
  [
    "has a text in code",
    /(?<![\w+/=-])(?=[\w+/]*\d)(?=[\w+/]*[A-Z])(?=[\w+/]*[a-z])[A-Za-z0-9+/]{48,}={0,2}(?![\w/])|(?:\\x[0-9a-fA-F]{2}){8}|(?:[0-9a-fA-F]{2}){32}/,
  ],
  ["has a long empty space, behind which something may stand", /\s{12}|(?:[.\-_*=~·…] ?){30}/],
];

function sign(words: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])(?:${words.replaceAll(" ", "[\\s_]+")})`, "iu");
}

/** Members that hold names and paths of the API. */
const NAMES = new Set(["tool", "path", "parameter", "name", "id"]);
const AROUND = 40;
const MOST_OF_A_TEXT = 3;

/**
 * Finds words that could be orders in all texts of a definition or connector, in the order of the texts.
 * @param others the names of other connectors' tools
 */
export function findOrders(definition: unknown, others: readonly string[]): Order[] {
  const tools = new Set(others);
  return [...textsIn(definition, [])].flatMap(({ path, text }) => ordersIn(text, path, tools));
}

function ordersIn(text: string, path: readonly PropertyKey[], others: ReadonlySet<string>): Order[] {
  const isName = NAMES.has(String(path.at(-1)));
  const found = new Map<string, string>();
  for (const [why, pattern] of isName ? WORDS : [...WORDS, ...MARKS]) {
    const match = pattern.exec(text);
    if (match !== null && !found.has(why)) found.set(why, excerpt(text, match.index, match[0].length));
  }
  for (const { 0: word, index } of isName ? [] : text.matchAll(/\b[a-z]\w*_\w+/g)) {
    if (others.has(word)) found.set(TOOLS, excerpt(text, index, word.length));
  }
  return [...found].slice(0, MOST_OF_A_TEXT).map(([why, words]) => ({ at: describePlace(path), why, words }));
}

function excerpt(text: string, index: number, length: number): string {
  const [start, end] = [Math.max(0, index - AROUND), Math.min(text.length, index + Math.min(length, 120) + AROUND)];
  const words = text.slice(start, end).toWellFormed().replace(/\s+/g, " ").trim();
  return `${start > 0 ? "…" : ""}${words}${end < text.length ? "…" : ""}`;
}

function* textsIn(
  value: unknown,
  path: readonly PropertyKey[],
): Iterable<{ path: readonly PropertyKey[]; text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* textsIn(item, [...path, at]);
  else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* textsIn(member, [...path, name]);
  }
}
