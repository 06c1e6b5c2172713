import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { request } from './http.ts';

/** What is at a URL, fetched by the machine that drover runs on. Throws `module-failed` for any other status than 200. */
export async function getBytes(url: string, isVerified: boolean, signal: AbortSignal): Promise<Uint8Array> {
  const asked = {
    url,
    headers: {},
    force_basic_auth: false,
    decompress: false,
    http_agent: 'drover',
    timeout: 30,
    validate_certs: isVerified,
  };
  const refused = (why: string): DroverError =>
    new DroverError('module-failed', {
      detail: `Failure downloading ${url}, ${why}`,
      help: 'See that the URL can be reached from the machine that drover runs on.',
    });
  try {
    const { status, statusText, body } = await request(asked, { method: 'GET', follow: true, signal });
    if (status === 200) return body;
    throw refused(`HTTP Error ${status}: ${statusText}`);
  } catch (error) {
    throw error instanceof DroverError ? error : refused(messageOf(error));
  }
}
