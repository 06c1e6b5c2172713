import { checkPlaybooks } from '../run/check-playbooks.ts';
import { listPlaybooks } from '../run/list-playbooks.ts';
import type { PlayListing, RunRequest, RunWorld } from '../run/options.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { printDiagnostics } from './terminal.ts';

/** Whether the flags ask for a list or a check, in place of a run. */
export function isListing(flags: FlagValues): boolean {
  return [flags.listTasks, flags.listTags, flags.listHosts, flags.syntaxCheck].includes(true);
}

/** `--syntax-check`, `--list-tasks`, `--list-tags` and `--list-hosts`, in Ansible's shape. */
export async function list(request: RunRequest, flags: FlagValues, world: RunWorld): Promise<number> {
  if (flags.syntaxCheck === true) {
    const { diagnostics, exitCode } = await checkPlaybooks(request, world);
    printDiagnostics(diagnostics);
    if (exitCode === exitCodes.ok)
      process.stdout.write(request.playbooks.map((path) => `\nplaybook: ${path}\n`).join(''));
    return exitCode;
  }
  const { plays, diagnostics, exitCode } = await listPlaybooks(request, world);
  printDiagnostics(diagnostics);
  for (const path of request.playbooks) {
    const own = plays.filter((play) => play.playbook === path);
    if (exitCode === exitCodes.ok)
      process.stdout.write(
        `\nplaybook: ${path}\n${own.map((play, index) => playText(play, index + 1, flags)).join('')}`,
      );
  }
  return exitCode;
}

function playText(play: PlayListing, number: number, flags: FlagValues): string {
  const head = `\n  play #${number} (${play.pattern}): ${play.name}\tTAGS: [${play.tags.join(', ')}]\n`;
  const hosts =
    flags.listHosts === true
      ? `    pattern: [${quoted(play.pattern)}]\n    hosts (${play.hosts.length}):\n${play.hosts.map((host) => `      ${host}\n`).join('')}`
      : '';
  const tasks =
    flags.listTasks === true
      ? `    tasks:\n${play.tasks.map((task) => `      ${task.name}\tTAGS: [${task.tags.join(', ')}]\n`).join('')}`
      : '';
  const tags =
    flags.listTags === true
      ? `      TASK TAGS: [${[...new Set(play.tasks.flatMap((task) => task.tags))].sort().join(', ')}]\n`
      : '';
  return head + hosts + tasks + tags;
}

function quoted(pattern: string): string {
  return pattern
    .split(',')
    .map((part) => `'${part}'`)
    .join(', ');
}
