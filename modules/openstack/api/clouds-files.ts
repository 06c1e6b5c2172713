import { LineCounter, parseDocument } from 'yaml';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Environment } from './environment.ts';
import { at, isObject } from './json.ts';

/** The files of the machine that drover runs on. */
export interface ConfigFiles {
  status(path: string): Promise<unknown>;
  read(path: string): Promise<Uint8Array>;
}

type Mapping = Readonly<Record<string, unknown>>;

/** What clouds.yaml, secure.yaml and clouds-public.yaml hold; each is looked for in the usual places. */
export interface CloudFiles {
  /** The clouds by name, with what secure.yaml adds to them. */
  readonly clouds: Mapping;
  /** Vendor profiles by name. */
  readonly publicClouds: Mapping;
  /** The clouds.yaml that was read, or undefined if there is none. */
  readonly path: string | undefined;
  /** Where it was looked for. */
  readonly searched: readonly string[];
}

const ENDINGS = ['.yaml', '.yml', '.json'];

interface Wanted {
  readonly stem: string;
  /** The variable that names the file. */
  readonly variable: string;
}

const CLOUDS: Wanted = { stem: 'clouds', variable: 'OS_CLIENT_CONFIG_FILE' };
const SECURE: Wanted = { stem: 'secure', variable: 'OS_CLIENT_SECURE_FILE' };
const PUBLIC: Wanted = { stem: 'clouds-public', variable: 'OS_CLIENT_VENDOR_FILE' };

/** Reads the three files, each the first that is found. A missing file is no error, unless a variable names it. */
export async function readCloudFiles(environment: Environment, files: ConfigFiles): Promise<CloudFiles> {
  const folders = foldersOf(environment);
  const [clouds, secure, vendors] = await Promise.all(
    [CLOUDS, SECURE, PUBLIC].map((wanted) => readFirst(wanted, folders, environment, files)),
  );
  return {
    clouds: merged(mappingAt(clouds, 'clouds'), mappingAt(secure, 'clouds')),
    publicClouds: mappingAt(vendors, 'public-clouds'),
    path: clouds?.path,
    searched:
      environment[CLOUDS.variable] === undefined
        ? candidates(CLOUDS, folders)
        : [String(environment[CLOUDS.variable])],
  };
}

function foldersOf(environment: Environment): readonly string[] {
  const home = environment['HOME'];
  const config = environment['XDG_CONFIG_HOME'] ?? (home === undefined ? undefined : `${home}/.config`);
  return ['.', ...(config === undefined ? [] : [`${config}/openstack`]), '/etc/openstack'];
}

function candidates({ stem }: Wanted, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => ENDINGS.map((ending) => `${folder}/${stem}${ending}`));
}

interface Content {
  readonly path: string;
  readonly content: unknown;
}

async function readFirst(
  wanted: Wanted,
  folders: readonly string[],
  environment: Environment,
  files: ConfigFiles,
): Promise<Content | undefined> {
  const named = environment[wanted.variable];
  const paths =
    named === undefined || named === '' ? candidates(wanted, folders) : [expandHome(named, environment)];
  for (const path of paths) {
    if ((await files.status(path)) !== undefined)
      return { path, content: parse(path, await readText(path, files)) };
  }
  if (named === undefined || named === '') return undefined;
  throw new DroverError('openstack-config', {
    detail: `${wanted.variable} names ${named}, which does not exist.`,
    help: 'Set it to an existing file, or unset it to have the usual places searched.',
  });
}

function expandHome(path: string, environment: Environment): string {
  const home = environment['HOME'];
  return home === undefined ? path : path.replace(/^~(?=\/|$)/, home);
}

async function readText(path: string, files: ConfigFiles): Promise<string> {
  try {
    return new TextDecoder().decode(await files.read(path));
  } catch (error) {
    throw new DroverError('openstack-config', {
      detail: `${path} cannot be read: ${messageOf(error)}`,
      help: 'Make it readable for this user.',
    });
  }
}

const YAML_FAULTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'a key stands twice in one mapping',
  TAB_AS_INDENT: 'a tab is used to indent',
  BAD_INDENT: 'the indentation does not fit',
  MISSING_CHAR: 'a quote or bracket is missing',
  BLOCK_AS_IMPLICIT_KEY: 'a key stands where a value should be',
  MULTILINE_IMPLICIT_KEY: 'a line has no colon after its key',
};

/**
 * All scalars are texts, as they are written: a password 0123 must not become the number 83. What the parser says of
 * a fault is not shown, nor the line: both may hold a password.
 */
function parse(path: string, text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    customTags: (tags) => [...tags, 'null', 'merge'],
    lineCounter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lineCounter.linePos(fault.pos[0]);
    throw unreadable(`${path}:${line}:${col}`, YAML_FAULTS[fault.code] ?? 'the YAML is not right here');
  }
  try {
    return document.toJS();
  } catch {
    throw unreadable(path, 'a value begins with * and names no anchor');
  }
}

function unreadable(place: string, why: string): DroverError {
  return new DroverError('openstack-config', {
    detail: `${place} cannot be read: ${why}.`,
    help: 'Mend it there. Passwords with special characters (such as * & : # { % @ at the beginning) must stand in quotes.',
  });
}

function mappingAt(file: Content | undefined, key: string): Mapping {
  if (file === undefined || file.content === null || file.content === '') return {};
  const found = at(file.content, key);
  if (isObject(found)) return found;
  if (isObject(file.content) && (found === undefined || found === null || found === '')) return {};
  throw new DroverError('openstack-config', {
    detail: `${file.path} is not built as it should be: ${isObject(file.content) ? `"${key}"` : 'the whole file'} is no mapping.`,
    help: `Its one needed key is "${key}", a mapping from names of clouds to what is known of them.`,
  });
}

/** `over` laid over `under`, mapping by mapping. */
export function merged(under: Mapping, over: Mapping): Mapping {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, key) ? under[key] : undefined;
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}
