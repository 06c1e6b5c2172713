import { DroverError } from '../diagnostics/drover-error.ts';
import type { EventSink } from '../run/events.ts';
import { columns, rows, wantsColor } from './terminal.ts';
import type { FlagValues } from './flags.ts';

const forms = ['tree', 'plain', 'json'] as const;

/** The sink for the form of output that was asked for, or that fits where the output goes. */
export async function sinkFor(flags: FlagValues, command: 'run' | 'plan'): Promise<EventSink> {
  const write = (text: string): void => void process.stdout.write(text);
  const warn = (text: string): void => void process.stderr.write(text);
  const color = wantsColor(process.stdout, flags.color);
  const verbosity = flags.verbose ?? 0;
  const form = formOf(flags.output);
  if (form === 'json') {
    const { jsonLinesReport } = await import('../report/json-lines.ts');
    return jsonLinesReport({ write, now: Date.now });
  }
  const report = command === 'plan' && flags.output === undefined ? await planned() : await plain();
  if (form === 'plain') return report;
  const { treeReport } = await import('../report/tree.ts');
  return treeReport(report, {
    space: () => ({ rows: rows(), columns: columns() }),
  });

  async function planned(): Promise<EventSink> {
    const { planReport } = await import('../report/plan.ts');
    return planReport({ write, warn, color, verbosity });
  }
  async function plain(): Promise<EventSink> {
    const { plainReport } = await import('../report/plain.ts');
    return plainReport({ write, warn, color, verbosity, width: columns() });
  }
}

function formOf(output: string | undefined): (typeof forms)[number] {
  if (output === undefined) return process.stdout.isTTY && process.env['TERM'] !== 'dumb' ? 'tree' : 'plain';
  const form = forms.find((known) => known === output);
  if (form !== undefined) return form;
  throw new DroverError('bad-usage', {
    detail: `--output takes ${forms.join(', ')}, not “${output}”.`,
    help: 'Leave it out: a tree on a terminal, plain lines elsewhere.',
  });
}
