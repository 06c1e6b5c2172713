import { defineModule, type ModuleResult, type Plan } from '../../engine/module.ts';
import { callFailure, type Call } from './calls.ts';
import { transactionChanges } from './packages/transaction.ts';
import { zypperArguments, type AskedZypper } from './packages/zypper-arguments.ts';
import { packagesOf, zypperDeed, zypperProgram, type ZypperDeed } from './packages/zypper-state.ts';
import { wantedOf, zypperWords } from './packages/zypper-words.ts';
import { outputs } from './program-result.ts';
import { programsOf, type Programs } from './programs.ts';

interface Facts {
  readonly program: Call['words'];
  /** Undefined: the lists are to be read anew, and only then it can be told what is to be done. */
  readonly deed?: ZypperDeed;
}

export const zypper = defineModule({
  name: 'host.zypper',
  aliases: ['zypper', 'community.general.zypper', 'ansible.builtin.zypper'],
  summary: 'Installs, upgrades and removes packages of SUSE and openSUSE.',
  args: { type: 'object', properties: zypperArguments, required: ['name'] },
  examples: [
    { title: 'Packages', playbook: '- zypper:\n    name: [qemu-guest-agent, tar]\n    state: latest\n' },
  ],
  returns: {
    name: {
      type: 'array',
      items: { type: 'string', description: 'A package.' },
      description: 'The packages that were asked for.',
    },
    rc: { type: 'integer', description: 'The exit status of the program.' },
  },
  check: (args) => {
    const isAll = args.name.filter((name) => name !== '').join() === '*';
    if (args.state === 'dist-upgrade' && !isAll) return ['Can not dist-upgrade specific packages.'];
    if (args.state !== 'absent' && args.state !== 'removed') return [];
    const { packages, files } = wantedOf(args.name, '-');
    if (packages.some(({ sign }) => sign === '+'))
      return ["Can not combine '+' prefix with state=remove/absent."];
    if (files.length > 0) return ['Can not remove via URL.'];
    return args.type === 'patch' ? ['Can not remove patches.'] : [];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const programs = programsOf(connection, context);
    const program = await zypperProgram(programs, connection);
    if (args.update_cache && !context.checkMode) return { program };
    return { program, deed: await zypperDeed(args, program, programs) };
  },
  plan: (args, { program, deed }): Plan<Facts & { readonly asked: AskedZypper }> => {
    const { state, update_cache: isReadAnew } = args;
    const subject = `packages ${args.name.join(', ')}`;
    const result = { name: args.name, state, update_cache: isReadAnew, rc: 0 };
    if (deed === undefined)
      return {
        action: 'update',
        subject,
        reason: 'the lists of packages are to be read anew',
        changes: [{ pointer: '/lists', before: 'as they are', after: 'read anew' }],
        result,
        detail: { program, asked: args },
      };
    const isSame = deed.call === undefined;
    const removals = deed.packages.filter(({ group }) => group === 'to-remove');
    const installs = deed.packages.filter((each) => !removals.includes(each));
    const from = (version: string): { from?: string } => (version === '' ? {} : { from: version });
    return {
      action: isSame ? 'unchanged' : 'update',
      subject,
      reason: isSame
        ? 'they are as asked for'
        : deed.packages.map(({ name, group }) => `${group} ${name}`).join('; '),
      changes: transactionChanges({
        installs: installs.map(({ name, version, oldVersion }) => ({
          name,
          to: version,
          ...from(oldVersion),
        })),
        removals: removals.map(({ name, version }) => ({ name, ...from(version) })),
      }),
      result,
      detail: { program, deed, asked: args },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const { asked, program } = detail;
    const programs = programsOf(connection, context);
    if (detail.deed !== undefined) return carryOut(detail.deed, programs);
    const refresh = await programs.run([...program, ...zypperWords(asked, 'refresh')]);
    if (refresh.rc !== 0) return callFailure(refresh, 'Zypper refresh run failed.');
    return carryOut(await zypperDeed(asked, program, programs), programs);
  },
});

async function carryOut({ call }: ZypperDeed, programs: Programs): Promise<ModuleResult> {
  if (call === undefined) return { changed: false };
  let outcome = await programs.run(call.words);
  // zypper was upgraded itself, and asks to be run again.
  if (outcome.rc === 103) outcome = await programs.run(call.words);
  packagesOf(outcome);
  if (outcome.rc !== 0 && outcome.rc !== 102) return callFailure(outcome, 'Zypper run failed.');
  return { changed: true, rc: outcome.rc, cmd: call.words, ...outputs(outcome) };
}
