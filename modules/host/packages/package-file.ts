import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection, TaskContext } from '../../../engine/module.ts';
import { request } from '../api/http.ts';

/** A package file on the machine; a download goes when it is no longer needed. */
export interface LocalFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** The file at a path of the machine, or of a URL: downloaded by drover, and brought there. */
export async function localFile(
  place: string,
  ending: string,
  connection: Connection,
  context: TaskContext,
): Promise<LocalFile> {
  if (!place.includes('://')) return { path: place, remove: () => Promise.resolve() };
  // Looked at by the plan, and installed later: it has the same name both times.
  const { body, name } = await context.pool.get(`package-file ${place}`, async () => ({
    body: await download(place, context),
    name: Math.random().toString(36).slice(2),
  }));
  const path = `/tmp/.drover-package-${name}${ending}`;
  await connection.files.write(path, body, { mode: 0o644 });
  return { path, remove: () => connection.files.remove(path) };
}

async function download(url: string, { signal }: TaskContext): Promise<Uint8Array> {
  const common = {
    headers: {},
    force_basic_auth: false,
    decompress: false,
    http_agent: 'drover',
    timeout: 60,
  };
  const problem = (why: string): DroverError =>
    new DroverError('module-failed', {
      detail: `Failure downloading ${url}, ${why}`,
      help: 'See that the URL can be reached from the machine that drover runs on.',
    });
  const answer = await request(
    { ...common, url, validate_certs: true },
    { method: 'GET', follow: true, signal },
  ).catch((error: unknown) => {
    throw problem(messageOf(error));
  });
  if (answer.status >= 400) throw problem(`HTTP Error ${answer.status}: ${answer.statusText}`);
  return answer.body;
}
