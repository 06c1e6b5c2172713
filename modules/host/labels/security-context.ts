/** Labels of SELinux: `user:role:type:level`, the last with colons of its own, and not in every policy. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Programs } from '../programs.ts';
import type { AskedLabel, LabelChange, LabelPlace } from './label-arguments.ts';
import { inGroups } from './in-groups.ts';

const parts = ['seuser', 'serole', 'setype', 'selevel'] as const;

/** The labels that differ from what is asked for; none where nothing is there yet. */
export async function contextChanges(
  asked: AskedLabel,
  { path: root, isDeep }: LabelPlace,
  programs: Programs,
): Promise<readonly LabelChange[]> {
  const depth = isDeep ? [] : (['-maxdepth', '0'] as const);
  const telling = ['-exec', 'stat', '--printf', '%C\\0%n\\0', '{}', '+'] as const;
  const { stdout } = await programs.run(['find', root, ...depth, ...telling]);
  const told = stdout.split('\0');
  const changes: LabelChange[] = [];
  for (let at = 0; at + 1 < told.length; at += 2) {
    const [before = '', path = ''] = [told[at], told[at + 1]];
    const usual = parts.some((part) => asked[part] === '_default') ? await usualOf(path, programs) : [];
    const after = wantedContext(asked, splitContext(before), usual).join(':');
    if (after !== before) changes.push({ path, before, after });
  }
  return changes;
}

export async function setContexts(changes: readonly LabelChange[], programs: Programs): Promise<void> {
  await inGroups(changes, async (after, paths) => {
    const { rc, stderr } = await programs.run(['chcon', '-h', '--', after, ...paths]);
    if (rc !== 0)
      throw new DroverError('module-failed', {
        detail: `set selinux context failed: ${stderr.trim()}`,
        help: 'seinfo -t on the machine tells the types that its policy has.',
      });
  });
}

function wantedContext(
  asked: AskedLabel,
  own: readonly string[],
  usual: readonly string[],
): readonly string[] {
  return own.map((part, at) => {
    const wanted = asked[parts[at] ?? 'setype'];
    return (wanted === '_default' ? usual[at] : wanted) ?? part;
  });
}

function splitContext(context: string): readonly string[] {
  const [user = '', role = '', type = '', ...level] = context.split(':');
  return [user, role, type, ...(level.length === 0 ? [] : [level.join(':')])];
}

/** What the policy says of a path, as matchpathcon(8) tells it. */
async function usualOf(path: string, programs: Programs): Promise<readonly string[]> {
  const { rc, stdout } = await programs.run(['matchpathcon', '-n', path]);
  return rc === 0 && stdout.includes(':') ? splitContext(stdout.trim()) : [];
}
