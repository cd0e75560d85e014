import type { Client } from "../client.ts";
import { claudeDesktop } from "./desktop/claude-desktop.ts";
import { lmStudio } from "./desktop/lm-studio.ts";
import { continueDev } from "./editors/continue.ts";
import { cursor } from "./editors/cursor.ts";
import { junie } from "./editors/junie.ts";
import { kiro } from "./editors/kiro.ts";
import { roo } from "./editors/roo.ts";
import { vscode } from "./editors/vscode.ts";
import { windsurf } from "./editors/windsurf.ts";
import { zed } from "./editors/zed.ts";
import { amp } from "./terminal/amp.ts";
import { claudeCode } from "./terminal/claude-code.ts";
import { cline } from "./terminal/cline.ts";
import { codex } from "./terminal/codex.ts";
import { copilotCli } from "./terminal/copilot-cli.ts";
import { gemini } from "./terminal/gemini.ts";
import { goose } from "./terminal/goose.ts";
import { opencode } from "./terminal/opencode.ts";
import { qwen } from "./terminal/qwen.ts";

/** The MCP clients that Keyscope can put itself into, in the order in which they are named. */
export const clients: readonly Client[] = [
  claudeDesktop,
  claudeCode,
  cursor,
  vscode,
  windsurf,
  codex,
  gemini,
  opencode,
  copilotCli,
  qwen,
  cline,
  continueDev,
  amp,
  zed,
  goose,
  kiro,
  lmStudio,
  roo,
  junie,
];
