/** Tasks on other machines, beside the real `ansible-playbook`: hosts of test/beds/hosts.sh, which needs root. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringUpHosts, resetHosts, type HostsBed } from '../test/beds/hosts/hosts.ts';
import { repeat, runProgram, spreadOf, spreadText, timeText, type Outcome } from './measure.ts';
import type { Row } from './table.ts';

const ROUNDS = Number(process.env['DROVER_BENCH_ROUNDS'] ?? 3);
const COMMANDS = 200;
const HOSTS = 10;
const ansible = '/usr/bin/ansible-playbook';

interface Measured {
  readonly what: string;
  readonly playbook: string;
  readonly hosts: readonly string[];
  /** Tasks that modules do on hosts, all hosts together. */
  readonly tasks: number;
}

/** The rows of this file; none, and a line that says why, where there can be no hosts. */
export async function hostRows(folder: string, main: string): Promise<readonly Row[]> {
  if (process.getuid?.() !== 0) {
    process.stderr.write('Not measured: tasks on hosts, which need root.\n');
    return [];
  }
  const bed = bringUpHosts({ count: HOSTS, plain: 0 });
  const all = Array.from({ length: HOSTS }, (_, index) => `python-${index + 1}`);
  const rows: Row[] = [];
  for (const measured of [commands(folder), role(folder, all)])
    rows.push(await row(measured, { bed, folder, main }));
  return rows;
}

interface Place {
  readonly bed: HostsBed;
  readonly folder: string;
  readonly main: string;
}

async function row({ what, playbook, hosts, tasks }: Measured, place: Place): Promise<Row> {
  const common = [playbook, '-i', place.bed.inventory, '--limit', hosts.join(','), '-f', String(HOSTS)];
  const ways: Readonly<Record<string, () => Promise<Outcome>>> = {
    drover: () => run([process.execPath, place.main, 'run', ...common], place, {}),
    ...(existsSync(ansible)
      ? {
          'with pipelining': () => run([ansible, ...common], place, { ANSIBLE_PIPELINING: 'True' }),
          'without it': () => run([ansible, ...common], place, { ANSIBLE_PIPELINING: 'False' }),
        }
      : {}),
  };
  const outcomes = new Map<string, Outcome[]>(Object.keys(ways).map((name) => [name, []]));
  // One after the other in each round, so that what else the machine does falls on all of them.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      resetHosts(...hosts);
      const { last } = await repeat(1, way);
      outcomes.get(name)?.push(last);
      process.stderr.write(`${what}, ${name}: ${timeText(last.milliseconds)}\n`);
    }
  }
  const told = [...outcomes].map(([name, list]) => {
    const spread = spreadOf(list.map(({ milliseconds }) => milliseconds));
    return { name, spread, text: `${spreadText(spread)}, ${timeText(spread.median / tasks)} a task` };
  });
  const [own, ...beside] = told;
  if (own === undefined) throw new Error('Nothing was measured.');
  const peak = Math.max(...(outcomes.get('drover') ?? []).map(({ peakMiB }) => peakMiB));
  const times = (median: number): string => `${(median / own.spread.median).toFixed(1)} times`;
  return {
    what,
    drover: `${own.text}, ${peak} MiB`,
    beside: beside.map(({ name, text, spread }) => `${name}: ${text}, ${times(spread.median)}`).join('; '),
    target: 'ten times faster a task',
    command: 'drover run site.yml',
  };
}

function run(
  command: readonly [string, ...string[]],
  { folder }: Place,
  more: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const environment = { HOME: folder, CI: '', PATH: '/usr/bin:/bin', ANSIBLE_NOCOWS: '1', ...more };
  return runProgram(command, { cwd: folder, environment });
}

function commands(folder: string): Measured {
  const task = '    - command: "true"\n';
  const text = `- hosts: all\n  gather_facts: false\n  tasks:\n${task.repeat(COMMANDS)}`;
  return {
    what: `${COMMANDS} commands on one host, over SSH`,
    playbook: written(folder, 'commands.yml', text),
    hosts: ['python-1'],
    tasks: COMMANDS,
  };
}

/** What roles do, ten times over: most of it changes something the first time. */
function role(folder: string, hosts: readonly string[]): Measured {
  const once = (number: number): string => `
    - {file: {path: /srv/app${number}, state: directory, mode: '0750'}}
    - {copy: {dest: /srv/app${number}/settings, content: "number ${number} of {{ inventory_hostname }}", mode: '0640'}}
    - {lineinfile: {path: /srv/app${number}/settings, line: 'debug = false'}}
    - {stat: {path: /srv/app${number}/settings}, register: found}
    - {command: 'wc -c /srv/app${number}/settings', changed_when: false, when: found.stat.exists}
    - {user: {name: app${number}, system: true, home: /srv/app${number}, create_home: false}}`;
  const parts = Array.from({ length: 10 }, (_, index) => once(index + 1));
  return {
    what: `a role of 60 tasks on ${hosts.length} hosts at a time, over SSH`,
    playbook: written(folder, 'role.yml', `- hosts: all\n  gather_facts: false\n  tasks:${parts.join('')}\n`),
    hosts,
    tasks: 60 * hosts.length,
  };
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
