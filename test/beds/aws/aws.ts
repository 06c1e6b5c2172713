/** The bed of AWS, for tests: aws.sh beside this folder brings it up. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Fault } from './proxy/faults.ts';
import type { BedSettings } from './proxy/mend.types.ts';
import type { LoggedCall } from './proxy/server.ts';

export type { Fault, BedSettings, LoggedCall };

const script = join(import.meta.dirname, '..', 'aws.sh');
const number = Number(process.env['DROVER_AWS_NUMBER'] ?? '0');

/** The account that keys belong to which no role was assumed with. */
export { MAIN_ACCOUNT } from './proxy/accounts.ts';

export interface AwsBed {
  readonly endpoint: string;
  /** Credentials of the main account, and the endpoint, as a program takes them from its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Empties every account; faults, settings and the list of calls, too. */
  reset(): Promise<void>;
  /** Has the next calls go wrong; see Fault. */
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  set(settings: Partial<BedSettings>): Promise<void>;
  /** Shares a subnet with another account, as AWS RAM does. */
  share(share: {
    readonly region: string;
    readonly subnet: string;
    readonly owner: string;
    readonly with: string;
  }): Promise<void>;
  /** What was called since the last reset or `forgetCalls`, in order. */
  calls(): Promise<readonly LoggedCall[]>;
  forgetCalls(): Promise<void>;
}

/** Brings the bed up unless it is there. Throws if it does not come up. */
export function bringUpAws(): AwsBed {
  execFileSync(script, ['up'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const endpoint = `http://127.0.0.1:${5800 + 2 * number}`;
  const control = async (path: string, method = 'GET', body?: unknown): Promise<unknown> => {
    const response = await fetch(`${endpoint}/drover-bed/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text);
  };
  return {
    endpoint,
    environment: {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: endpoint,
    },
    reset: async () => {
      await control('reset', 'POST');
    },
    fault: async (fault) => {
      await control('faults', 'POST', fault);
    },
    clearFaults: async () => {
      await control('faults', 'DELETE');
    },
    set: async (settings) => {
      await control('settings', 'POST', settings);
    },
    share: async (share) => {
      await control('shares', 'POST', share);
    },
    calls: async () => (await control('calls')) as readonly LoggedCall[],
    forgetCalls: async () => {
      await control('calls', 'DELETE');
    },
  };
}

/** Ends both servers. */
export function endAws(): void {
  execFileSync(script, ['down'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
