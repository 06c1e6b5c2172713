/** The proxy: control path, call log, faults, then the mends of an action one within the other, then moto. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorAnswer, Refusal } from './answers.ts';
import { createFaults, type Fault } from './faults.ts';
import { accountsOf } from './accounts.ts';
import type { BedSettings, Call, Mend } from './mend.types.ts';
import { sharesOf, type Share } from './mends/shared.ts';
import { motoAt, MotoError } from './moto.ts';
import { createStaleReads } from './stale.ts';
import { readRequest, type AwsAnswer, type AwsRequest } from './wire.ts';

/** A call as the log has it. */
export interface LoggedCall {
  readonly at: number;
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: number;
}

const DEFAULTS: BedSettings = {
  latencyMs: 0,
  strictRoles: false,
  pageSize: 0,
  settleMs: 0,
  searchLimit: 1000,
  quotaVerdict: 'APPROVED',
};
const CONTROL = '/drover-bed/';

export function createProxy(motoPort: number, mends: readonly Mend[]): Server {
  const moto = motoAt(motoPort);
  const accounts = accountsOf(moto);
  const faults = createFaults();
  const stale = createStaleReads();
  let settings = DEFAULTS;
  let calls: LoggedCall[] = [];
  let states = new Map<string, unknown>();

  const stateOf = <T>(account: string, region: string, name: string, create: () => T): T => {
    const key = `${account} ${region} ${name}`;
    if (!states.has(key)) states.set(key, create());
    // Each name is used by one mend, with one type.
    return states.get(key) as T;
  };

  const answer = async (request: AwsRequest, account: string): Promise<AwsAnswer> => {
    const fitting = mends.filter((mend) => mend.actions.some((pattern) => isOf(pattern, request)));
    const step = async (from: AwsRequest, at: number): Promise<AwsAnswer> => {
      const mend = fitting[at];
      if (mend === undefined) return moto.forward(from, from === request ? {} : { params: from.params });
      const call: Call = {
        request: from,
        account,
        moto,
        settings,
        state: (name, create) => stateOf(account, from.region, name, create),
        stateOf,
        as: (other) => accounts.headersOf(other, from.region),
        next: ({ params } = {}) => step(params === undefined ? from : { ...from, params }, at + 1),
      };
      return mend.answer(call);
    };
    try {
      return await step(request, 0);
    } catch (error) {
      if (error instanceof MotoError) return error.answer;
      if (error instanceof Refusal) return errorAnswer(request, error.status, error.code, error.message);
      throw error;
    }
  };

  /** The answer, or undefined where the connection is to be dropped. Rejects where the client has gone before it was due. */
  const underFaults = async (
    request: AwsRequest,
    account: string,
    gone: AbortSignal,
  ): Promise<AwsAnswer | undefined> => {
    const met = faults.meet(request, account);
    const of = (kind: Fault['kind']): Fault | undefined => met.find((fault) => fault.kind === kind);
    await sleep(settings.latencyMs + (of('delay')?.ms ?? 0), undefined, { signal: gone });
    if (of('drop') !== undefined) return undefined;
    const refusal = of('throttle') ?? of('expired') ?? of('error');
    if (refusal !== undefined) return refused(request, refusal);
    const old = of('stale');
    const given = old && stale.answer(request, account, old.ms ?? 1000);
    const answered = given ?? (await answer(request, account));
    if (given === undefined) stale.note(request, account, answered);
    return of('drop-after') === undefined ? answered : undefined;
  };

  const control = async (path: string, method: string, body: string): Promise<unknown> => {
    const given = (): unknown => JSON.parse(body === '' ? '{}' : body);
    if (path === 'calls' && method === 'DELETE') calls = [];
    else if (path === 'calls') return calls;
    else if (path === 'mends') return mends.map(({ gap, actions }) => ({ gap, actions }));
    else if (path === 'faults' && method === 'DELETE') faults.clear();
    else if (path === 'faults' && method === 'POST') faults.add(given() as Fault);
    else if (path === 'faults') return faults.all;
    else if (path === 'settings' && method === 'POST')
      settings = { ...settings, ...(given() as BedSettings) };
    else if (path === 'settings') return settings;
    else if (path === 'shares' && method === 'POST') {
      const { region, ...share } = given() as Share & { readonly region: string };
      sharesOf({ stateOf }, region).push(share);
    } else if (path === 'reset' && method === 'POST') {
      await moto.reset();
      [settings, calls, states] = [DEFAULTS, [], new Map<string, unknown>()];
      for (const part of [faults, stale, accounts]) part.clear();
    } else return undefined;
    return {};
  };

  return createServer((incoming, outgoing) => {
    const client = new AbortController();
    outgoing.once('close', () => {
      client.abort();
    });
    void (async () => {
      const request = await readRequest(incoming);
      if (request.url.startsWith(CONTROL)) {
        const said = await control(
          request.url.slice(CONTROL.length),
          request.method,
          request.body.toString(),
        );
        const content = Buffer.from(JSON.stringify(said ?? { error: 'There is no such path.' }));
        write(outgoing, { status: said === undefined ? 404 : 200, headers: {}, body: content });
        return;
      }
      const account = await accounts.of(request);
      const given =
        account === undefined
          ? refused(request, { kind: 'expired' })
          : await underFaults(request, account, client.signal);
      accounts.note(request, given);
      calls.push(logged(request, account ?? '', given?.status ?? 0));
      if (given === undefined) outgoing.socket?.destroy();
      else write(outgoing, given);
    })().catch((error: unknown) => {
      if (client.signal.aborted) return;
      // A fault of the bed itself: a status that no client tries again, with all that is known.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.error(text);
      write(outgoing, { status: 501, headers: {}, body: Buffer.from(text) });
    });
  });
}

function isOf(pattern: string, { service, action }: AwsRequest): boolean {
  const name = `${service}:${action}`;
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

const THROTTLED: Readonly<Record<string, readonly [status: number, code: string]>> = {
  ec2: [503, 'RequestLimitExceeded'],
  s3: [503, 'SlowDown'],
};
const EXPIRED: Readonly<Record<string, readonly [status: number, code: string]>> = {
  ec2: [400, 'RequestExpired'],
  s3: [400, 'ExpiredToken'],
};

function refused(request: AwsRequest, fault: Fault): AwsAnswer {
  const table = fault.kind === 'throttle' ? THROTTLED : EXPIRED;
  const usual =
    fault.kind === 'error'
      ? ([500, 'InternalError'] as const)
      : (table[request.service] ??
        (fault.kind === 'throttle' ? ([400, 'Throttling'] as const) : ([403, 'ExpiredToken'] as const)));
  const { status = usual[0], code = usual[1], message = 'The bed was asked for this fault.' } = fault;
  return errorAnswer(request, status, code, message);
}

function logged(request: AwsRequest, account: string, status: number): LoggedCall {
  const { service, action, region, params, json, url } = request;
  const input = params.size > 0 ? Object.fromEntries(params) : service === 's3' ? { url } : json;
  return { at: Date.now(), service, action, account, region, input, status };
}

function write(outgoing: ServerResponse, { status, headers, body }: AwsAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': body.length });
  outgoing.end(body);
}
