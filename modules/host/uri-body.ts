import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../engine/module.ts';
import { multipartBody } from './multipart.ts';
import { sentFile, type Body } from './sent-body.ts';
import { pythonJson, pythonText } from './python-text.ts';

export interface BodyArguments {
  readonly body?: unknown;
  readonly body_format: string;
  readonly src?: string;
  readonly remote_src: boolean;
}

const formType = 'application/x-www-form-urlencoded';

/** What is sent, and the type that it has where the headers do not say another one. */
export async function bodyOf(args: BodyArguments, context: TaskContext): Promise<Body> {
  if (args.src !== undefined)
    return { body: await sentFile(args.src, args.remote_src, context), contentType: formType };
  const body = context.rawArguments.get('body') ?? null;
  if (args.body_format === 'form-multipart') return multipartBody(body, args.remote_src, context);
  if (body === null) return {};
  if (args.body_format === 'json')
    return {
      body: typeof body === 'string' ? body : pythonJson(body, context),
      contentType: 'application/json',
    };
  if (args.body_format === 'form-urlencoded')
    return { body: typeof body === 'string' ? body : formText(body, context), contentType: formType };
  const isPlain = typeof body !== 'object';
  return { body: isPlain ? pythonText(body, context) : pythonJson(body, context), contentType: formType };
}

function formText(body: unknown, context: TaskContext): string {
  const form = new URLSearchParams();
  for (const [name, value] of pairsOf(body))
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
      form.append(pythonText(name, context), pythonText(each, context));
  return form.toString();
}

function pairsOf(body: unknown): readonly (readonly [unknown, unknown])[] {
  if (body instanceof Map) return [...body];
  if (Array.isArray(body) && body.every((pair) => Array.isArray(pair) && pair.length === 2))
    return body as [unknown, unknown][];
  throw new DroverError('invalid-argument', {
    detail: 'failed to parse body as form_urlencoded: it is neither a mapping nor a list of pairs.',
    help: 'Write the fields of the form as a mapping of names to values.',
  });
}
