import { readdirSync, readFileSync } from 'node:fs';

/**
 * The processes that stand below one, with the moments at which they began: a number may be another process's later.
 * `undefined`: all of the machine. Empty where the kernel has no /proc.
 */
export function processesBelow(root: number | undefined): ReadonlyMap<number, string> {
  const all = new Map<number, { readonly parent: number; readonly start: string }>();
  for (const entry of list()) {
    const found = read(Number(entry));
    if (found !== undefined) all.set(Number(entry), found);
  }
  const isBelow = (pid: number): boolean => {
    for (let at = all.get(pid)?.parent; at !== undefined && at > 0; at = all.get(at)?.parent)
      if (at === root) return true;
    return false;
  };
  const chosen = [...all].filter(([pid]) => root === undefined || isBelow(pid));
  return new Map(chosen.map(([pid, { start }]) => [pid, start]));
}

function list(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Fields 4 and 22 of /proc/PID/stat: see proc(5). The name before them may hold anything. */
function read(pid: number): { readonly parent: number; readonly start: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), start: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
