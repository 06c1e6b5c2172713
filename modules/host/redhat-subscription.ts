import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type ModuleResult, type Plan } from '../../engine/module.ts';
import { callFailure, makeCalls, type Call } from './calls.ts';
import { programsOf, type Programs } from './programs.ts';
import {
  hasCredentials,
  subscriptionArguments,
  subscriptionProblems,
  type AskedSubscription,
} from './subscription/arguments.ts';
import { disablePlugin, enablePlugin } from './subscription/package-sources.ts';
import { purposeFile, purposeText } from './subscription/system-purpose.ts';
import { identityCall, registrationCalls, syncCall, unregisterCall } from './subscription/words.ts';

interface Facts {
  readonly isRegistered: boolean;
  /** What the machine is for, as its file says it now and shall say it; undefined where that is not asked for. */
  readonly purpose?: { readonly before: string; readonly after: string };
}

interface Detail {
  readonly calls: readonly Call[];
  /** The text that is written into the file of what the machine is for. */
  readonly purpose?: string;
  /** How the sources of packages follow; undefined: they stay. */
  readonly sources?: 'on' | 'off';
}

interface Clients {
  readonly connection: Connection;
  readonly programs: Programs;
}

export const redhatSubscription = defineModule({
  name: 'host.redhat_subscription',
  aliases: [
    'redhat_subscription',
    'community.general.redhat_subscription',
    'ansible.builtin.redhat_subscription',
  ],
  summary: 'Registers a machine of Red Hat with its server of subscriptions, or takes it out.',
  description:
    'Works by subscription-manager, as root. Passwords, tokens and activation keys reach it through its standard input: nobody on the machine sees them among the arguments of programs. Pools are not chosen: servers of today have none (simple content access).',
  args: { type: 'object', properties: subscriptionArguments },
  examples: [
    {
      title: 'With an activation key',
      playbook:
        '- redhat_subscription:\n    activationkey: "{{ lookup(\'env\', \'RHSM_KEY\') }}"\n    org_id: "1234567"\n  become: true\n',
    },
    {
      title: 'Before the machine goes',
      playbook: '- redhat_subscription:\n    state: absent\n  become: true\n',
    },
  ],
  returns: { msg: { type: 'string', description: 'What was done.' } },
  check: subscriptionProblems,
  connect: (_args, context): Promise<Clients> =>
    Promise.resolve({ connection: context.connection, programs: programsOf(context.connection, context) }),
  gather: async (args, clients): Promise<Facts> => {
    const { programs } = clients;
    await needRoot(programs);
    await programs.need('subscription-manager');
    const isRegistered = (await programs.run(identityCall.words)).rc === 0;
    const isToRegister = args.state === 'present' && (args.force_register || !isRegistered);
    if (isToRegister && !hasCredentials(args))
      throw new DroverError('module-failed', {
        detail: 'state is present but any of the following are missing: username, activationkey, token',
        help: 'The machine is not registered: say with what it is to be (activationkey with org_id, or username with password).',
      });
    return { isRegistered, ...(await purposeOf(args, clients.connection)) };
  },
  plan: (args, facts): Plan<Detail> =>
    args.state === 'absent' ? removal(args, facts) : presence(args, facts),
  apply: async ({ detail }, { connection, programs }): Promise<ModuleResult> => {
    if (detail.purpose !== undefined) await connection.files.write(purposeFile, detail.purpose);
    if (detail.sources === 'on') await enablePlugin(connection);
    const outcome = await makeCalls(detail.calls, programs);
    // What the machine is for is told to the server once more by its own daemon.
    if (outcome.rc !== 0 && outcome.failed !== syncCall) return callFailure(outcome);
    if (detail.sources === 'off') await disablePlugin(connection);
    return { changed: true };
  },
});

async function needRoot(programs: Programs): Promise<void> {
  if ((await programs.run(['id', '-u'])).stdout.trim() === '0') return;
  throw new DroverError('module-failed', {
    detail: "Interacting with subscription-manager requires root permissions ('become: true')",
    help: 'Write `become: true` to the task, or connect as root.',
  });
}

async function purposeOf(
  { state, syspurpose }: AskedSubscription,
  { files }: Connection,
): Promise<Pick<Facts, 'purpose'>> {
  if (state === 'absent' || syspurpose === undefined) return {};
  const isThere = (await files.status(purposeFile)) !== undefined;
  const before = isThere ? new TextDecoder().decode(await files.read(purposeFile)) : '';
  return { purpose: { before, after: purposeText(before, syspurpose) } };
}

const subject = 'registration with the server of subscriptions';

function removal(args: AskedSubscription, { isRegistered }: Facts): Plan<Detail> {
  const detail: Detail = { calls: [unregisterCall], sources: 'off' };
  if (!isRegistered)
    return {
      action: 'unchanged',
      subject,
      reason: 'there is none',
      changes: [],
      result: { msg: 'System already unregistered.' },
      detail,
    };
  return {
    action: 'delete',
    subject,
    reason: 'the machine is registered',
    changes: [{ pointer: '/registered', before: true, after: false }],
    result: { msg: `System successfully unregistered from ${args.server_hostname ?? 'None'}.` },
    detail,
  };
}

function presence(args: AskedSubscription, { isRegistered, purpose }: Facts): Plan<Detail> {
  const isNew = args.force_register || !isRegistered;
  const isPurposeNew = purpose !== undefined && purpose.before !== purpose.after;
  const told = isNew
    ? `System successfully registered to '${args.server_hostname ?? 'None'}'.`
    : isPurposeNew
      ? 'Syspurpose attributes changed.'
      : 'System already registered.';
  return {
    action: isNew && !isRegistered ? 'create' : isNew || isPurposeNew ? 'update' : 'unchanged',
    subject,
    reason: isNew ? (isRegistered ? 'it is to be made anew' : 'there is none') : 'the machine is registered',
    changes: [
      ...(isNew ? [{ pointer: '/registered', before: isRegistered, after: true }] : []),
      ...(isPurposeNew ? [{ pointer: '/syspurpose', before: purpose.before, after: purpose.after }] : []),
    ],
    ...(isPurposeNew ? { diff: { before: purpose.before, after: purpose.after } } : {}),
    result: { msg: told },
    detail: {
      calls: isNew ? registrationCalls(args) : args.syspurpose?.sync === true ? [syncCall] : [],
      ...(isPurposeNew ? { purpose: purpose.after } : {}),
      ...(isNew ? { sources: 'on' as const } : {}),
    },
  };
}
