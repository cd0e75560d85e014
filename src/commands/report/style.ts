/*
 * How the page looks. Markup is escaped as a whole, so no quotation mark, ampersand or angle bracket stands in it.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f23; --soft: #57606a; --line: #d0d7de; --paper: #fff; --tile: #f6f8fa }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3a424b; --paper: #0f1318; --tile: #191f26 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 46rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif; overflow-wrap: break-word }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .2rem }
p { margin: .2rem 0 .6rem }
section { margin: 2rem 0 0; padding: 1.2rem 0 0; border-top: 1px solid var(--line) }
.soft, figcaption, caption, .rests { color: var(--soft); font-size: .86em }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: 1.2rem 0 0 }
.tiles div { background: var(--tile); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem }
.tiles dt { color: var(--soft); font-size: .86em }
.tiles dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums }
.tiles dd + dd { font-size: .86rem; font-weight: 400 }
figure { margin: .8rem 0; overflow-x: auto }
figcaption { position: sticky; left: 0 }
svg { width: 100%; min-width: 32rem; max-width: 680px; height: auto; display: block }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .93em; font-variant-numeric: tabular-nums }
caption { text-align: left; padding: 0 0 .3rem }
th, td { padding: .28rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400 }
thead th { font-weight: 600; vertical-align: bottom }
th:first-child { padding-left: 0 }
.long { overflow-wrap: anywhere }
.n { text-align: right; white-space: nowrap }
thead .n { white-space: normal }
.rests { margin: .7rem 0 0; padding: 0 0 0 1rem }
details { color: var(--soft); font-size: .86em; margin: .3rem 0 0 }
code { font: .92em/1.4 ui-monospace, SFMono-Regular, Consolas, DejaVu Sans Mono, monospace }
footer { margin: 2rem 0 0; padding: 1rem 0 0; border-top: 1px solid var(--line) }
@page { size: A4; margin: 15mm }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #333; --line: #999; --paper: #fff; --tile: #fff }
  body { padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.35 }
  section, footer { margin-top: .9rem; padding-top: .7rem }
  th, td { padding-top: .14rem; padding-bottom: .14rem }
  svg { min-width: 0; max-height: 62mm }
  h2, .soft { break-after: avoid; break-inside: avoid }
  .rests { break-before: avoid }
  figure, .wide, .rests, .tiles, footer { break-inside: avoid }
  details { display: none }
}
`;
