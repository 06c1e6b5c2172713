import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { errnoText } from '../../../engine/diagnostics/system-error.ts';

/** Why a request came to nothing, in the words of Ansible's results, which roles look for. */
export function failureText(error: unknown, url: string): string {
  const code = codeOf(error);
  if (code === 'ETIMEDOUT') return 'Connection failure: timed out';
  if (code === 'ENOENT' || code === 'EACCES')
    return `Connection failure: ${errnoText(code) ?? code}${pathOf(error)}`;
  return `Request failed: <urlopen error ${reasonOf(error, code, url)}>`;
}

function reasonOf(error: unknown, code: string, url: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return '[Errno -2] Name or service not known';
  if (code === 'ERR_UNSUPPORTED_PROTOCOL') return `unknown url type: ${/^[^:]*/.exec(url)?.[0] ?? ''}`;
  if (certificateCodes.test(code))
    return `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${messageOf(error)}`;
  return errnoText(code) ?? messageOf(error);
}

const certificateCodes = /CERT|VERIFY|ISSUER|ALTNAME/;

/** got hangs the system's error under `cause`, and gives its code on. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function pathOf(error: unknown): string {
  return error instanceof Error && 'path' in error ? `: '${String(error.path)}'` : '';
}
