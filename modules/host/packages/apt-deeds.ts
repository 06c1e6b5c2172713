import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection, TaskContext } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';
import type { AskedApt } from './apt-arguments.ts';
import { frontend } from './apt-state.ts';

/** Reads the lists of packages anew; tries again, and longer apart each time. */
export async function readLists(
  asked: Pick<AskedApt, 'update_cache_retries' | 'update_cache_retry_max_delay' | 'lock_timeout'>,
  programs: Programs,
  context: TaskContext,
): Promise<void> {
  const { update_cache_retries: tries, update_cache_retry_max_delay: longest } = asked;
  let said = '';
  for (let trial = 0; trial < Math.max(1, tries); trial++) {
    if (trial > 0)
      await sleep(Math.min(2 ** (trial - 1), longest) * 1000, undefined, { signal: context.signal });
    const options = ['-o', `DPkg::Lock::Timeout=${asked.lock_timeout}`, '-o', 'APT::Update::Error-Mode=any'];
    const { rc, stderr } = await programs.run(['apt-get', ...options, 'update'], { environment: frontend });
    if (rc === 0) return;
    said = stderr.trim();
  }
  throw new DroverError('command-failed', {
    detail: `Failed to update apt cache: ${said === '' ? 'unknown reason' : said}`,
    help: 'See that the sources of the machine (/etc/apt) can be reached from it.',
  });
}

const policyPath = '/usr/sbin/policy-rc.d';

/** While `work` runs, invoke-rc.d(8) is told by policy-rc.d what may be started; then all is as it was before. */
export async function withPolicy<T>(
  status: number | undefined,
  { files }: Connection,
  work: () => Promise<T>,
): Promise<T> {
  if (status === undefined) return work();
  const saved = `${policyPath}.drover-saved`;
  const wasThere = (await files.status(policyPath)) !== undefined;
  if (wasThere) await files.rename(policyPath, saved);
  try {
    await files.write(policyPath, `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
    return await work();
  } finally {
    if (wasThere) await files.rename(saved, policyPath);
    else await files.remove(policyPath);
  }
}
