import type { Machine } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import { startService, type Service } from './tool.ts';
import { makeFolder } from './work-folder.ts';

const script = `
dir=$1 user=$2
${makeFolder}
chown -- "$user" "$dir" || exit 1
echo ready
sleep 2147483647 &
wait $!
`;

/**
 * Makes the folder of a copy at the source, for as long as it is not stopped. It is the user's that the destination
 * logs in as: nobody else but root comes to what is served there.
 */
export function openFolder(machine: Machine, folder: string, user: string, signal: AbortSignal): Service {
  return startService(machine, {
    name: 'the folder of a copy',
    script,
    args: [folder, user],
    signal,
    isReady: (line) => line === 'ready',
    whyEnded: (outcome) =>
      outcome.rc === 1
        ? unusable(machine, `The folder ${folder} cannot be made for the user ${user}`, outcome)
        : cutOff(`the copy's folder on ${machine.name} went away`, outcome),
  });
}
