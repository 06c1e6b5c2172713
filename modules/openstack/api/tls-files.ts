import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { CloudCredentials } from './session.types.ts';
import type { TransportSettings } from './transport.ts';

type TlsTexts = Pick<TransportSettings, 'ca' | 'clientCertificate' | 'clientKey'>;

/**
 * Reads the certificate files that the credentials name. A client certificate without key holds both in one file.
 * What OpenSSL could not use is told here, with the file: it would pass over a broken authority in silence.
 */
export async function readTlsFiles(
  credentials: CloudCredentials,
  readText: (path: string) => Promise<string>,
): Promise<TlsTexts> {
  const { caFile, clientCertificateFile, clientKeyFile, label } = credentials;
  const read = async (path: string, what: string): Promise<PemFile> => ({
    path,
    what,
    text: await readPem(path, what, label, readText),
  });
  const ca = caFile === undefined ? undefined : await read(caFile, 'CA certificate');
  if (ca !== undefined) certificatesIn(ca);
  const authority = ca === undefined ? {} : { ca: ca.text };
  if (clientCertificateFile === undefined) return authority;
  const certificate = await read(clientCertificateFile, 'client certificate');
  const keyFile = clientKeyFile ?? clientCertificateFile;
  const key = await read(keyFile, "client certificate's key");
  checkPair(certificate, key);
  return { ...authority, clientCertificate: certificate.text, clientKey: key.text };
}

interface PemFile {
  readonly path: string;
  readonly what: string;
  readonly text: string;
}

async function readPem(
  path: string,
  what: string,
  label: string,
  readText: (path: string) => Promise<string>,
): Promise<string> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    throw new DroverError('openstack-config', {
      detail: `The ${what} of ${label} cannot be read from ${path}: ${messageOf(error)}`,
      help: 'Name a file in PEM form that this user may read.',
      cause: error,
    });
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new DroverError('openstack-config', {
    detail: `The file ${path} is no ${what} in PEM form: it has no line "-----BEGIN ...".`,
    help: 'Convert it, for example with: openssl x509 -inform der -in FILE -out FILE.pem',
  });
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

function certificatesIn(file: PemFile): readonly X509Certificate[] {
  const blocks = file.text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) throw unusable(file, 'it holds no certificate');
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw unusable(file, `its certificate ${index + 1} is damaged (${messageOf(error)})`);
    }
  });
}

function checkPair(certificateFile: PemFile, keyFile: PemFile): void {
  const [certificate] = certificatesIn(certificateFile);
  const key = keyIn(keyFile);
  if (certificate?.checkPrivateKey(key) === true) return;
  throw unusable(keyFile, `its key does not belong to the certificate in ${certificateFile.path}`);
}

function keyIn(file: PemFile): KeyObject {
  try {
    return createPrivateKey(file.text);
  } catch (error) {
    const isLocked = /passphrase|ENCRYPTED/i.test(`${messageOf(error)} ${file.text}`);
    throw unusable(
      file,
      isLocked ? 'its key is locked with a passphrase' : 'it holds no key that can be used',
    );
  }
}

function unusable({ path, what }: PemFile, why: string): DroverError {
  return new DroverError('openstack-config', {
    detail: `The file ${path} cannot be the ${what}: ${why}.`,
    help: 'Name the right file, in PEM form; a key must not be locked (openssl pkey -in FILE -out FILE.pem).',
  });
}
