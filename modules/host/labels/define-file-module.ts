/** Gives a module that makes a file the arguments for its label of SELinux and its flags. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type {
  Change,
  Connection,
  ConvergingModule,
  ModuleResult,
  ModuleSummary,
  Plan,
  TaskContext,
} from '../../../engine/module.ts';
import type { ObjectSchema } from '../../../engine/schema/types.ts';
import { programsOf } from '../programs.ts';
import { selinuxState } from '../selinux/state.ts';
import { flagChanges, setFlags } from './file-flags.ts';
import { labelArguments, type AskedLabel, type LabelChange, type LabelPlace } from './label-arguments.ts';
import { contextChanges, setContexts } from './security-context.ts';

/** What of the arguments of these modules tells which file it is about. */
interface Arguments extends AskedLabel {
  readonly path?: string;
  readonly dest?: string;
  readonly state?: string;
  readonly recurse?: boolean;
}

interface Labels {
  readonly contexts: readonly LabelChange[];
  readonly flags: readonly LabelChange[];
}

/** The module without the types of its arguments, which it gets as the engine has read them. */
interface Inner<F, D> {
  gather(args: unknown, connection: Connection, context: TaskContext): Promise<F>;
  plan(args: unknown, facts: F): Plan<D>;
  apply(plan: Plan<D>, connection: Connection, context: TaskContext): Promise<ModuleResult>;
}

interface Facts<F> {
  readonly inner: F;
  readonly labels: Labels;
}

interface Detail<D> {
  readonly inner: D;
  /** The file itself is as it is to be. */
  readonly isSame: boolean;
  readonly asked: Arguments;
}

const none: Labels = { contexts: [], flags: [] };

/**
 * Declares a module that makes a file. What it does itself comes first, then the label: a file that is written anew has
 * that of its folder. Where SELinux is off, what is asked about it is passed over, as in Ansible.
 */
export function defineFileModule<const S extends ObjectSchema, F, D>(
  definition: ConvergingModule<S, F, D, Connection>,
): ConvergingModule<S, Facts<F>, Detail<D>, Connection> {
  const summary: ModuleSummary<S> = definition;
  const module: Inner<F, D> = definition;
  const properties = { ...summary.args.properties, ...labelArguments };
  return {
    ...summary,
    // The further arguments are this file's alone: the module itself does not see their types.
    args: { ...summary.args, properties },
    connect: (_args, context) => Promise.resolve(context.connection),
    gather: async (args: unknown, connection, context): Promise<Facts<F>> => {
      const inner = await module.gather(args, connection, context);
      const asked = labelIn(args);
      if (!isAsked(asked)) return { inner, labels: none };
      const { result } = module.plan(args, inner);
      return { inner, labels: await differing(asked, result, connection, context) };
    },
    plan: (args: unknown, { inner, labels }: Facts<F>): Plan<Detail<D>> =>
      withLabels(module.plan(args, inner), labels, labelIn(args)),
    apply: async (plan, connection, context): Promise<ModuleResult> => {
      const { inner, isSame, asked } = plan.detail;
      const result = isSame
        ? { changed: true }
        : await module.apply({ ...plan, detail: inner }, connection, context);
      if (!isAsked(asked)) return result;
      const labels = await differing(asked, { ...plan.result, ...result }, connection, context);
      const programs = programsOf(connection, context);
      await setContexts(labels.contexts, programs);
      await setFlags(labels.flags, programs);
      return labels.contexts.length + labels.flags.length === 0 ? result : { ...result, changed: true };
    },
  };
}

function withLabels<D>(plan: Plan<D>, { contexts, flags }: Labels, asked: Arguments): Plan<Detail<D>> {
  const isUnchanged = plan.action === 'unchanged';
  const isSame = isUnchanged && plan.hasNotes !== true;
  const detail = { inner: plan.detail, isSame, asked };
  const changes = [...contexts.map(changeOf('/secontext')), ...flags.map(changeOf('/attributes'))];
  if (changes.length === 0) return { ...plan, detail };
  return {
    ...plan,
    ...(isUnchanged ? { action: 'update', reason: 'its label differs' } : {}),
    changes: [...plan.changes, ...changes],
    detail,
  };
}

/** The arguments that the engine has read by `labelArguments`, and those about the file that all of these modules have. */
function labelIn(args: unknown): Arguments {
  return args as Arguments;
}

function isAsked(args: Arguments): boolean {
  return (Object.keys(labelArguments) as (keyof AskedLabel)[]).some((name) => args[name] !== undefined);
}

/** What of the file, as it is now, differs from what is asked for. */
async function differing(
  asked: Arguments,
  result: Plan['result'],
  connection: Connection,
  context: TaskContext,
): Promise<Labels> {
  const programs = programsOf(connection, context);
  const { seuser, serole, setype, selevel, attributes } = asked;
  const isLabelled = [seuser, serole, setype, selevel].some((part) => part !== undefined);
  const isOn = isLabelled && (await selinuxState(programs, connection)) !== 'disabled';
  const place = isOn || attributes !== undefined ? await placeOf(asked, result, connection) : undefined;
  if (place === undefined) return none;
  return {
    contexts: isOn ? await contextChanges(asked, place, programs) : [],
    flags: attributes === undefined ? [] : await flagChanges(attributes, place, programs),
  };
}

/** The file that there is: of a link what it points to, unless the link is what the task makes. */
async function placeOf(
  { path: asked, dest, state, recurse = false }: Arguments,
  result: Plan['result'],
  { files }: Connection,
): Promise<LabelPlace | undefined> {
  const told = result?.['dest'] ?? result?.['path'];
  const path = typeof told === 'string' ? told : (asked ?? dest);
  if (path === undefined || state === 'absent' || result?.['failed'] === true) return undefined;
  const status = await files.status(path);
  if (status === undefined) return undefined;
  if (state === 'link') return { path, isDeep: false };
  if (dest !== undefined && asked === undefined && status.type === 'directory') throw wholeFolder(path);
  const real = status.type === 'link' ? await files.realPath(path).catch(() => undefined) : path;
  return real === undefined ? undefined : { path: real, isDeep: recurse };
}

function wholeFolder(path: string): DroverError {
  return new DroverError('invalid-argument', {
    detail: `seuser, serole, setype, selevel and attributes are for one file, and ${path} is a folder`,
    help: `Label the folder with a task of its own: file, with path: ${path}, state: directory and recurse: true.`,
  });
}

function changeOf(pointer: string): (one: LabelChange) => Change {
  return ({ before, after }) => ({ pointer, before, after });
}
