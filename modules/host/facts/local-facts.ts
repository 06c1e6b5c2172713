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
    const text = await factText(`${folder}/${name}`, context);
    facts[name.replace(/\.fact$/, '')] = parseFacts(text);
  }
  return { local: facts };
}

async function factText(path: string, context: TaskContext): Promise<string> {
  const status = await context.connection.files.status(path, { follow: true });
  if (((status?.mode ?? 0) & 0o111) === 0)
    return new TextDecoder().decode(await context.connection.files.read(path));
  const outcome = await context.connection.execute([path], { signal: context.signal });
  if (outcome.rc !== 0) context.warn(`The fact program ${path} failed with status ${outcome.rc}.`);
  return outcome.rc === 0 ? outcome.stdout : '{}';
}

function parseFacts(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseIni(text);
  }
}

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
    } else if (section === undefined || pair === null)
      return 'error loading facts as JSON or ini - please check content';
    else sections[section] = { ...sections[section], [(pair[1] ?? '').toLowerCase()]: pair[2] ?? '' };
  }
  return sections;
}
