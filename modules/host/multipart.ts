import { randomBytes } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../engine/module.ts';
import { pythonText } from './python-text.ts';
import { sentFile, type Body } from './sent-body.ts';

/** Types of files by their names' ends, for parts that do not say theirs. */
const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python',
  sh: 'application/x-sh',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  txt: 'text/plain',
  xml: 'text/xml',
  zip: 'application/zip',
};

/**
 * A form of parts (RFC 7578), in the order of their names. A part is a text, or has `content`, `filename` and
 * `mime_type`; a file without content is read, and goes in base64.
 */
export async function multipartBody(body: unknown, isRemote: boolean, context: TaskContext): Promise<Body> {
  if (!(body instanceof Map)) {
    throw new DroverError('invalid-argument', {
      detail: 'body must be mapping: a form of parts has a name for each.',
      help: 'Write the parts as a mapping of names to texts or to filename, content and mime_type.',
    });
  }
  const boundary = `==============${randomBytes(8).toString('hex')}==`;
  const fields = [...body].map(([name, part]) => [pythonText(name, context), part as unknown] as const);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = await Promise.all(fields.map(([name, part]) => partOf(name, part, isRemote, context)));
  return {
    body: `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`,
    contentType: `multipart/form-data; boundary="${boundary}"`,
  };
}

async function partOf(name: string, part: unknown, isRemote: boolean, context: TaskContext): Promise<string> {
  const disposition = `Content-Disposition: form-data; name="${quoted(name)}"`;
  if (!(part instanceof Map))
    return `Content-Type: text/plain\r\n${disposition}\r\n\r\n${pythonText(part, context)}`;
  const { content, filename, mime_type: type } = textsOf(part, context);
  if (content === undefined && filename === undefined) {
    throw new DroverError('invalid-argument', {
      detail: `at least one of filename or content must be provided for the part ${name}`,
      help: 'Give filename for a file, or content for a text.',
    });
  }
  const own = filename === undefined ? '' : `; filename="${quoted(filename.split('/').at(-1) ?? '')}"`;
  const heading = `Content-Type: ${type ?? typeOf(filename)}\r\n${disposition}${own}\r\n\r\n`;
  if (content !== undefined) return heading + content;
  const bytes = await sentFile(filename ?? '', isRemote, context);
  return `Content-Transfer-Encoding: base64\r\n${heading}${base64Lines(bytes)}`;
}

function textsOf(part: ReadonlyMap<unknown, unknown>, context: TaskContext) {
  const text = (key: string): string | undefined => {
    const value = part.get(key);
    return value === undefined || value === null ? undefined : pythonText(value, context);
  };
  return { content: text('content'), filename: text('filename'), mime_type: text('mime_type') };
}

function typeOf(filename: string | undefined): string {
  if (filename === undefined) return 'text/plain';
  const end = filename.toLowerCase().split('.').at(-1) ?? '';
  return types[end] ?? 'application/octet-stream';
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  return (text.match(/.{1,76}/g) ?? []).map((line) => `${line}\r\n`).join('');
}
