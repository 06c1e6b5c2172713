import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineAction, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { httpArguments, request, type HttpAnswer } from './api/http.ts';
import { proxyVariables } from './api/route.ts';
import {
  applyAttributes,
  attributeArguments,
  attributeChange,
  statusResult,
  type AttributeArguments,
} from './attributes.ts';
import { contentArguments } from './file-content.ts';
import { bodyOf } from './uri-body.ts';
import { failureResult, isExpected, resultOf } from './uri-result.ts';

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
      unsafe_writes: contentArguments.unsafe_writes,
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
  check: (args) => {
    if (!/^[A-Za-z]+$/.test(args.method))
      return ["Parameter 'method' needs to be a single word in uppercase, like GET or POST."];
    return args.src !== undefined && args.body !== undefined
      ? ['parameters are mutually exclusive: body|src']
      : [];
  },
  run: async (args, context) => {
    const { files } = context.connection;
    if (args.creates !== undefined && (await files.status(args.creates)) !== undefined)
      return skipped(`skipped, since '${args.creates}' exists`);
    if (args.removes !== undefined && (await files.status(args.removes)) === undefined)
      return skipped(`skipped, since '${args.removes}' does not exist`);
    const began = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - began) / 1000);
    const { body, contentType } = await bodyOf(args, context);
    const headers = {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(args.force ? { 'cache-control': 'no-cache' } : {}),
      ...lowered(args.headers),
    };
    const method = args.method.toUpperCase();
    const url =
      args.unix_socket === undefined
        ? args.url
        : args.url.replace(/^https?:\/\/[^/]*/, `http://unix:${args.unix_socket}:`);
    const wanted = {
      method,
      ...(body === undefined ? {} : { body }),
      signal: context.signal,
      from: context.connection,
      environment: args.use_proxy ? await proxyVariables(context) : {},
    };
    try {
      const follow = isFollowed(args.follow_redirects, method);
      const answer = await request({ ...args, url, headers }, { ...wanted, follow });
      const result = resultOf(answer, args, elapsed());
      if (args.dest === undefined || !isExpected(answer, args)) return result;
      return { ...result, ...(await store(answer, args.dest, args, context)) };
    } catch (error) {
      if (!(error instanceof DroverError) || error.code !== 'module-failed') throw error;
      return failureResult(error.message, error.diagnostic.help, args, elapsed());
    }
  },
});

function skipped(stdout: string): ModuleResult {
  return { changed: false, stdout, stdout_lines: [stdout] };
}

function lowered(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function isFollowed(which: string, method: string): boolean {
  if (which === 'all' || which === 'yes') return true;
  return (which === 'safe' || which === 'urllib2') && (method === 'GET' || method === 'HEAD');
}

/** Writes the answer where it is to go; a folder gets a file that is named as the URL's last part. */
async function store(
  answer: HttpAnswer,
  dest: string,
  args: AttributeArguments & { readonly unsafe_writes: boolean },
  context: TaskContext,
): Promise<ModuleResult> {
  const { files } = context.connection;
  const isFolder = (await files.status(dest, { follow: true }))?.type === 'directory';
  const name = new URL(answer.url).pathname.split('/').at(-1) ?? '';
  const path = isFolder ? `${dest.replace(/\/$/, '')}/${name === '' ? 'index.html' : name}` : dest;
  await files.write(path, answer.body, { unsafe: args.unsafe_writes });
  const made = { mode: 0o644, isDirectory: false };
  const status = await files.status(path, { follow: true });
  await applyAttributes(path, attributeChange(args, status, made), context.connection);
  return { changed: true, path, ...statusResult(await files.status(path, { follow: true })) };
}
