import { rules } from '../../modules/aws/rules/rules.ts';
import type { Severity } from '../../modules/aws/rules/rule.types.ts';

const titles: Readonly<Record<Severity, string>> = {
  error: 'Errors: traffic would be lost, or a later step would fail',
  warning: 'Warnings: to be looked at',
  info: 'Notes: good to know',
};

/** docs/alerts.md: every alert of a discovery, made from the rules themselves. */
export function alertsPage(): ReadonlyMap<string, string> {
  const severities = Object.keys(titles) as Severity[];
  const text = [
    '# Alerts of a VPC discovery',
    '',
    'Made from the rules themselves by `npm run generate`. [VPC discovery](vpc-discovery.md) says how to read and to suppress',
    'them. The letter is that of the kit’s documents, where it has the alert.',
    ...severities.flatMap((severity) => ['', `## ${titles[severity]}`, '', ...tableOf(severity)]),
  ];
  return new Map([['docs/alerts.md', `${text.join('\n')}\n`]]);
}

function tableOf(severity: Severity): readonly string[] {
  const rows = Object.entries(rules)
    .filter(([, rule]) => rule.severity === severity)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([code, { when, help, letter }]) => `| \`${code}\` | ${letter ?? ''} | ${cell(when)} | ${cell(help)} |`,
    );
  return ['| code | kit | raised where | what to do |', '|---|---|---|---|', ...rows];
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
