/** Calls of AWS as data: what is planned, counted, journaled, allowed by a policy and made is one and the same value. */
import type { ServiceModules } from './services.ts';

export type Service = keyof ServiceModules;

/** The actions of a service, as IAM and the API name them: `DescribeVpcs`. */
export type Action<S extends Service> = {
  [Name in keyof ServiceModules[S]]: Name extends `${infer A}Command` ? A : never;
}[keyof ServiceModules[S]];

/** Where a call goes, and as whom. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  /** The role that is assumed in the account; without it the credentials are used as they are. */
  readonly role?: string;
  readonly externalId?: string;
  readonly region: string;
}

/** A call with its input in the API's own names. */
export interface AwsCall {
  readonly service: Service;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

type CommandOf<S extends Service, A extends Action<S>> = `${A & string}Command` extends infer Name extends
  keyof ServiceModules[S]
  ? ServiceModules[S][Name] extends abstract new (...args: never[]) => infer Command
    ? Command
    : never
  : never;

export type Input<S extends Service, A extends Action<S>> =
  CommandOf<S, A> extends { readonly input: infer I } ? I : never;

export type Output<S extends Service, A extends Action<S>> =
  CommandOf<S, A> extends {
    resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }>;
  }
    ? O
    : never;

/** AWS, as modules see it. Errors are `DroverError`s with the service's own code in `detail`; `awsCodeOf` tells the code. */
export interface Aws {
  /** One call. Throttling and lost connections were retried, credentials renewed. */
  call<S extends Service, A extends Action<S>>(
    place: Place,
    service: S,
    action: A,
    input: Input<S, A>,
    options?: CallOptions,
  ): Promise<Output<S, A>>;
  /** All elements of a list, whatever the number of pages; `key` names the list in the answer. */
  all<S extends Service, A extends Action<S>, K extends keyof Output<S, A>>(
    place: Place,
    service: S,
    action: A,
    input: Input<S, A>,
    key: K,
    options?: CallOptions,
  ): Promise<NonNullable<Output<S, A>[K]>>;
  /** A call that is data: of a plan, of a journal. */
  make(place: Place, call: AwsCall, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** `aws`, `aws-cn`, `aws-us-gov`: follows from a region. */
  partitionOf(region: string): string;
  /** How many calls went out so far, tries again included, by `service:Action`. */
  callsMade(): ReadonlyMap<string, number>;
}
