import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';

/** How sources are reached; of flags and the environment. */
export interface ReachSettings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Certificates of authorities in PEM, beside those of Node; undefined: Node's own. */
  readonly authorities: readonly string[] | undefined;
  /** The file that they came from, for Git. */
  readonly authoritiesFile: string | undefined;
  /** What one source may take, with all that is fetched of it. */
  readonly timeoutMs: number;
  /** A known_hosts file for SSH; undefined: the user's own. */
  readonly knownHosts: string | undefined;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

const defaultTimeoutMs = 120_000;

/** Reads `GIT_SSL_CAINFO` or `DROVER_CA_FILE`, `DROVER_KNOWN_HOSTS` and `DROVER_SOURCES_TIMEOUT` (seconds). Flags come first. */
export function reachSettings(given: {
  readonly environment: ReachSettings['environment'];
  readonly caFile?: string | undefined;
  readonly knownHosts?: string | undefined;
  readonly timeout?: string | undefined;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}): ReachSettings {
  const { environment, signal, warn } = given;
  const caFile =
    given.caFile ?? textOf(environment['DROVER_CA_FILE']) ?? textOf(environment['GIT_SSL_CAINFO']);
  return {
    environment,
    authorities: caFile === undefined ? undefined : [...rootCertificates, readAuthorities(caFile)],
    authoritiesFile: caFile,
    timeoutMs: timeoutOf(given.timeout ?? textOf(environment['DROVER_SOURCES_TIMEOUT'])),
    knownHosts: given.knownHosts ?? placeOf(textOf(environment['DROVER_KNOWN_HOSTS'])),
    signal,
    warn,
  };
}

function textOf(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** Whole, as Git is started in folders of its own. What ssh itself replaces (`~`, `%d`) stays. */
function placeOf(path: string | undefined): string | undefined {
  return path === undefined || /^[~%]/.test(path) ? path : resolve(path);
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined) return defaultTimeoutMs;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds * 1000;
  throw new DroverError('bad-usage', {
    detail: `The time limit of a source is a number of seconds, not “${text}”.`,
    help: 'Leave out --timeout and DROVER_SOURCES_TIMEOUT for 120 seconds.',
  });
}

function readAuthorities(path: string): string {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new DroverError('file-unreadable', {
      detail: `The certificates in ${path} cannot be read: ${messageOf(error)}`,
      help: 'Name a file of certificates in PEM with --ca-file, DROVER_CA_FILE or GIT_SSL_CAINFO.',
      cause: error,
    });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new DroverError('file-unreadable', {
    detail: `${path} holds no certificate in PEM.`,
    help: 'It begins with -----BEGIN CERTIFICATE-----; others are converted with openssl x509 -inform der.',
  });
}
