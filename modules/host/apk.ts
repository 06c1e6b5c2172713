import { defineModule, type CommandOutcome, type ModuleResult, type Plan } from '../../engine/module.ts';
import { makeCalls } from './calls.ts';
import { apkArguments, type AskedApk } from './packages/apk-arguments.ts';
import { apkDeed, apkWords, isInstalled, packagesIn, type ApkDeed } from './packages/apk-state.ts';
import { outcomeResult } from './program-result.ts';
import { programsOf, type Programs } from './programs.ts';

interface Detail {
  readonly asked: AskedApk;
  /** Undefined: the lists are to be read anew, and only then it can be told what is to be done. */
  readonly deed?: ApkDeed;
}

export const apk = defineModule({
  name: 'host.apk',
  aliases: ['apk', 'community.general.apk', 'ansible.builtin.apk'],
  summary: 'Installs, upgrades and removes packages of Alpine Linux.',
  args: { type: 'object', properties: apkArguments },
  examples: [
    { title: 'Packages', playbook: '- apk:\n    name: [qemu-guest-agent, tar]\n    update_cache: true\n' },
  ],
  returns: {
    packages: {
      type: 'array',
      items: { type: 'string', description: 'A package.' },
      description: 'What was changed.',
    },
    msg: { type: 'string', description: 'What was done.' },
  },
  check: (args) => {
    if (args.name !== undefined && args.upgrade) return ['parameters are mutually exclusive: name|upgrade'];
    const isNothing = args.name === undefined && !args.update_cache && !args.upgrade;
    return isNothing ? ['one of the following is required: name, update_cache, upgrade'] : [];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<ApkDeed | undefined> => {
    if (args.update_cache && !context.checkMode) return undefined;
    if (args.name === undefined && !args.upgrade) return undefined;
    return apkDeed(args, connection, programsOf(connection, context));
  },
  plan: (args, deed): Plan<Detail> => {
    const subject = args.upgrade ? 'all packages' : `packages ${(args.name ?? []).join(', ')}`.trim();
    const refresh = { pointer: '/lists', before: 'as they are', after: 'read anew' };
    if (deed === undefined)
      return {
        action: 'update',
        subject,
        reason: 'the lists of packages are to be read anew',
        changes: [refresh],
        detail: { asked: args },
      };
    const isSame = deed.call === undefined;
    return {
      action: isSame ? 'unchanged' : 'update',
      subject,
      reason: deed.msg,
      changes: isSame
        ? []
        : packagesIn(deed.simulated).map((name) => ({
            pointer: `/packages/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
            before: undefined,
            after: args.state,
          })),
      result: { msg: deed.msg, ...told(deed.simulated) },
      detail: { asked: args, deed },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const { asked } = detail;
    const programs = programsOf(connection, context);
    if (detail.deed !== undefined) return carryOut(asked, detail.deed, programs);
    const update = await programs.run([...(await apkWords(asked, programs)), 'update']);
    if (update.rc !== 0)
      return { ...printed(update), changed: false, failed: true, msg: 'could not update package db' };
    if (asked.name === undefined && !asked.upgrade)
      return { changed: true, msg: 'updated repository indexes', ...printed(update) };
    return carryOut(asked, await apkDeed(asked, connection, programs), programs);
  },
});

async function carryOut(asked: AskedApk, deed: ApkDeed, programs: Programs): Promise<ModuleResult> {
  if (deed.call === undefined) return { changed: false, msg: deed.msg, ...told(deed.simulated) };
  const outcome = await makeCalls([deed.call], programs);
  const packages = packagesIn(outcome.stdout);
  const words = await apkWords(asked, programs);
  // A package that another one needs is kept, and apk(8) does not call that a failure.
  const left = await Promise.all(deed.gone.map((name) => isInstalled(name, words, programs)));
  if (outcome.rc !== 0 || left.includes(true))
    return { ...printed(outcome), changed: false, failed: true, msg: deed.failure, packages };
  return { changed: true, msg: deed.msg, packages, ...printed(outcome) };
}

/** What a simulation says; none, where none was needed. */
function told(simulated: string): Record<string, unknown> {
  if (simulated === '') return {};
  return { packages: packagesIn(simulated), ...printed({ rc: 0, stdout: simulated, stderr: '' }) };
}

function printed(outcome: CommandOutcome): Record<string, unknown> {
  const { rc: _rc, ...output } = outcomeResult(outcome);
  return output;
}
