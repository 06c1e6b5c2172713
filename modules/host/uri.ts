import { defineAction, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { httpArguments, request, withoutPassword, type HttpAnswer } from './api/http.ts';
import { attributeArguments } from './attributes.ts';

export const uri = defineAction({
  name: 'host.uri',
  aliases: ['uri', 'ansible.builtin.uri', 'ansible.legacy.uri'],
  summary: 'Calls a URL.',
  args: {
    type: 'object',
    properties: {
      ...httpArguments,
      method: { type: 'string', description: 'The HTTP method.', default: 'GET' },
      body: { description: 'What to send.' },
      body_format: {
        type: 'string',
        enum: ['form-urlencoded', 'json', 'raw', 'form-multipart'],
        description: 'How the body is written.',
        default: 'raw',
      },
      src: { type: 'string', format: 'path', description: 'A file to send.' },
      return_content: {
        type: 'boolean',
        description: 'Give the answer’s text under `content`.',
        default: false,
      },
      status_code: {
        type: 'array',
        items: { type: 'integer', description: 'A status.' },
        description: 'Statuses that are no failure.',
        default: [200],
      },
      follow_redirects: {
        type: 'string',
        enum: ['all', 'no', 'none', 'safe', 'urllib2', 'yes'],
        description: 'Which redirects to follow.',
        default: 'safe',
      },
      dest: { type: 'string', format: 'path', description: 'A file for the answer.' },
      creates: { type: 'string', format: 'path', description: 'If this file is there, nothing is called.' },
      removes: {
        type: 'string',
        format: 'path',
        description: 'If this file is not there, nothing is called.',
      },
      force: { type: 'boolean', description: 'Tell caches not to answer.', default: false },
      remote_src: { type: 'boolean', description: 'src is on the host.', default: false },
      unix_socket: { type: 'string', format: 'path', description: 'A unix socket to call through.' },
      ...attributeArguments,
    },
    required: ['url'],
  },
  examples: [
    {
      title: 'Is the cloud there?',
      playbook:
        "- uri:\n    url: '{{ os_migrate_dst_auth.auth_url }}'\n    return_content: true\n  register: keystone\n",
    },
  ],
  returns: {
    status: { type: 'integer', description: 'The status.' },
    content: { type: 'string', description: 'The text of the answer.' },
    json: { description: 'The answer, where it is JSON.' },
    url: { type: 'string', description: 'The URL after redirects.' },
    elapsed: { type: 'integer', description: 'Whole seconds that it took.' },
  },
  checkMode: 'skip',
  run: async (args, context) => {
    const { files } = context.connection;
    if (args.creates !== undefined && (await files.status(args.creates)) !== undefined)
      return { changed: false, msg: `skipped, since '${args.creates}' exists` };
    if (args.removes !== undefined && (await files.status(args.removes)) === undefined)
      return { changed: false, msg: `skipped, since '${args.removes}' does not exist` };
    const began = Date.now();
    const { body, contentType } = await bodyOf(args, context);
    const headers = {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(args.force ? { 'cache-control': 'no-cache' } : {}),
      ...args.headers,
    };
    const method = args.method.toUpperCase();
    const url =
      args.unix_socket === undefined
        ? args.url
        : args.url.replace(/^https?:\/\/[^/]*/, `http://unix:${args.unix_socket}:`);
    const isSafe = method === 'GET' || method === 'HEAD';
    const follow =
      ['all', 'yes'].includes(args.follow_redirects) ||
      (['safe', 'urllib2'].includes(args.follow_redirects) && isSafe);
    const answer = await request(
      { ...args, url, headers },
      { method, ...(body === undefined ? {} : { body }), follow, signal: context.signal },
    );
    if (args.dest !== undefined) await files.write(args.dest, answer.body);
    return resultOf(answer, args, Math.floor((Date.now() - began) / 1000));
  },
});

interface BodyArguments {
  readonly body?: unknown;
  readonly body_format: string;
  readonly src?: string;
  readonly remote_src: boolean;
}

async function bodyOf(
  args: BodyArguments,
  context: TaskContext,
): Promise<{ readonly body?: string | Uint8Array; readonly contentType?: string }> {
  if (args.src !== undefined) {
    const machine = args.remote_src ? context.connection : context.controller;
    return {
      body: await machine.files.read(args.remote_src ? args.src : context.findFile('files', args.src)),
    };
  }
  const body = context.toJson(context.rawArguments.get('body') ?? null);
  if (body === null) return {};
  if (args.body_format === 'json')
    return { body: typeof body === 'string' ? body : JSON.stringify(body), contentType: 'application/json' };
  if (args.body_format === 'form-urlencoded') {
    const contentType = 'application/x-www-form-urlencoded';
    return { body: typeof body === 'string' ? body : formText(body), contentType };
  }
  return { body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function formText(body: unknown): string {
  const pairs = Array.isArray(body)
    ? (body as [string, unknown][])
    : Object.entries(body as Record<string, unknown>);
  const form = new URLSearchParams();
  for (const [name, value] of pairs)
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) form.append(name, String(each));
  return form.toString();
}

function resultOf(
  answer: HttpAnswer,
  args: { readonly status_code: readonly number[]; readonly return_content: boolean; readonly dest?: string },
  elapsed: number,
): ModuleResult {
  const text = new TextDecoder().decode(answer.body);
  const isExpected = args.status_code.includes(answer.status);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name.replaceAll('-', '_'),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const type = String(answer.headers['content-type'] ?? '');
  return {
    ...headers,
    changed: args.dest !== undefined,
    status: answer.status,
    url: withoutPassword(answer.url),
    redirected: answer.redirected,
    elapsed,
    cookies: {},
    cookies_string: '',
    ...(args.return_content || !isExpected ? { content: text } : {}),
    ...(/\bjson\b/.test(type) ? jsonOf(text) : {}),
    ...(args.dest === undefined ? {} : { path: args.dest }),
    ...(isExpected
      ? {
          msg: `${answer.status === 200 ? 'OK' : answer.statusText} (${String(answer.headers['content-length'] ?? 'unknown')} bytes)`,
        }
      : {
          failed: true,
          msg: `Status code was ${answer.status} and not [${args.status_code.join(', ')}]: HTTP Error ${answer.status}: ${answer.statusText}`,
        }),
  };
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return {};
  }
}
