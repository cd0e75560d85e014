import { cursor } from "../../src/clients/catalog/editors/cursor.ts";
import { vscode } from "../../src/clients/catalog/editors/vscode.ts";
import { entryOf } from "../../src/clients/client.ts";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { IS_PUBLISHED } from "../../src/utils/version.ts";
import { npxCommand } from "../package/server-json.ts";

/**
 * The part of README.md with buttons that add Keyscope to Cursor and VS Code, a row for each connector, in Markdown; empty while npm
 * does not have what they start. Through the web, because GitHub and npm take links to programs out. Forms: https://cursor.com/docs/mcp/install-links, and the README of
 * github/github-mcp-server.
 */
export function installButtons(isPublished = IS_PUBLISHED): string {
  if (!isPublished) return "";
  const useful = connectors.filter(({ endpoints }) => endpoints.length > 0);
  const rows = useful.map((connector) => {
    const command = npxCommand(connector);
    const inCursor = Buffer.from(JSON.stringify(entryOf(cursor, command, connector.id))).toString("base64");
    const inVscode = JSON.stringify(entryOf(vscode, command, connector.id));
    const cells = [
      connector.title,
      button("Add to Cursor", CURSOR_BADGE, "https://cursor.com/en/install-mcp", connector.id, inCursor),
      button(
        "Add to VS Code",
        VSCODE_BADGE,
        "https://insiders.vscode.dev/redirect/mcp/install",
        connector.id,
        inVscode,
      ),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return ["**One click** for Cursor and VS Code:", "", "| | Cursor | VS Code |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}

const CURSOR_BADGE = "https://cursor.com/deeplink/mcp-install-dark.svg";
const VSCODE_BADGE = "https://img.shields.io/badge/VS_Code-Add_server-0098FF?style=flat-square";

function button(text: string, image: string, page: string, name: string, config: string): string {
  return `[![${text}](${image})](${page}?name=${encodeURIComponent(name)}&config=${encodeURIComponent(config)})`;
}
