import type { TaskContext } from '../../../engine/module.ts';

/** The host's own facts: `*.fact` files of a folder, JSON or INI; executable ones are run for their output. */
export async function localFacts(
  folder: string,
  context: TaskContext,
): Promise<Readonly<Record<string, unknown>>> {
  const { files } = context.connection;
  const status = await files.status(folder, { follow: true }).catch(() => undefined);
  if (status?.type !== 'directory') return { local: {} };
  const names = (await files.list(folder)).filter((name) => name.endsWith('.fact')).sort();
  const facts: Record<string, unknown> = {};
  for (const name of names) {
    facts[name.replace(/\.fact$/, '')] = await factOf(`${folder}/${name}`, context);
  }
  return { local: facts };
}

async function factOf(path: string, context: TaskContext): Promise<unknown> {
  const { connection, signal } = context;
  const status = await connection.files.status(path, { follow: true });
  if (((status?.mode ?? 0) & 0o111) === 0)
    return parseFacts(new TextDecoder().decode(await connection.files.read(path)), path);
  const { rc, stdout, stderr } = await connection.execute([path], { signal });
  if (rc === 0) return parseFacts(stdout, path);
  const problem = `Failure executing fact script (${path}), rc: ${rc}, err: ${stderr}`;
  context.warn(problem);
  return problem;
}

function parseFacts(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseIni(text) ?? `error loading facts as JSON or ini - please check content: ${path}`;
  }
}

/** Sections of keys and values; undefined for what is no such text. */
function parseIni(text: string): unknown {
  const sections: Record<string, Record<string, string>> = {};
  let section: string | undefined;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
    if (heading !== undefined) {
      section = heading;
      sections[heading] ??= {};
    } else if (section === undefined || pair === null) return undefined;
    else sections[section] = { ...sections[section], [(pair[1] ?? '').toLowerCase()]: pair[2] ?? '' };
  }
  return sections;
}
