/**
 * Asks the real `ansible-playbook` what the cases of files give, and shows where that differs from what they say;
 * with `--write` it is written into them. For those who add cases: `npx tsx test/modules/play/ask-ansible.ts FILE…`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument, YAMLSeq, type YAMLMap } from 'yaml';
import { normalise } from './normalise.ts';
import { placeCase, playbookOf, readCases, type Gives, type Places, type PlayCase } from './play-case.ts';
import { nonEmpty } from './run-drover.ts';
import { makeTree, readTree, treeChanges } from './tree.ts';
import { startWebServers, type WebServers } from './web-server.ts';

interface Asked {
  readonly id: string;
  readonly one: PlayCase;
  readonly places: Places;
}

async function askAll(cases: readonly PlayCase[], servers: WebServers): Promise<readonly Gives[]> {
  const root = mkdtempSync(join(tmpdir(), 'drover-ask-'));
  try {
    const asked = cases.map((one, at): Asked => {
      const dir = join(root, `c${at}`);
      const { http, https, ca, closed } = servers;
      const places: Places = { dir, http, https, ca, closed };
      return { id: `c${at}`, one: placeCase(one, places), places };
    });
    const before = asked.map(({ id, one, places: { dir } }) => {
      makeTree(dir, one.files ?? {});
      if (one.inventory !== undefined) writeFileSync(join(dir, 'hosts'), one.inventory);
      writeFileSync(join(dir, 'play.yml'), playbookOf(one, id));
      return readTree(dir);
    });
    const shown = new Map<string, Readonly<Record<string, unknown>>>();
    const isAlone = ({ one }: Asked): boolean => one.alone === true || one.inventory !== undefined;
    const together = asked.filter((each) => !isAlone(each));
    if (together.length > 0) await play(together, shown);
    for (const each of asked.filter(isAlone)) await play([each], shown);
    return asked.map(({ id, one, places }, at) => {
      const files = normalise(treeChanges(before[at] ?? {}, readTree(places.dir)), one, places) as object;
      const msg = shown.get(id);
      if (typeof msg !== 'object') console.log(`${one.name}: nothing was shown. ${String(msg)}`);
      if (typeof msg !== 'object') return { stops: true, ...nonEmpty({ files }) } as Gives;
      const { result } = msg;
      return {
        ...(result === 'no result' ? {} : { result: normalise(result, one, places) }),
        ...nonEmpty({ values: normalise(msg['values'], one, places) as object, files }),
      } as Gives;
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}

interface Told {
  readonly plays: readonly {
    readonly tasks: readonly {
      readonly task: { readonly name: string };
      readonly hosts: Readonly<Record<string, { readonly msg?: Readonly<Record<string, unknown>> }>>;
    }[];
  }[];
}

function play(asked: readonly Asked[], shown: Map<string, Readonly<Record<string, unknown>>>): Promise<void> {
  const inventory = asked[0]?.one.inventory === undefined ? [] : ['-i', join(asked[0].places.dir, 'hosts')];
  const args = [...inventory, ...asked.map(({ places }) => join(places.dir, 'play.yml'))];
  return new Promise((resolve) => {
    const vault = join(asked[0]?.places.dir ?? '', '..', 'vault');
    writeFileSync(vault, 'vault-word');
    const child = spawn('ansible-playbook', args, {
      env: { ...process.env, ANSIBLE_STDOUT_CALLBACK: 'json', ANSIBLE_VAULT_PASSWORD_FILE: vault },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part));
    child.on('close', () => {
      /* One text of JSON for each playbook. */
      const told = out.match(/^\{\n[\s\S]*?^\}$/gm) ?? [];
      if (told.length < asked.length) console.log(errors + (told.length === 0 ? out : ''));
      for (const { plays } of told.map((part) => JSON.parse(part) as Told))
        for (const { task, hosts } of plays.flatMap(({ tasks }) => tasks))
          if (task.name.startsWith('show ')) shown.set(task.name.slice(5), hosts['localhost']?.msg ?? {});
      resolve();
    });
  });
}

async function ask(path: string, servers: WebServers, isWriting: boolean): Promise<void> {
  const cases = readCases(path);
  const all = await askAll(cases, servers);
  const document = parseDocument(readFileSync(path, 'utf8'));
  for (const [at, gives] of all.entries()) {
    const one = cases[at];
    if (isDeepStrictEqual(one?.gives, gives)) continue;
    if (isWriting && document.contents instanceof YAMLSeq)
      (document.contents.items[at] as YAMLMap).set('gives', document.createNode(gives));
    else
      console.log(
        `${path}: ${one?.name ?? ''}\n  said: ${JSON.stringify(one?.gives)}\n  is:   ${JSON.stringify(gives)}`,
      );
  }
  if (isWriting) writeFileSync(path, document.toString({ lineWidth: 110 }));
}

const files = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const servers = await startWebServers();
try {
  for (const path of files) await ask(path, servers, process.argv.includes('--write'));
} finally {
  await servers.close();
}
