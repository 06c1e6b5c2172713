import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a certificate and its key, both PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Keys made for one test run and thrown away after it. */
export interface TestAuthority {
  /** The authority's own certificate. */
  readonly ca: string;
  /** Signs a certificate for a host name or address; negative days are in the past. */
  issue(name: string, subjectAltName: string, days?: number): Pair;
  read(path: string): string;
  remove(): void;
}

/** Makes an authority with the `openssl` command. */
export function createAuthority(): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'drover-test-ca-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', [...args], { cwd: folder, stdio: 'pipe' });
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=drover test only',
  );
  let serial = 0;
  return {
    ca: file('ca.pem'),
    issue(name, subjectAltName, days = 2) {
      serial += 1;
      writeFileSync(file(`${name}.ext`), `subjectAltName=${subjectAltName}\n`);
      openssl('req', ...curve, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      const signed = [
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-set_serial',
        String(serial),
        '-extfile',
        `${name}.ext`,
      ];
      openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, '-days', String(days), ...signed);
      return { cert: file(`${name}.pem`), key: file(`${name}.key`) };
    },
    read: (path) => readFileSync(path, 'utf8'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
