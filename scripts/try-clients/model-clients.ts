import { join } from "node:path";
import { asked, put, toolsIn } from "./asked.ts";
import type { RealClient } from "./client.ts";
import { linesOf, run } from "./run.ts";

/** Clients that take any model which speaks as OpenAI's does: the pretended one lets them call a tool. */
export const modelClients: readonly RealClient[] = [
  {
    id: "opencode",
    title: "opencode",
    npmName: "opencode-ai",
    program: "opencode",
    prepare({ home, model }) {
      const options = { baseURL: `${model.url}/v1`, apiKey: "none" };
      const models = { pretended: { name: "pretended", tool_call: true } };
      const provider = { pretended: { npm: "@ai-sdk/openai-compatible", name: "Pretended", options, models } };
      put(join(home, ".config/opencode/opencode.json"), JSON.stringify({ provider }, undefined, 2));
    },
    list: (place) => asked(place, "opencode", ["run", "-m", "pretended/pretended", "hello"]),
  },
  {
    id: "copilot-cli",
    title: "Copilot CLI",
    npmName: "@github/copilot",
    program: "copilot",
    list: (place) => {
      const own = {
        COPILOT_OFFLINE: "true",
        COPILOT_MODEL: "pretended",
        COPILOT_PROVIDER_BASE_URL: `${place.model.url}/v1`,
        COPILOT_PROVIDER_API_KEY: "none",
      };
      return asked(place, "copilot", ["-p", "hello", "--allow-all-tools"], own);
    },
  },
  {
    id: "qwen",
    title: "Qwen Code",
    npmName: "@qwen-code/qwen-code",
    program: "qwen",
    prepare({ home }) {
      const settings = { security: { folderTrust: { enabled: false }, auth: { selectedType: "openai" } } };
      put(join(home, ".qwen/settings.json"), JSON.stringify(settings, undefined, 2));
    },
    list: (place) => {
      const own = { OPENAI_API_KEY: "none", OPENAI_BASE_URL: `${place.model.url}/v1`, OPENAI_MODEL: "pretended" };
      return asked(place, "qwen", ["-p", "hello", "--approval-mode", "yolo"], own);
    },
  },
  {
    id: "cline",
    title: "Cline",
    npmName: "cline",
    program: "cline",
    async prepare({ env, folder, model }) {
      const words = ["auth", "-p", "openai-compatible", "-k", "none", "-m", "pretended", "-b", `${model.url}/v1`];
      await run("cline", words, env, folder);
    },
    // Otherwise it would leave a process behind, or join that of this machine's person.
    list: (place) =>
      asked(place, "cline", ["--auto-approve", "true", "say hello"], { CLINE_SESSION_BACKEND_MODE: "local" }),
  },
  {
    id: "continue",
    title: "Continue (cn)",
    npmName: "@continuedev/cli",
    program: "cn",
    prepare({ home, model }) {
      const lines = [
        "name: Local",
        "version: 1.0.0",
        "schema: v1",
        "models:",
        "  # pretended",
        "  - name: pretended",
        "    provider: openai",
        "    model: gpt-4.1",
        "    apiKey: none",
        `    apiBase: ${model.url}/v1`,
        "    roles: [chat]",
      ];
      put(join(home, ".continue/config.yaml"), `${lines.join("\n")}\n`);
    },
    list: (place) => asked(place, "cn", ["-p", "hello", "--auto"], { CONTINUE_TELEMETRY_ENABLED: "0" }),
  },
  {
    id: "amp",
    title: "Amp",
    npmName: "@sourcegraph/amp",
    program: "amp",
    // Its model is its maker's, behind an account: it starts the servers and lists their tools without.
    async list({ env, folder, model }) {
      const own = { ...env, AMP_API_KEY: "none", AMP_URL: model.url };
      const text = (await linesOf("amp", ["mcp", "doctor"], own, folder)).join("\n");
      return { says: /setpilot[^:]*: (\w+)/.exec(text)?.[1] ?? "nothing", tools: toolsIn(text) };
    },
  },
];
