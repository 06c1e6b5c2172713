import type * as Http from 'node:http';
import { forwardingRequest } from '../../../engine/network/forwarding-request.ts';
import { proxyFor, type Environment } from '../../../engine/network/proxy-for.ts';
import { throughProxies } from '../../../engine/network/through-proxies.ts';
import type { Connection, TaskContext } from '../../../engine/module.ts';
import { dialingAgents } from './dialing-agent.ts';

export interface Leaving {
  /** The machine that opens the sockets. Without it, this one. */
  readonly from?: Connection | undefined;
  /** Where `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` are looked up. */
  readonly environment: Environment;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

type Answered = (answer: Http.IncomingMessage) => void;

const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

/** How requests leave, as options of got: by sockets of a machine, and by the proxies that the environment names. */
export async function routeOf({ from, environment, timeoutMs, signal }: Leaving) {
  const dialing = from === undefined ? undefined : dialingAgents(from);
  if (!Object.keys(environment).some((name) => names.includes(name.toLowerCase())))
    return dialing === undefined ? {} : { agent: dialing };
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  const agent = dialing ?? { http: new http.Agent(), https: new https.Agent() };
  throughProxies(agent.https, 'https:', { environment, timeoutMs, signal, agent: agent.http });
  const request = (url: URL, options: Http.RequestOptions, answered?: Answered): Http.ClientRequest => {
    if (url.protocol === 'https:') return https.request(url, options, answered);
    const isLocal = options.socketPath !== undefined;
    const proxy = isLocal ? undefined : proxyFor(url, environment);
    if (proxy === undefined) return http.request(url, options, answered);
    return forwardingRequest(proxy, agent.http, http)(url, options, answered);
  };
  return { agent, request };
}

/** The variables of proxies, as programs of the task's machine see them: those of the machine, and the task's on top. */
export async function proxyVariables({
  connection,
  environment,
  signal,
}: Pick<TaskContext, 'connection' | 'environment' | 'signal'>): Promise<Environment> {
  if (connection.dial === undefined) return { ...process.env, ...environment };
  const script = `env | grep -iE '^(${names.join('|')})='`;
  const { stdout } = await connection.execute(['/bin/sh', '-c', script], {
    environment,
    signal,
    isBrief: true,
  });
  return Object.fromEntries(
    stdout.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
