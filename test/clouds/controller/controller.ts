/** A transit controller on loopback, with state, over HTTPS with a certificate of its own. */
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../modules/openstack/api/certificates.ts';
import { carryOut, type Form } from './actions.ts';
import { emptyState, type ControllerFault, type ControllerState } from './state.ts';

export type { ControllerFault, ControllerState };

export interface LoggedCall {
  readonly method: string;
  readonly url: string;
  readonly action: string;
  /** Without session and password. */
  readonly input: Form;
}

export interface LoopbackController {
  readonly port: number;
  /** Variables by which drover reaches it: port, authority, login. `aviatrix.controller_ip` is 127.0.0.1. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of its own certificate, as openssl writes it. */
  readonly fingerprint: string;
  /** The file of the authority that signed it. */
  readonly ca: string;
  readonly state: ControllerState;
  readonly calls: LoggedCall[];
  /** Has the next calls go wrong. */
  fault(fault: Omit<ControllerFault, 'times'> & { readonly times?: number }): void;
  /** As after a restart: nobody is logged in any more. */
  forgetSessions(): void;
  close(): Promise<void>;
}

/** `POST /control/faults` with a ControllerFault does from another process what `fault` does. */
export async function openLoopbackController(): Promise<LoopbackController> {
  const authority = createAuthority();
  const pair = authority.issue('controller', 'IP:127.0.0.1,DNS:localhost');
  const state = emptyState();
  const calls: LoggedCall[] = [];
  const addFault = ({
    times = 1,
    ...fault
  }: Omit<ControllerFault, 'times'> & { readonly times?: number }): void =>
    void state.faults.push({ ...fault, times });
  const server = createServer(
    { cert: authority.read(pair.cert), key: authority.read(pair.key) },
    (request, response) => {
      void readBody(request).then((body) => {
        if (request.url === '/control/faults') {
          addFault(JSON.parse(body) as ControllerFault);
          response.end('{}');
        } else answer(request, response, body, state, calls);
      });
    },
  );
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    variables: {
      controller_port: port,
      controller_ca: authority.ca,
      aviatrix_controller_user: 'admin',
      aviatrix_controller_password: 'Aviatrix-123!',
    },
    fingerprint: new X509Certificate(authority.read(pair.cert)).fingerprint256,
    ca: authority.ca,
    state,
    calls,
    fault: addFault,
    forgetSessions: () => {
      state.sessions.clear();
    },
    close: () =>
      new Promise((closed) => {
        authority.remove();
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  state: ControllerState,
  calls: LoggedCall[],
): void {
  const url = new URL(request.url ?? '/', 'https://controller');
  const form = Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]) as Form;
  const { action = '', CID: _session, password: _password, ...input } = form;
  calls.push({ method: request.method ?? '', url: request.url ?? '', action, input });
  if (url.pathname !== '/v1/api') {
    send(response, 404, 'Not Found');
    return;
  }
  const fault = takeFault(state, action);
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  const wrong = fault === undefined ? undefined : faultyAnswer(fault);
  const reply = wrong ?? { status: 200, text: JSON.stringify(carryOut(state, form)) };
  if (fault?.kind === 'drop-after') request.socket.destroy();
  else send(response, reply.status, reply.text);
}

/** What a fault answers in place of the controller. */
function faultyAnswer({ kind, status = 503, reason = '' }: ControllerFault) {
  switch (kind) {
    case 'status':
      return { status, text: '<html>Service Unavailable</html>' };
    case 'garbage':
      return { status: 200, text: '<html>Please wait</html>' };
    case 'refuse':
      return { status: 200, text: JSON.stringify({ return: false, reason }) };
    default:
      return undefined;
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': text.startsWith('{') ? 'application/json' : 'text/html' });
  response.end(text);
}

function takeFault({ faults }: ControllerState, action: string): ControllerFault | undefined {
  const fault = faults.find((one) => one.times > 0 && (one.action === undefined || one.action === action));
  if (fault !== undefined) fault.times -= 1;
  return fault;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
