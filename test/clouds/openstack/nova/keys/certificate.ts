import { X509Certificate } from 'node:crypto';
import { withColons } from './ssh-key.ts';

const LINK =
  'Unable to load PEM file. See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more ' +
  'details. ';

/** The SHA-1 fingerprint of a certificate in PEM, or why there is none. */
export function certificateFingerprint(
  pem: string,
): { readonly fingerprint: string } | { readonly flaw: string } {
  const [, label] = /-----BEGIN ([^-]+)-----[^-]*-----END \1-----/.exec(pem) ?? [];
  if (label === undefined) return { flaw: `${LINK}MalformedFraming` };
  if (!label.endsWith('CERTIFICATE')) {
    return {
      flaw: 'Valid PEM but no BEGIN CERTIFICATE/END CERTIFICATE delimiters. Are you sure this is a certificate?',
    };
  }
  try {
    const hex = new X509Certificate(pem).fingerprint.replace(/:/g, '').toLowerCase();
    return { fingerprint: withColons(hex) };
  } catch {
    return { flaw: 'error parsing asn1 value: ParseError' };
  }
}
