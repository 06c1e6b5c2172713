import { text, type Check } from './check.ts';
import { pythonText } from './python.ts';

const LABEL = /^[a-z0-9-]{1,63}$/;

/** The host name of a port; may be empty. */
export const dnsHostName: Check = (value) => {
  const wrong = text()(value);
  if (wrong !== undefined || value === '') return wrong;
  return domainName(String(value));
};

/** A domain name that ends with a dot; may be empty. */
export const dnsDomainName: Check = (value) => {
  const wrong = text()(value);
  if (wrong !== undefined || value === '') return wrong;
  const name = String(value);
  if (!name.endsWith('.')) return `'${name}' is not a FQDN`;
  return domainName(name);
};

/** The host name of a floating address; may be empty, may not end with a dot. */
export const dnsFloatingName: Check = (value) => {
  const wrong = text()(value);
  if (wrong !== undefined || value === '') return wrong;
  const name = String(value);
  if (name.endsWith('.')) return `'${name}' is a FQDN. It should be a relative domain name`;
  return domainName(name);
};

function domainName(name: string): string | undefined {
  const trimmed = name.endsWith('.') ? name.slice(0, -1) : name;
  const reason = complaint(trimmed);
  return reason === undefined
    ? undefined
    : `'${pythonText(name)}' not a valid PQDN or FQDN. Reason: ${reason}`;
}

function complaint(name: string): string | undefined {
  if (name.length > 255) return `'${name}' exceeds the 255 character FQDN limit`;
  const labels = name.split('.');
  for (const label of labels) {
    if (label === '') return 'Encountered an empty component';
    if (label.startsWith('-') || label.endsWith('-'))
      return `Name '${label}' must not start or end with a hyphen`;
    if (!LABEL.test(label)) {
      return `Name '${label}' must be 1-63 characters long, each of which can only be alphanumeric or a hyphen`;
    }
  }
  const last = labels.at(-1)!;
  return labels.length > 1 && /^\d+$/.test(last) ? `TLD '${last}' must not be all numeric` : undefined;
}
