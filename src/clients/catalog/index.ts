import type { Client } from "../client.ts";
import { claudeCode } from "./claude-code.ts";
import { claudeDesktop } from "./claude-desktop.ts";
import { codex } from "./codex.ts";
import { cursor } from "./cursor.ts";
import { gemini } from "./gemini.ts";
import { vscode } from "./vscode.ts";
import { windsurf } from "./windsurf.ts";

/** The MCP clients that Keyscope can put itself into, in the order in which they are named. */
export const clients: readonly Client[] = [claudeDesktop, claudeCode, cursor, vscode, windsurf, codex, gemini];
