import { escapeMarkup } from '../../../engine/text/escape-markup.ts';
import { isClean, STATES, titleOf, type Finding, type KindReport, type VerifyReport } from './report.ts';
import { summary } from './report-table.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1c2430; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #dde3ea; }
td.number, th.number { text-align: right; } code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.state { white-space: nowrap; border-radius: .3rem; padding: .05rem .4rem; background: #e8ecf1; }
.missing, .unclear { background: #f8d7d4; } .differs, .drift { background: #fbe7c2; } .verdict { padding: .6rem .9rem; border-radius: .4rem; background: #fbe7c2; }
.clean { background: #d5efdc; }
`;

/** The report as a page of its own, without scripts, and with nothing to load. */
export function reportHtml(report: VerifyReport): string {
  const { source, destination, at, kinds } = report;
  const clouds =
    source === null ? escapeMarkup(destination) : `${escapeMarkup(source)} → ${escapeMarkup(destination)}`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>drover verify</title><style>${STYLE}</style></head>
<body>
<h1>Verification of a migration</h1>
<p>${clouds}, ${escapeMarkup(at)}</p>
<p class="verdict${isClean(report) ? ' clean' : ''}">${escapeMarkup(summary(report))}</p>
<table>
<tr><th>kind</th><th class="number">records</th><th class="number">as the file</th><th class="number">findings</th></tr>
${kinds.map(kindRow).join('\n')}
</table>
${kinds
  .filter(({ findings }) => findings.length > 0)
  .map(kindSection)
  .join('\n')}
</body>
</html>
`;
}

function kindRow(report: KindReport): string {
  const { records, same, findings } = report;
  const title = escapeMarkup(titleOf(report));
  const numbers = [records, same, findings.length]
    .map((count) => `<td class="number">${count}</td>`)
    .join('');
  const name = findings.length === 0 ? title : `<a href="#${idIn(report)}">${title}</a>`;
  return `<tr><td>${name}</td>${numbers}</tr>`;
}

/** What links lead to: an address has no spaces. */
function idIn(report: KindReport): string {
  return escapeMarkup(titleOf(report).replaceAll(/\s/g, '-'));
}

function kindSection(report: KindReport): string {
  const { file, findings } = report;
  return `<h2 id="${idIn(report)}">${escapeMarkup(titleOf(report))} <code>${escapeMarkup(file)}</code></h2>
<table>
<tr><th>resource</th><th>field</th><th>state</th><th>source</th><th>file</th><th>destination</th><th>why</th></tr>
${findings.map(findingRow).join('\n')}
</table>`;
}

function findingRow({ state, resource, place, field, source, file, destination, why }: Finding): string {
  const cells = [
    `${escapeMarkup(resource)}<br><code>${escapeMarkup(place)}</code>`,
    field === null ? '' : `<code>${escapeMarkup(field)}</code>`,
    `<span class="state ${state}">${STATES[state]}</span>`,
    ...[source, file, destination].map((value) =>
      value === undefined ? '' : `<code>${escapeMarkup(JSON.stringify(value))}</code>`,
    ),
    escapeMarkup(why),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
