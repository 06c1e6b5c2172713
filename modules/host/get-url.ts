import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../engine/module.ts';
import { httpArguments, request, withoutPassword, type HttpAnswer } from './api/http.ts';
import { proxyVariables } from './api/route.ts';
import { statusResult } from './attributes.ts';
import { hash, isOf, Refused, wantedHash, type WantedHash } from './checksum.ts';
import {
  applyContent,
  contentArguments,
  currentFile,
  md5,
  planContent,
  sha1,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import { defineFileModule } from './labels/define-file-module.ts';

export const getUrl = defineFileModule({
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
        description: 'Download it even if the server says that the file that is there is not older.',
        default: false,
        aliases: ['thirsty'],
      },
      tmp_dest: {
        type: 'string',
        format: 'path',
        description:
          'Must be there if it is given; what is not whole yet is held beside the file all the same.',
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
  gather: async (args, connection, context): Promise<Facts> => {
    if (args.tmp_dest !== undefined) await seeFolder(args.tmp_dest, connection);
    const began = Date.now();
    const environment = args.use_proxy ? await proxyVariables(context) : {};
    const fetch = (url: string, headers = {}): Promise<HttpAnswer> =>
      request(
        { ...args, url, headers: { ...args.headers, ...headers } },
        { method: 'GET', follow: true, signal: context.signal, from: connection, environment },
      );
    const { url } = args;
    const asked = { url, dest: args.dest };
    try {
      const name = nameIn(url);
      const wanted = args.checksum === undefined ? undefined : await wantedHash(args.checksum, name, fetch);
      const target = await connection.files.status(args.dest, { follow: true });
      const isFolder = target?.type === 'directory' || args.dest.endsWith('/');
      const inFolder = (file: string): string => `${args.dest.replace(/\/$/, '')}/${file}`;
      const current = await currentFile(isFolder ? inFolder(name) : args.dest, connection);
      if (!args.force && wanted !== undefined && isOf(wanted, current.content))
        return { kind: 'there', current, elapsed: elapsedSince(began) };
      const answer = await fetch(url, freshness(args.force, wanted, current));
      if (answer.status === 304)
        return {
          kind: 'there',
          current,
          elapsed: elapsedSince(began),
          status: 304,
          msg: 'HTTP Error 304: Not Modified',
        };
      if (answer.status >= 400) throw new Refused(url, answer);
      if (wanted !== undefined && !isOf(wanted, answer.body))
        throw mismatch(current.path, wanted, answer.body);
      const given = isFolder ? givenName(answer) : undefined;
      return {
        kind: 'fetched',
        current: given === undefined ? current : await currentFile(inFolder(given), connection),
        answer,
        elapsed: elapsedSince(began),
      };
    } catch (error) {
      return { kind: 'failed', result: failed(error, asked, elapsedSince(began)) };
    }
  },
  plan: (args, facts) => {
    if (facts.kind === 'failed')
      return {
        action: 'unchanged',
        reason: facts.result.msg,
        changes: [],
        result: facts.result,
        detail: nothing,
      };
    const { current, elapsed } = facts;
    const common = {
      ...(current.status === undefined ? {} : statusResult(current.status)),
      dest: current.path,
      url: withoutPassword(args.url),
      elapsed,
    };
    if (facts.kind === 'fetched') {
      const { answer } = facts;
      const length = String(answer.headers['content-length'] ?? 'unknown');
      return planContent(current, answer.body, args, {
        ...common,
        status_code: answer.status,
        msg: `OK (${length} bytes)`,
        checksum_src: sha1(answer.body),
        checksum_dest: sha1(current.content) ?? null,
        md5sum: md5(answer.body),
      });
    }
    const plan = planContent(current, undefined, args, common);
    const told =
      plan.action === 'unchanged' ? 'file already exists' : 'file already exists but file attributes changed';
    const status = facts.status === undefined ? {} : { status_code: facts.status };
    return { ...plan, result: { ...plan.result, ...status, msg: facts.msg ?? told } };
  },
  apply: applyContent,
});

type Facts =
  | {
      readonly kind: 'fetched';
      readonly current: CurrentFile;
      readonly answer: HttpAnswer;
      readonly elapsed: number;
    }
  | {
      readonly kind: 'there';
      readonly current: CurrentFile;
      readonly elapsed: number;
      readonly status?: number;
      readonly msg?: string;
    }
  | { readonly kind: 'failed'; readonly result: FailedResult };

interface FailedResult extends Readonly<Record<string, unknown>> {
  readonly msg: string;
}

const nothing: ContentChange = {
  path: '',
  content: undefined,
  attributes: {},
  backup: false,
  validate: undefined,
  unsafe: false,
};

function failed(
  error: unknown,
  asked: { readonly url: string; readonly dest: string },
  elapsed: number,
): FailedResult {
  const url = withoutPassword(error instanceof Refused ? error.url : asked.url);
  const common = { failed: true, msg: messageOf(error), dest: asked.dest, url, elapsed };
  if (error instanceof Refused) {
    const { status, statusText } = error.answer;
    return { ...common, status_code: status, response: `HTTP Error ${status}: ${statusText}` };
  }
  if (!(error instanceof DroverError)) throw error;
  return { ...common, code: error.code, help: error.diagnostic.help };
}

function mismatch(path: string, wanted: WantedHash, body: Uint8Array): DroverError {
  return new DroverError('module-failed', {
    detail: `The checksum for ${path} did not match ${wanted.hash}; it was ${hash(body, wanted.algorithm)}.`,
    help: 'Nothing was written. See that the checksum is that of this file.',
  });
}

function elapsedSince(began: number): number {
  return Math.floor((Date.now() - began) / 1000);
}

async function seeFolder(path: string, { files }: Connection): Promise<void> {
  if ((await files.status(path, { follow: true }))?.type === 'directory') return;
  throw new DroverError('invalid-argument', {
    detail: `${path} directory does not exist.`,
    help: 'Leave tmp_dest out: what is not whole yet is held beside the file.',
  });
}

/** Headers that ask for the file only if it is newer than the one that is there, or past all caches. */
function freshness(
  force: boolean,
  wanted: WantedHash | undefined,
  { status }: CurrentFile,
): Readonly<Record<string, string>> {
  if (force) return { 'cache-control': 'no-cache' };
  return status === undefined || wanted !== undefined
    ? {}
    : { 'if-modified-since': new Date(status.modified * 1000).toUTCString() };
}

/** The name that a file of this URL gets in a folder. */
function nameIn(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return decodeURIComponent(path.split('/').at(-1) ?? '') || 'index.html';
}

/** The name that the server gives the file, without any folder in it. */
function givenName(answer: HttpAnswer): string | undefined {
  const header = String(answer.headers['content-disposition'] ?? '');
  const name = /filename="?([^";]+)"?/.exec(header)?.[1]?.split('/').at(-1)?.trim();
  return name === undefined || name === '' || name === '..' ? undefined : name;
}
