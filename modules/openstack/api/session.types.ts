import type { Bytes } from './stream-request.ts';

/** What the kinds see of a cloud: one session a set of credentials, shared by all tasks of a run. */
export type Service = 'identity' | 'network' | 'compute' | 'image' | 'block-storage' | 'placement';

export type Body = Readonly<Record<string, unknown>>;

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly microversion?: string;
  readonly signal?: AbortSignal;
  /**
   * For a create: looks whether a call whose answer was lost has made the thing after all. Without it, a create is
   * never repeated after a reset or time-out; with it, it is repeated if `undefined` comes back. What comes back is
   * the answer's body, with status 200: give it the shape that the create's own answer has. It may call the session.
   */
  readonly findMade?: () => Promise<Body | undefined>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The parsed JSON body, or undefined where there is none. */
  readonly body: unknown;
}

export interface DownloadOptions {
  readonly from?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Download {
  /** Which byte comes first: 0 where the service gives no parts. */
  readonly from: number;
  /** How many bytes there are in all, if the service says so. */
  readonly size: number | undefined;
  /** To be read once, to the end or not. */
  readonly bytes: Bytes;
}

export interface UploadOptions {
  /** How many bytes there are, if that is known: a service takes fewer for broken off. */
  readonly size?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Who the session is. */
export interface Identity {
  readonly userId: string;
  readonly userName: string;
  readonly userDomainId: string;
  readonly userDomainName: string;
  readonly projectId: string | undefined;
  readonly projectName: string | undefined;
  readonly projectDomainId: string | undefined;
  readonly projectDomainName: string | undefined;
  /** The domain that the token is for, if it is for no project. */
  readonly domainId?: string | undefined;
  readonly domainName?: string | undefined;
  readonly roles: readonly string[];
  /** Whether the token carries the role `admin`. */
  readonly isAdmin: boolean;
}

export interface CallCounts {
  readonly total: number;
  readonly writes: number;
  readonly retries: number;
}

export interface Session {
  /** For people and journals: the cloud's or variable's name and the host of its auth URL. */
  readonly label: string;
  /** The same for all ways to name the cloud: host and path of its auth URL, without the version. */
  readonly cloud: string;
  readonly region: string | undefined;
  identity(): Promise<Identity>;
  /**
   * One call. `path` begins with a slash and stands below the version (`/networks`); what is put into it is encoded
   * by the caller. Statuses of 300 and above throw a DroverError with `call` set, but for those in `accept`. A
   * repeated DELETE that finds nothing is done: 204.
   */
  call(
    service: Service,
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options?: CallOptions & { readonly accept?: readonly number[] },
  ): Promise<Answer>;
  /**
   * All items of a collection, page by page to the end. `key` is the collection's key in the body. A `limit` in the
   * query is the size of a page. A list that the server cuts short is an error.
   */
  list(service: Service, path: string, key: string, options?: CallOptions): Promise<readonly Body[]>;
  /**
   * Reads data of any size from `path`, from the byte `from` on. A connection that breaks off is opened again where it
   * broke, with a fresh token if need be; errors are those of `call`.
   */
  download(service: Service, path: string, options?: DownloadOptions): Promise<Download>;
  /**
   * Sends data of any size to `path` by PUT. `open` is called when the service wants the data, and again if it got none
   * of them. Once a part has been sent, an upload is not repeated: look at what the service has then. What reading the
   * data throws ends it, and is thrown.
   */
  upload(service: Service, path: string, open: () => Bytes, options?: UploadOptions): Promise<Answer>;
  /** Whether the cloud has a service, as its catalogue says. */
  hasService(service: Service): Promise<boolean>;
  /** Aliases of the extensions that a service has (network: `/extensions`), read once. */
  extensions(service: Service): Promise<ReadonlySet<string>>;
  /** The highest microversion that both sides know, or undefined where the service has none. */
  microversion(
    service: Service,
    wanted: { readonly min?: string; readonly max: string },
  ): Promise<string | undefined>;
  readonly counts: CallCounts;
  close(): Promise<void>;
}

/** How to open a session; from `clouds.yaml`, `OS_*` or an auth dictionary. Secrets stay in here. */
export interface CloudCredentials {
  /** For labels: `source`, `os_migrate_src_auth`. */
  readonly label: string;
  readonly authType: 'password' | 'token' | 'v3applicationcredential';
  readonly auth: Readonly<Record<string, string>>;
  readonly region?: string;
  /** public, internal or admin. */
  readonly interface?: string;
  readonly endpointOverrides?: Readonly<Partial<Record<Service, string>>>;
  readonly caFile?: string;
  readonly clientCertificateFile?: string;
  readonly clientKeyFile?: string;
  /** False only when a person said so. */
  readonly verify: boolean;
  readonly timeoutMs?: number;
  /** How many calls may be under way at once; lowered on 429 and 503. */
  readonly concurrency?: number;
}
