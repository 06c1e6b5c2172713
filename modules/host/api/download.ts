import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { request, withoutPassword } from './http.ts';

/** What stands at a URL, or why it could not be had: what went wrong is told by each module in words of its own. */
export type Download =
  | { readonly body: Uint8Array; readonly problem?: undefined }
  | { readonly body?: undefined; readonly problem: string };

/** Downloads a small file, as modules do that take a key or a description from a URL. */
export async function download(
  url: string,
  {
    validate_certs,
    headers = {},
  }: { readonly validate_certs: boolean; readonly headers?: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<Download> {
  const args = {
    url,
    headers,
    validate_certs,
    force_basic_auth: false,
    decompress: true,
    http_agent: 'drover',
    timeout: 30,
  };
  try {
    const { status, statusText, body } = await request(args, { method: 'GET', follow: true, signal });
    return status === 200 ? { body } : { problem: `HTTP Error ${status}: ${statusText}` };
  } catch (error) {
    if (signal.aborted) throw error;
    return { problem: messageOf(error).replaceAll(url, withoutPassword(url)) };
  }
}
