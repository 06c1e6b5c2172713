/** Whether a text can be the hash of a password as crypt(5) makes it; some stand for no password at all. */
export function looksHashed(password: string): boolean {
  if (password === '' || /^(?:\*|!|\*{13})$/.test(password)) return true;
  if (/[:*!]/.test(password)) return false;
  const fields = password.split('$');
  if (fields.length < 3) return false;
  const [, method = ''] = fields;
  const digest = fields.at(-1) ?? '';
  const length = digestLengths[method];
  return !/[^a-zA-Z0-9./=]/.test(digest) && (length === undefined || digest.length === length);
}

/** MD5, SHA-256 and SHA-512. */
const digestLengths: Readonly<Record<string, number>> = { 1: 22, 5: 43, 6: 86 };
