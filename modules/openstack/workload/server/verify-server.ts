import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { idOf, textOf } from '../../kind/wire.ts';
import { waitFor } from '../../kind/wait-for.ts';
import type { VerifyCheck } from '../workload.types.ts';
import { readServer } from './new-servers.ts';
import type { ServerRequest } from './server-request.ts';
import { answers } from './try-port.ts';

/** How long one attempt of a check may take, in milliseconds. */
const ATTEMPT_MS = { port: 5000, command: 60_000 } as const;

/** What a check has found: nothing yet, with the reason, or that it is passed. */
type Outcome = { readonly passed: true } | { readonly why: string };

/**
 * Does the checks of a server one after the other, each until it passes or its time is over; throws `server-unverified`
 * with what was seen last. `addresses`: its floating IPs.
 */
export async function verifyServer(
  server: Body,
  addresses: readonly string[],
  request: ServerRequest,
): Promise<void> {
  const { params, label, timeoutMs, signal, onStage } = request;
  for (const check of params.verify) {
    onStage(`checks ${wordsOf(check)}`);
    let last = '';
    const passed = await waitFor(
      async () => {
        const outcome = await tried(check, server, addresses, request);
        if ('passed' in outcome) return true;
        last = outcome.why;
        return undefined;
      },
      { timeoutMs, signal },
    );
    if (passed === true) continue;
    throw new DroverError('server-unverified', {
      detail: `${label} (${idOf(server)}) is at ${request.writer.index.session.label}, but does not pass the check ${wordsOf(check)} within ${Math.round(timeoutMs / 1000)} seconds: ${last}.`,
      help: 'Look at its console (openstack console log show). The server stays. Run again to check again, or leave the check out of verify in _migration_params.',
    });
  }
}

function wordsOf(check: VerifyCheck): string {
  if (check.check === 'port') return `port_${check.port}`;
  return check.check === 'command' ? `command "${check.command}"` : 'active';
}

async function tried(
  check: VerifyCheck,
  server: Body,
  addresses: readonly string[],
  request: ServerRequest,
): Promise<Outcome> {
  switch (check.check) {
    case 'active':
      return isActive(server, request);
    case 'port':
      return isOpen(check.port, addresses, request);
    case 'command':
      return succeeds(check.command, server, addresses, request);
  }
}

async function isActive(server: Body, { writer }: ServerRequest): Promise<Outcome> {
  const now = await readServer(writer.index, idOf(server));
  const status = now === undefined ? 'gone' : (textOf(now, 'status') ?? '');
  return status === 'ACTIVE' ? { passed: true } : { why: `it is ${status}` };
}

async function isOpen(
  port: number,
  addresses: readonly string[],
  { label, signal }: ServerRequest,
): Promise<Outcome> {
  const [address] = addresses;
  if (address === undefined) {
    throw new DroverError('server-unverified', {
      detail: `${label}: port ${port} cannot be checked: the server has no floating IP, and its addresses inside cannot be reached from here.`,
      help: 'Give it a floating IP, check by a command that reaches it another way ({command: ...}), or leave the check out of verify in _migration_params. The server stays.',
    });
  }
  return (await answers(address, port, ATTEMPT_MS.port, signal))
    ? { passed: true }
    : { why: `nothing answers at ${address} port ${port}` };
}

async function succeeds(
  command: string,
  server: Body,
  addresses: readonly string[],
  { controller, signal }: ServerRequest,
): Promise<Outcome> {
  const outcome = await controller.execute(['/bin/sh', '-c', command], {
    environment: {
      DROVER_SERVER_ID: idOf(server),
      DROVER_SERVER_NAME: textOf(server, 'name') ?? '',
      DROVER_SERVER_ADDRESS: addresses[0] ?? '',
    },
    timeoutMs: ATTEMPT_MS.command,
    signal,
  });
  if (outcome.rc === 0) return { passed: true };
  const said = outcome.stderr.trim().split('\n').at(-1) ?? '';
  return { why: `it ended with status ${outcome.rc}${said === '' ? '' : ` (${said})`}` };
}
