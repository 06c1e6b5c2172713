/** The style of the report: light, or dark where the reader prefers it. Nothing is loaded from elsewhere. */
export const style = `
:root { color-scheme: light dark; --back: #ffffff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --box: #f6f8fa;
  --new: #0969da; --newbox: #ddf4ff; --error: #b3261e; --warning: #8a5a00; --info: #0a6640; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0d1117; --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --box: #151b23;
    --new: #4493f8; --newbox: #10263f; --error: #ff8f86; --warning: #e3b341; --info: #56d364; }
}
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1000px; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; } h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; padding-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--box); } code { font: 13px ui-monospace, monospace; } td.help, .soft { color: var(--soft); }
.error { color: var(--error); font-weight: 600; } .warning { color: var(--warning); font-weight: 600; } .info { color: var(--info); }
.scroll { overflow-x: auto; } details { margin: .6rem 0; } summary { cursor: pointer; }
svg.topology { font: 12px ui-monospace, monospace; max-width: 100%; height: auto; } svg text { fill: var(--text); }
svg rect { fill: var(--box); stroke: var(--line); } svg rect.new { fill: var(--newbox); stroke: var(--new); }
svg .name { font-weight: 600; } svg .note, svg .destination { fill: var(--soft); font-size: 11px; } svg .public { fill: var(--warning); }
svg .link { fill: none; stroke: var(--soft); stroke-opacity: .6; stroke-width: 1.2; }
@media print { body { max-width: none; } details { display: block; } }
`;
