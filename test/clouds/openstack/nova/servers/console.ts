import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { findServer } from './find.ts';

/** What the fake hypervisor's servers write. */
const LINES = ['FAKE CONSOLE OUTPUT', 'ANOTHER', 'LAST LINE'];

/** The last lines that a server wrote, all of them if nobody says how many. */
export function consoleOutput(context: Context, id: string, { length }: JsonObject): CloudReply {
  const server = findServer(context, id, 'os-console-output');
  if (server.host === '') throw conflict(`Instance ${server.id} is not ready`);
  const written = context.state.consoleOf(server).split('\n');
  const wanted = length === undefined || length === null ? -1 : Number(length);
  const shown = wanted < 0 ? written : wanted === 0 ? [] : written.slice(-wanted);
  return { status: 200, body: { output: shown.join('\n') } };
}

/** What a server's console shows if nobody says otherwise. */
export const usualConsole = (): string => LINES.join('\n');
