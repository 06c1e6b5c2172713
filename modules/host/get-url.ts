import { createHash } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule } from '../../engine/module.ts';
import { httpArguments, request, withoutPassword } from './api/http.ts';
import { applyContent, contentArguments, currentFile, planContent, textOf } from './file-content.ts';

export const getUrl = defineModule({
  name: 'host.get_url',
  aliases: ['get_url', 'ansible.builtin.get_url', 'ansible.legacy.get_url'],
  summary: 'Downloads a file to the host.',
  args: {
    type: 'object',
    properties: {
      ...httpArguments,
      dest: { type: 'string', format: 'path', description: 'The file, or the folder to put it in.' },
      checksum: {
        type: 'string',
        description: 'What it must be: `sha256:` and the hash, or `sha256:` and the URL of a list of hashes.',
      },
      force: {
        type: 'boolean',
        description: 'Download it even if the file is there.',
        default: false,
        aliases: ['thirsty'],
      },
      ...contentArguments,
    },
    required: ['url', 'dest'],
  },
  examples: [
    {
      title: 'An image',
      playbook:
        '- get_url:\n    url: https://images.example.org/image.qcow2\n    dest: /var/tmp/image.qcow2\n    checksum: sha256:https://images.example.org/SHA256SUMS\n',
    },
  ],
  returns: {
    dest: { type: 'string', description: 'The file.' },
    status_code: { type: 'integer', description: 'The status of the download.' },
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context) => {
    const target = await connection.files.status(args.dest, { follow: true });
    const name = decodeURIComponent(new URL(args.url).pathname.split('/').at(-1) ?? '') || 'index.html';
    const dest =
      target?.type === 'directory' || args.dest.endsWith('/')
        ? `${args.dest.replace(/\/$/, '')}/${name}`
        : args.dest;
    const current = await currentFile(dest, connection);
    const wanted =
      args.checksum === undefined
        ? undefined
        : await wantedHash(
            args.checksum,
            name,
            async (url) =>
              (await request({ ...args, url }, { method: 'GET', follow: true, signal: context.signal })).body,
          );
    const isThere =
      current.content !== undefined &&
      (wanted === undefined ? !args.force : hash(current.content, wanted.algorithm) === wanted.hash);
    if (isThere) return { current, content: undefined, status: 0, dest };
    const answer = await request(args, { method: 'GET', follow: true, signal: context.signal });
    if (answer.status >= 400)
      throw new DroverError('module-failed', {
        detail: `Request failed: HTTP Error ${answer.status}: ${answer.statusText} (${withoutPassword(args.url)})`,
        help: 'See that the URL is right.',
      });
    if (wanted !== undefined && hash(answer.body, wanted.algorithm) !== wanted.hash) {
      throw new DroverError('module-failed', {
        detail: `The checksum for ${dest} did not match ${wanted.hash}; it was ${hash(answer.body, wanted.algorithm)}.`,
        help: 'Nothing was written. See that the checksum is that of this file.',
      });
    }
    return { current, content: answer.body, status: answer.status, dest };
  },
  plan: (args, facts) =>
    planContent(facts.current, facts.content, args, {
      dest: facts.dest,
      url: withoutPassword(args.url),
      ...(facts.content === undefined ? {} : { status_code: facts.status, msg: 'OK' }),
    }),
  apply: applyContent,
});

interface WantedHash {
  readonly algorithm: string;
  readonly hash: string;
}

async function wantedHash(
  checksum: string,
  name: string,
  fetch: (url: string) => Promise<Uint8Array>,
): Promise<WantedHash> {
  const at = checksum.indexOf(':');
  const algorithm = checksum.slice(0, at).toLowerCase();
  const value = checksum.slice(at + 1);
  if (!/^(md5|sha1|sha224|sha256|sha384|sha512)$/.test(algorithm)) {
    throw new DroverError('invalid-argument', {
      detail: `The checksum parameter has to be in format <algorithm>:<checksum>, not ${checksum}`,
      help: 'Write for example sha256: and the hash.',
    });
  }
  if (!/^\w+:\/\//.test(value)) return { algorithm, hash: value.toLowerCase() };
  const lines = textOf(await fetch(value))
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?(?:\.\/)?/));
  const found =
    lines.find(([, file]) => file === name) ??
    (lines.filter(([first]) => first !== '').length === 1 ? lines[0] : undefined);
  if (found?.[0] !== undefined) return { algorithm, hash: found[0].toLowerCase() };
  throw new DroverError('module-failed', {
    detail: `Unable to find a checksum for file '${name}' in '${value}'`,
    help: 'Give the hash itself.',
  });
}

function hash(content: Uint8Array, algorithm: string): string {
  return createHash(algorithm).update(content).digest('hex');
}
