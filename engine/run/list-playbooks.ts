import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { listTags, listTasks } from '../plan/list-plays.ts';
import { staticExitCode } from './exit-code.ts';
import type { PlayListing, RunRequest, RunWorld } from './options.ts';
import { openPlay } from './play/open-play.ts';
import { hostsOfPlay, patternOf } from './play/play-hosts.ts';
import { prepareRun } from './prepare-run.ts';

/** What `--list-tasks`, `--list-tags` and `--list-hosts` show, or what is wrong with the playbooks. */
export interface ListSummary {
  readonly plays: readonly PlayListing[];
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;
}

/** Lists the plays of playbooks with their hosts, tasks and tags; nothing runs. */
export async function listPlaybooks(request: RunRequest, world: RunWorld): Promise<ListSummary> {
  const { planned, run, diagnostics } = await prepareRun({ ...request, extraVars: request.extraVars }, world);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { plays: [], diagnostics, exitCode: staticExitCode(errors) };
  const plays: PlayListing[] = [];
  for (const [index, play] of planned.plays.entries()) {
    const opened = await openPlay({ ...play, play: { ...play.play, varsPrompt: [] } }, run);
    const pattern = patternOf(opened);
    plays.push({
      playbook: play.playbook,
      index: index + 1,
      name: opened.name,
      hosts: hostsOfPlay(opened, run).hosts.map((host) => host.name),
      pattern: typeof pattern === 'string' ? pattern : pattern.join(','),
      tags: listTags(play, run.planner),
      tasks: listTasks(play, run.planner),
    });
  }
  return { plays, diagnostics, exitCode: 0 };
}
