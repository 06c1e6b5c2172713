/** A case of a module as a task or playbook, with the result that Ansible gives; and how cases are read. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What stands at a path: a text, a text with a mode, a folder (null) or a link. */
export type Entry =
  | string
  | null
  | { readonly content?: string; readonly base64?: string; readonly mode?: string }
  | { readonly link: string }
  | { readonly folder: string };

export interface PlayCase {
  readonly name: string;
  readonly files?: Readonly<Record<string, Entry>>;
  /** A task, as a mapping or as text of YAML; its result is what is compared. Or `plays`, that register `result`. */
  readonly task?: string | Readonly<Record<string, unknown>>;
  readonly plays?: string;
  readonly inventory?: string;
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Expressions to look at afterwards. */
  readonly values?: readonly string[];
  /** Patterns of what differs from run to run. */
  readonly hide?: readonly string[];
  /** Keys of the result that are not compared: `ansible_facts.ansible_env`. */
  readonly ignore?: readonly string[];
  /** It stops the whole playbook, or changes what later cases see: it needs a run of its own in Ansible. */
  readonly alone?: boolean;
  /** Packages of Debian that it works with: for cases on a system of their own. */
  readonly needs?: readonly string[];
  /** Programs of this machine that it is about, by their paths; CI installs them. */
  readonly programs?: readonly string[];
  /** It changes owners. */
  readonly root?: boolean;
  /** What Ansible gives. */
  readonly gives?: Gives;
  /** Where drover means to differ: keys in place of those of `gives.result`; null for keys that it has not. */
  readonly ours?: Readonly<Record<string, unknown>>;
}

export interface Gives {
  readonly result?: unknown;
  readonly values?: unknown;
  /** Paths that are new, changed or gone. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** The run ended before the result could be seen. */
  readonly stops?: true;
}

export function readCases(path: string): readonly PlayCase[] {
  return parse(readFileSync(path, 'utf8')) as readonly PlayCase[];
}

export interface Places {
  readonly dir: string;
  readonly http: string;
  readonly https: string;
  readonly ca: string;
  /** A port on which nothing answers. */
  readonly closed: string;
}

/** The case with its places filled in. */
export function placeCase(one: PlayCase, places: Places): PlayCase {
  const text = JSON.stringify({ ...one, gives: undefined, ours: undefined });
  const filled = Object.entries(places).reduce(
    (sum, [name, value]) => sum.replaceAll(`{${name}}`, value as string),
    text,
  );
  return JSON.parse(filled) as PlayCase;
}

/** The playbook of a case; the last task shows the result and the values under `msg`. */
export function playbookOf(one: PlayCase, id = 'case'): string {
  const head = `- hosts: localhost\n  gather_facts: false\n  vars: ${JSON.stringify(one.vars ?? {})}\n`;
  const shown = {
    name: `show ${id}`,
    ignore_errors: true,
    debug: {
      msg: {
        result: "{{ result | default('no result') }}",
        values: Object.fromEntries((one.values ?? []).map((value, at) => [`v${at}`, `{{ ${value} }}`])),
      },
    },
  };
  const show = `${head}  tasks:\n  - ${JSON.stringify(shown)}\n`;
  if (one.plays !== undefined) return `${one.plays}\n${show}`;
  const task = typeof one.task === 'string' ? one.task : JSON.stringify(one.task).slice(1, -1);
  const body =
    typeof one.task === 'string'
      ? `  - register: result\n    ignore_errors: true\n${task.replace(/^(?=.)/gm, '    ')}`
      : `  - {register: result, ignore_errors: true, ${task}}`;
  return `${head}  tasks:\n${body}\n${show.replace(head, '').replace('  tasks:\n', '')}`;
}
