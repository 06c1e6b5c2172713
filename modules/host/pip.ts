import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineAction,
  type CommandOutcome,
  type Connection,
  type ModuleResult,
} from '../../engine/module.ts';
import { splitWords } from '../../engine/text/shell-words.ts';
import {
  listedName,
  pipArguments,
  pipProblems,
  pipWords,
  targetsOf,
  type AskedPip,
} from './packages/pip-words.ts';
import { outcomeResult } from './program-result.ts';
import { programsOf, type Programs } from './programs.ts';

type Words = readonly [string, ...string[]];

interface Work {
  readonly asked: AskedPip;
  /** The virtual environment's folder. */
  readonly folder?: string;
  readonly connection: Connection;
  /** Runs a program as the task has it: in its folder, with its umask, with the programs of the virtual environment. */
  readonly run: (words: Words) => Promise<CommandOutcome>;
  readonly programs: Programs;
}

export const pip = defineAction({
  name: 'host.pip',
  aliases: ['pip', 'ansible.builtin.pip', 'ansible.legacy.pip'],
  summary: 'Installs and removes packages of Python.',
  args: { type: 'object', properties: pipArguments },
  examples: [
    {
      title: 'Packages in a virtual environment',
      playbook:
        '- pip:\n    requirements: /srv/web/requirements.txt\n    virtualenv: /srv/web/venv\n    virtualenv_command: python3 -m venv\n',
    },
  ],
  returns: {
    cmd: {
      type: 'array',
      items: { type: 'string', description: 'A word.' },
      description: 'What was called.',
    },
    stdout: { type: 'string', description: 'What pip printed.' },
  },
  check: pipProblems,
  checkMode: 'run',
  run: async (asked, context): Promise<ModuleResult> => {
    const work = workOf(asked, context.connection, programsOf(context.connection, context));
    const isNew = work.folder !== undefined && !(await isThere(`${work.folder}/bin/activate`, work));
    if (isNew && context.checkMode) return { changed: true };
    const made = isNew ? await makeEnvironment(work) : undefined;
    if (made?.failed === true) return made;
    const program = await pipOf(work);
    const done = context.checkMode ? await foretell(work, program) : await act(work, program);
    return isNew && done.failed !== true ? { ...done, changed: true } : done;
  },
});

const AS_ASKED = '[ -z "$1" ] || umask "$1"; [ -z "$2" ] || PATH="$2:$PATH"; export PATH; shift 2; exec "$@"';

function workOf(asked: AskedPip, connection: Connection, programs: Programs): Work {
  const { virtualenv, chdir, umask = '' } = asked;
  const folder =
    virtualenv === undefined || virtualenv.startsWith('/') ? virtualenv : `${chdir ?? '/tmp'}/${virtualenv}`;
  const head: Words = [
    '/bin/sh',
    '-c',
    AS_ASKED,
    'sh',
    umask.replace('o', ''),
    folder === undefined ? '' : `${folder}/bin`,
    // Not as an option, which an older pip would not know.
    ...(asked.break_system_packages ? ['env', 'PIP_BREAK_SYSTEM_PACKAGES=1'] : []),
  ];
  return {
    asked,
    ...(folder === undefined ? {} : { folder }),
    connection,
    programs,
    // A folder that any user may enter: that of the run may be closed to whom the task becomes.
    run: (words) => programs.run([...head, ...words], { cwd: chdir ?? '/tmp' }),
  };
}

async function isThere(path: string, { connection }: Work): Promise<boolean> {
  return (await connection.files.status(path)) !== undefined;
}

/** Makes the virtual environment; the result where that fails. */
async function makeEnvironment(work: Work): Promise<ModuleResult | undefined> {
  const { asked, folder = '', programs, run } = work;
  const [first = 'virtualenv', ...rest] = splitWords(asked.virtualenv_command) ?? [];
  const isVenv = /pyvenv|-m venv/.test(asked.virtualenv_command);
  if (isVenv && asked.virtualenv_python !== undefined)
    throw new DroverError('module-failed', {
      detail:
        'virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command',
      help: 'Name the Python in virtualenv_command: python3.11 -m venv.',
    });
  const words: Words = [
    first.includes('/') ? first : await programs.need(first),
    ...rest,
    ...(asked.virtualenv_site_packages ? ['--system-site-packages'] : []),
    ...(asked.virtualenv_python === undefined ? [] : [`-p${asked.virtualenv_python}`]),
    folder,
  ];
  const outcome = await run(words);
  return outcome.rc === 0 ? undefined : failure(words, outcome);
}

async function pipOf(work: Work): Promise<string> {
  const { asked, folder, programs } = work;
  if (asked.executable !== undefined)
    return asked.executable.startsWith('/') ? asked.executable : programs.need(asked.executable);
  if (folder === undefined) return programs.need('pip3', 'pip');
  for (const name of ['pip3', 'pip'])
    if (await isThere(`${folder}/bin/${name}`, work)) return `${folder}/bin/${name}`;
  throw new DroverError('module-failed', {
    detail: `Unable to find pip in the virtualenv, ${folder}, under any of these names: pip3, pip. Make sure pip is present in the virtualenv.`,
    help: 'Remove the folder, so that it is made anew, or make it with pip (python3 -m venv does).',
  });
}

/** Whether anything is to be done, without doing it. */
async function foretell({ asked, run }: Work, program: string): Promise<ModuleResult> {
  const { state, extra_args: extra, requirements } = asked;
  if (extra !== undefined || requirements !== undefined || state === 'latest' || state === 'forcereinstall')
    return { changed: true };
  const words: Words = [program, 'list', '--format=freeze'];
  const outcome = await run(words);
  if (outcome.rc !== 0) return failure(words, outcome);
  const installed = new Set(outcome.stdout.split('\n').map((line) => listedName(line)));
  const targets = targetsOf(asked);
  const told = { cmd: words.join(' '), ...printed(outcome) };
  if (state === 'absent')
    return { ...told, changed: targets.some((each) => installed.has(listedName(each))) };
  if (targets.some((each) => !installed.has(listedName(each)))) return { ...told, changed: true };
  const versioned = targets.filter((each) => /[<>=!~]/.test(each));
  if (versioned.length === 0) return { ...told, changed: false };
  // pip alone compares versions as it does: without an index it succeeds if all is there.
  const trial = await run([program, 'install', '--dry-run', '--no-index', '--no-deps', ...versioned]);
  return { ...told, changed: trial.rc !== 0 || /^Would install/m.test(trial.stdout) };
}

async function act({ asked, folder, run }: Work, program: string): Promise<ModuleResult> {
  const words: Words = [program, ...pipWords(asked)];
  const { name, version, requirements, state } = asked;
  // What is fetched by a version control system is installed anew each time: what is there tells whether it is another.
  const isFetched = name?.some((each) => /^(svn|git|hg|bzr)\+/.test(each)) === true;
  const listing: Words | undefined =
    requirements !== undefined || isFetched ? [program, 'list', '--format=freeze'] : undefined;
  const before = listing === undefined ? undefined : await run(listing);
  if (listing !== undefined && before !== undefined && before.rc !== 0) return failure(listing, before);
  const outcome = await run(words);
  const { rc, stdout, stderr } = outcome;
  const wasGone = state === 'absent' && rc === 1 && `${stdout}${stderr}`.includes('not installed');
  if (rc !== 0 && !wasGone) return failure(words, outcome);
  const isListedOtherwise = async (list: Words): Promise<boolean> =>
    (await run(list)).stdout !== before?.stdout;
  const changed =
    state === 'absent'
      ? stdout.includes('Successfully uninstalled')
      : listing === undefined
        ? stdout.includes('Successfully installed')
        : await isListedOtherwise(listing);
  return {
    changed,
    cmd: words,
    name: name ?? null,
    version: version ?? null,
    state,
    requirements: requirements ?? null,
    virtualenv: folder ?? null,
    ...printed(outcome),
  };
}

function printed(outcome: CommandOutcome): Readonly<Record<string, unknown>> {
  const { rc: _rc, ...output } = outcomeResult(outcome);
  return output;
}

function failure(words: Words, { stdout, stderr }: CommandOutcome): ModuleResult {
  const msg = `${stdout === '' ? '' : `stdout: ${stdout}`}${stderr === '' ? '' : `\n:stderr: ${stderr}`}`;
  return { changed: false, failed: true, cmd: words, msg };
}
