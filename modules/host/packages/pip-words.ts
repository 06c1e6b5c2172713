import { splitWords } from '../../../engine/text/shell-words.ts';
import type { Infer, Schema } from '../../../engine/schema/types.ts';

export const pipArguments = {
  name: {
    type: 'array',
    items: { type: 'string', description: 'A package: bottle, bottle==0.11, git+https://…, a file.' },
    description: 'The packages; versions may stand with them.',
  },
  version: { type: 'string', description: 'The version, where there is one package: 0.11, >=0.11.' },
  requirements: { type: 'string', description: 'A file of requirements on the machine, in place of names.' },
  virtualenv: {
    type: 'string',
    format: 'path',
    description: 'The virtual environment that they are in; it is made where it is not there.',
  },
  virtualenv_site_packages: {
    type: 'boolean',
    description: 'A new virtual environment sees the packages of the system.',
    default: false,
  },
  virtualenv_command: {
    type: 'string',
    description: 'What makes it: virtualenv, python3 -m venv.',
    default: 'virtualenv',
  },
  virtualenv_python: { type: 'string', description: 'The Python of a new virtual environment.' },
  state: {
    type: 'string',
    enum: ['absent', 'forcereinstall', 'latest', 'present'],
    description: 'What is to be.',
    default: 'present',
  },
  extra_args: {
    type: 'string',
    description:
      'Further arguments of pip. All on the machine can see them: what has a password in it belongs into environment, as PIP_INDEX_URL.',
  },
  editable: { type: 'boolean', description: 'Install sources in their place (-e).', default: false },
  chdir: { type: 'string', format: 'path', description: 'The folder that pip runs in; default: /tmp.' },
  executable: { type: 'string', format: 'path', description: 'The program, in place of pip3.' },
  break_system_packages: {
    type: 'boolean',
    description: 'Change packages of a Python that the system manages (from pip 23.0.1 on).',
    default: false,
  },
  umask: { type: 'string', description: 'What others may not do with the files, in octal digits: "0022".' },
} as const satisfies Readonly<Record<string, Schema>>;

export type AskedPip = Infer<{ type: 'object'; properties: typeof pipArguments }>;

const deeds = {
  present: ['install'],
  absent: ['uninstall', '-y'],
  latest: ['install', '-U'],
  forcereinstall: ['install', '-U', '--force-reinstall'],
} as const;

/** What is wrong with the arguments, before anything runs. */
export function pipProblems(asked: AskedPip): readonly string[] {
  const { name, version, requirements, executable, virtualenv, state, umask } = asked;
  const problems: string[] = [];
  if (name === undefined && requirements === undefined)
    problems.push('one of the following is required: name, requirements');
  if (name !== undefined && requirements !== undefined)
    problems.push('parameters are mutually exclusive: name|requirements');
  if (executable !== undefined && virtualenv !== undefined)
    problems.push('parameters are mutually exclusive: executable|virtualenv');
  if (state === 'latest' && version !== undefined) problems.push('version is incompatible with state=latest');
  if (umask !== undefined && !/^(0o?)?[0-7]+$/.test(umask)) problems.push('umask must be an octal integer');
  for (const option of ['extra_args', 'virtualenv_command'] as const)
    if (splitWords(asked[option] ?? '') === undefined) problems.push(`${option}: a quote is not closed`);
  if (version !== undefined) problems.push(...versionProblems(packagesOf(name ?? [])));
  return problems;
}

function versionProblems(packages: readonly string[]): readonly string[] {
  if (packages.length > 1)
    return [
      "'version' argument is ambiguous when installing multiple package distributions. Please specify version restrictions next to each package in 'name' argument.",
    ];
  return /[<>=!~]/.test(packages[0] ?? '')
    ? [
        "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep the version specifier, but remove the 'version' argument.",
      ]
    : [];
}

/** A list that was written with commas has lost which of them stand between packages, and which between versions. */
export function packagesOf(names: readonly string[]): readonly string[] {
  const found: string[] = [];
  let isInBrackets = false;
  for (const part of names.flatMap((name) => name.split(','))) {
    const isVersion = /^\s*([<>]|[=!~]=)/.test(part);
    const last = found.pop();
    if (last === undefined) found.push(part);
    else if (isVersion || isInBrackets) found.push(`${last},${part}`);
    else found.push(last, part);
    if (part.includes('[')) isInBrackets = true;
    if (part.includes(']')) isInBrackets = false;
  }
  return found.map((each) => each.trim());
}

/** The packages with the version that is asked for, as pip takes them. */
export function targetsOf({ name = [], version, requirements }: AskedPip): readonly string[] {
  if (requirements !== undefined) return ['-r', requirements];
  const packages = packagesOf(name);
  if (version === undefined || version.trim() === '') return packages;
  const wanted = version.trim();
  return packages.map((each) => `${each}${/^\d/.test(wanted) ? '==' : ''}${wanted}`);
}

/** The words behind the name of pip. Source: pip(1). */
export function pipWords(asked: AskedPip): readonly string[] {
  const extra = splitWords(asked.extra_args ?? '') ?? [];
  const isEditable = asked.editable && !extra.includes('-e');
  return [...deeds[asked.state], ...extra, ...(isEditable ? ['-e'] : []), ...targetsOf(asked)];
}

/** The name that a package has in lists: without versions and extras, in small letters. Source: PEP 503. */
export function listedName(target: string): string {
  return (/^[\w.-]+/.exec(target)?.[0] ?? target).replace(/[-_.]+/g, '-').toLowerCase();
}
