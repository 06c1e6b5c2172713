import type { CommandOutcome } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

/** Copies the skeleton, gives it the mode that login.defs(5) wants, and the owner; $1 home, $2 skeleton, $3 and $4 owner. */
const script = `set -e
if [ -d "$2" ]; then mkdir -p "\${1%/*}"; cp -R -P -p "$2" "$1"; else mkdir -p "$1"; fi
mask=$(sed -n 's/^UMASK[[:space:]]\\{1,\\}\\([0-7]\\{1,\\}\\)[[:space:]]*$/\\1/p' /etc/login.defs 2>/dev/null | tail -n 1)
if [ -n "$mask" ]; then chmod "$(printf %o $((0777 & ~0$mask)))" "$1"; fi
chown -R -h "$3:$4" "$1"`;

/** Makes a home folder as useradd(8) would. */
export function makeHome(
  home: {
    readonly path: string;
    readonly skeleton: string | undefined;
    readonly uid: number;
    readonly gid: number;
  },
  programs: Programs,
): Promise<CommandOutcome> {
  const { path, skeleton = '/etc/skel', uid, gid } = home;
  return programs.run(['/bin/sh', '-c', script, 'sh', path, skeleton, String(uid), String(gid)]);
}
