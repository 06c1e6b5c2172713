import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:net';
import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../../engine/module.ts';
import type { ActRow, Signals } from '../execute/execute.types.ts';
import type { Probe, ProbeWay } from '../probe.types.ts';

/** The machine that probes run on: that of drover. */
export interface ProbePorts {
  readonly machine: Pick<Connection, 'execute'>;
  readonly environment: Readonly<Record<string, string>>;
  /** Those that are configured now: a journal keeps their names alone, since they may hold secrets. */
  readonly probes: readonly Probe[];
}

/**
 * Tries a probe until it gets through, as often as it may. A way back has nothing to probe, and neither has one whom
 * somebody took out of the settings since.
 */
export function probeRow(ports: ProbePorts): ActRow {
  return {
    act: async ({ target, vpc, title }, way, signals) => {
      const probe = ports.probes.find(({ name }) => name === target['probe']);
      if (way === 'undo' || probe === undefined) return;
      const problem = await tryAgain(probe, ports, signals);
      if (problem === undefined) return;
      throw new DroverError('probe-failed', {
        detail: `${vpc}: ${title} got no way through in ${probe.tries} ${probe.tries === 1 ? 'try' : 'tries'}: ${problem}.`,
        help: 'See why the new path does not carry it (routes of the copies, the spoke gateway, security groups), or whether the probe is right (switch_probes).',
      });
    },
  };
}

/** Why the last try failed; undefined after one that did not. */
async function tryAgain(probe: Probe, ports: ProbePorts, signals: Signals): Promise<string | undefined> {
  for (let number = 1; ; number += 1) {
    const problem = await tryOnce(probe, ports, signals.signal);
    if (problem === undefined || number >= probe.tries || signals.stopping.aborted) return problem;
    await pause(probe.pause * 1000, undefined, { signal: signals.signal });
  }
}

async function tryOnce(
  { way, timeout }: Probe,
  ports: ProbePorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]);
  try {
    return await ways[way.kind](way as never, ports, deadline, timeout);
  } catch (error) {
    signal.throwIfAborted();
    return deadline.aborted ? `no answer within ${timeout} seconds` : reasonOf(error);
  }
}

type Way<K extends ProbeWay['kind']> = (
  way: Extract<ProbeWay, { readonly kind: K }>,
  ports: ProbePorts,
  deadline: AbortSignal,
  timeout: number,
) => Promise<string | undefined>;

const ways: { readonly [K in ProbeWay['kind']]: Way<K> } = {
  command: async ({ command }, { machine, environment }, deadline, timeout) => {
    const { rc, stderr } = await machine.execute(['/bin/sh', '-c', command], {
      environment,
      timeoutMs: timeout * 1000,
      signal: deadline,
    });
    return rc === 0 ? undefined : `the command ended with ${rc}${lastLine(stderr)}`;
  },
  tcp: async ({ host, port }, _ports, deadline) => {
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host, port, signal: deadline });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
    });
    return undefined;
  },
  http: async ({ url, status }, _ports, deadline) => {
    const answer = await fetch(url, { signal: deadline, redirect: 'manual' });
    await answer.body?.cancel();
    return answer.status === status ? undefined : `the answer had status ${answer.status}, not ${status}`;
  },
};

function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${line}`;
}

/** `fetch` says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : messageOf(cause);
}
