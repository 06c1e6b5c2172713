import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { CloudCredentials } from './session.types.ts';
import type { TransportSettings } from './transport.ts';

type TlsTexts = Pick<TransportSettings, 'ca' | 'clientCertificate' | 'clientKey'>;

/** Reads the certificate files that the credentials name. A client certificate without key holds both in one file. */
export async function readTlsFiles(
  credentials: CloudCredentials,
  readText: (path: string) => Promise<string>,
): Promise<TlsTexts> {
  const { caFile, clientCertificateFile, clientKeyFile, label } = credentials;
  const read = (path: string, what: string) => readPem(path, what, label, readText);
  const ca = caFile === undefined ? undefined : await read(caFile, 'CA certificate');
  if (clientCertificateFile === undefined) return ca === undefined ? {} : { ca };
  const clientCertificate = await read(clientCertificateFile, 'client certificate');
  const clientKey =
    clientKeyFile === undefined ? clientCertificate : await read(clientKeyFile, "client certificate's key");
  return { ...(ca === undefined ? {} : { ca }), clientCertificate, clientKey };
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
