import { connectors, defaultConnector } from "../../src/connectors/catalog/index.ts";
import { formPlace, PRIVACY_FIELD } from "../../src/messages/bundle/form.ts";
import { keyMenu } from "../../src/messages/key.ts";
import { bundled, bundleName } from "../package/mcpb-manifest.ts";
import { fenced, paragraphs, table } from "./markdown.ts";

/** The page's file in docs/connect. */
export const BUNDLE_PAGE = "claude-desktop-bundle.md";

/** The page of the bundles for Claude Desktop, for who makes one and for who gets one. */
export function bundlePage(note: string): string {
  const none = connectors.filter((connector) => !bundled.includes(connector)).map(({ title }) => title);
  return paragraphs(
    note,
    "# Claude Desktop, as a bundle",
    "A bundle is one file that whoever has Claude Desktop opens: no terminal, no Node.js, no configuration. Claude Desktop shows a form for the key and keeps it in the system's keychain.",
    "## Make it",
    "In a checkout of Keyscope:",
    fenced("sh", "npm ci && npm run build && npm run bundle:mcpb"),
    table(
      ["for", "file", "the key is made in"],
      bundled.map((connector) => [connector.title, `\`${bundleName(connector)}.mcpb\``, keyMenu(connector)]),
    ),
    none.length === 0 ? "" : `There is none for ${none.join(" and ")}, of which Keyscope knows no endpoint by itself.`,
    "## Install it",
    "Open the file, or drag it into Claude Desktop under Settings → Extensions. Fill in the form and switch the extension on.",
    "Ask something, such as “Was last week profitable?”",
    "## Change the key, or who sees personal data",
    `In ${formPlace(defaultConnector)}, and save. “${PRIVACY_FIELD}” is not ticked until somebody does. If nothing changes, quit Claude Desktop and start it again.`,
    "## Remove it",
    "In Claude Desktop under Settings → Extensions.",
    "## Good to know",
    [
      "- Questions over all rows with SQL need DuckDB, which the bundle comes without. [Installed with a command](claude-desktop.md), Keyscope has them; then remove the bundle.",
      "- A bundle has no commands, so which tools it shows follows from the key alone.",
      "- Claude Desktop hands no proxy and no company's certificate on to a bundle.",
    ].join("\n"),
    "Something is wrong? Ask Claude to check the access: it tells what, and where in Claude Desktop to change it.",
  );
}
