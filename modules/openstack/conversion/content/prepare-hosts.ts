import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule, type Change, type Plan } from '../../../../engine/module.ts';
import { checkTools } from '../../../disk/check-tools.ts';
import type { ConversionHost } from '../conversion-host.types.ts';
import { conversionHostArguments, hostsOf } from '../hosts-of.ts';
import { textAt } from '../link/login.ts';
import { install } from './install.ts';
import { contentArguments, DONE_FILE, onceOf } from './prepare-settings.ts';
import { awaitLogin } from './reach.ts';

/** What a host lacks. */
interface State {
  readonly host: ConversionHost;
  readonly problems: readonly string[];
  /** What is done once has not been done. */
  readonly isFirst: boolean;
}

interface Facts {
  readonly states: readonly State[];
  /** In check mode: the hosts are not there yet. */
  readonly isToCome: boolean;
}

export const prepareConversionHosts: AnyConvergingModule = defineModule({
  name: 'openstack.prepare_conversion_hosts',
  aliases: ['prepare_conversion_hosts'],
  summary: 'Makes sure that the conversion hosts of a cloud let drover in and have the tools that they need.',
  description:
    'Waits until they answer over SSH with the keys that hosts.yml names. What is missing is installed: on CentOS Stream, RHEL, Rocky Linux, AlmaLinux, Fedora, Debian and Ubuntu.',
  args: {
    type: 'object',
    properties: {
      side: { type: 'string', enum: ['source', 'destination'], description: 'Which cloud it is.' },
      ...contentArguments,
      login_timeout: {
        type: 'integer',
        minimum: 1,
        description: 'How many seconds a host may take until it lets drover in.',
        default: 180,
      },
      ...conversionHostArguments,
    },
    required: ['side'],
  },
  examples: [
    {
      title: 'At the source',
      playbook: [
        '- openstack.prepare_conversion_hosts:',
        '    side: source',
        '    conversion_hosts_file: "{{ os_migrate_data_dir }}/conversion/hosts.yml"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    hosts: { type: 'array', items: { type: 'string', description: 'A name.' }, description: 'The hosts.' },
  },
  connect: (args, context) => Promise.resolve({ args, context }),
  gather: async (args, _clients, context): Promise<Facts> => {
    const hosts = await hostsOf(args.side, args, context);
    const timeoutMs = args.login_timeout * 1000;
    const states = await Promise.all(
      hosts.map(async (host): Promise<State> => {
        await awaitLogin(host, { timeoutMs, signal: context.signal });
        const done = (await textAt(host.machine.connection, DONE_FILE)) ?? '';
        return {
          host,
          problems: await checkTools(host.machine, host.side),
          isFirst: done.trim() !== onceOf(args),
        };
      }),
    );
    return { states, isToCome: hosts.length === 0 && context.checkMode };
  },
  plan: (args, facts): Plan<Facts> => {
    const { states, isToCome } = facts;
    const subject = `conversion hosts of the ${args.side}`;
    const changes = states.flatMap(changesOf);
    const common = {
      subject,
      changes,
      result: { hosts: states.map(({ host }) => host.name) },
      detail: facts,
    };
    const lacking = states.filter(({ problems }) => problems.length > 0);
    if (lacking.length > 0 && !args.install) throw notInstalled(lacking);
    if (isToCome)
      return { ...common, action: 'create', reason: 'What they need is installed when they are there.' };
    if (states.length === 0) return { ...common, action: 'unchanged', reason: 'There are none.' };
    if (changes.length === 0)
      return { ...common, action: 'unchanged', reason: 'They answer, and have all that they need.' };
    const words = states.filter((state) => changesOf(state).length > 0).map(wordsOf);
    return { ...common, action: 'update', reason: words.join(' ') };
  },
  apply: async ({ detail: { states } }, { args, context }) => {
    const works = states
      .filter((state) => changesOf(state).length > 0)
      .map(async ({ host, problems, isFirst }) => {
        const { signal } = context;
        const isLacking = problems.length > 0;
        const loginTimeoutMs = args.login_timeout * 1000;
        await install({ host, settings: args, signal, isLacking, isFirst, loginTimeoutMs });
        const left = await checkTools(host.machine, host.side);
        if (left.length > 0) throw notInstalled([{ host, problems: left }]);
      });
    // One that fails does not keep the others from being finished.
    const ends = await Promise.allSettled(works);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { changed: true };
  },
});

function changesOf({ host, problems, isFirst }: State): readonly Change[] {
  const lacking = problems.map((problem) => ({
    pointer: `/${host.name}/tools`,
    before: problem,
    after: 'installed',
  }));
  const once = isFirst ? [{ pointer: `/${host.name}/hooks`, before: undefined, after: 'run' }] : [];
  return [...lacking, ...once];
}

function wordsOf({ host, problems, isFirst }: State): string {
  const words = [...problems, ...(isFirst ? ['What is done once has not been done.'] : [])];
  return `${host.name}: ${words.join(' ')}`;
}

function notInstalled(states: readonly Pick<State, 'host' | 'problems'>[]): DroverError {
  const words = states.map(
    ({ host, problems }) => `"${host.name}" of the ${host.side}: ${problems.join(' ')}`,
  );
  return new DroverError('conversion-host-unready', {
    detail: `Conversion hosts lack tools. ${words.join(' ')}`,
    help: 'Let drover install them (os_migrate_conversion_host_content_install), put them into the image, or name a repository that has them by a pre-content hook.',
  });
}
