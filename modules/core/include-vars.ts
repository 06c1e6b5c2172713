import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineAction, type TaskContext } from '../../engine/module.ts';

const defaultExtensions = ['yaml', 'yml', 'json'];

export const includeVars = defineAction({
  name: 'core.include_vars',
  aliases: ['include_vars', 'ansible.builtin.include_vars', 'ansible.legacy.include_vars'],
  summary: 'Reads variables from a file, or from all files of a folder.',
  args: {
    type: 'object',
    properties: {
      file: {
        type: 'string',
        description: 'The file; looked for in the role’s vars folder, then beside the task.',
      },
      dir: { type: 'string', description: 'The folder; its files are read in the order of their names.' },
      name: { type: 'string', description: 'Put the variables into this one variable.' },
      depth: {
        type: 'integer',
        description: 'How many levels of folders to read; 0, as where it is left out, for all.',
      },
      files_matching: {
        type: 'string',
        description: 'Read only files whose names match this regular expression.',
      },
      ignore_files: {
        type: 'array',
        items: { type: 'string', description: 'A regular expression.' },
        description: 'Leave out files whose names match one of these.',
      },
      extensions: {
        type: 'array',
        items: { type: 'string', description: 'An extension without its dot.' },
        description: 'Read only files with one of these extensions; json, yaml and yml where it is left out.',
      },
      ignore_unknown_extensions: {
        type: 'boolean',
        description: 'Leave out files with other extensions, rather than fail.',
      },
      hash_behaviour: {
        type: 'string',
        enum: ['replace', 'merge'],
        description: 'Whether a later dictionary replaces an earlier one or is merged into it.',
        default: 'replace',
      },
    },
  },
  freeForm: { argument: 'file', parameters: true },
  examples: [
    {
      title: 'Variables by distribution',
      playbook: '- include_vars: "{{ ansible_facts[\'os_family\'] }}.yml"\n',
    },
  ],
  returns: {
    ansible_facts: { description: 'The variables.' },
    ansible_included_var_files: {
      type: 'array',
      items: { type: 'string', description: 'A path.' },
      description: 'The files that were read.',
    },
  },
  checkMode: 'run',
  check: (args) => {
    const ofFolders = [
      args.dir,
      args.depth,
      args.files_matching,
      args.ignore_files,
      args.extensions,
      args.ignore_unknown_extensions,
    ];
    if (args.file !== undefined && ofFolders.some((value) => value !== undefined))
      return ['You are mixing file only and dir only arguments, these are incompatible'];
    return args.file === undefined && args.dir === undefined ? ["One of 'file' or 'dir' is needed"] : [];
  },
  run: async (args, context) => {
    const paths =
      args.dir === undefined
        ? [context.findFile('vars', args.file ?? '')]
        : await filesIn(context.findFile('vars', args.dir), args, context);
    let all = new Map<string, unknown>();
    let isSecret = false;
    for (const path of paths) {
      const { variables, wasVault } = await readVariables(path, context);
      isSecret ||= wasVault;
      all = args.hash_behaviour === 'merge' ? merged(all, variables) : new Map([...all, ...variables]);
    }
    if (args.name !== undefined) all = new Map<string, unknown>([[args.name, all]]);
    const variables = args.hash_behaviour === 'merge' ? overExisting(all, context) : all;
    return {
      changed: false,
      ansible_facts: Object.fromEntries(variables),
      ansible_included_var_files: paths,
      // What was encrypted is not shown.
      ...(isSecret ? { _ansible_no_log: true } : {}),
      effects: { includeVars: variables },
    };
  },
});

interface VariablesFile {
  readonly variables: Map<string, unknown>;
  readonly wasVault: boolean;
}

async function readVariables(path: string, context: TaskContext): Promise<VariablesFile> {
  const content = await context.controller.files.read(path);
  const opened = context.openVault(content, path);
  const value = context.parseYaml(new TextDecoder().decode(opened), path);
  const wasVault = opened !== content;
  if (value === null || value === undefined) return { variables: new Map(), wasVault };
  if (value instanceof Map) return { variables: value as Map<string, unknown>, wasVault };
  throw new DroverError('wrong-type', {
    detail: `${path} must be stored as a dictionary/hash: variables are read from a mapping of names to values.`,
    help: 'Write `name: value` lines.',
  });
}

interface FolderChoice {
  readonly depth?: number;
  readonly files_matching?: string;
  readonly ignore_files?: readonly string[];
  readonly extensions?: readonly string[];
  readonly ignore_unknown_extensions?: boolean;
}

async function filesIn(
  found: string,
  choice: FolderChoice,
  context: TaskContext,
): Promise<readonly string[]> {
  const folder = found.replace(/(?<=.)\/+$/, '');
  const status = await context.controller.files.status(folder, { follow: true });
  if (status?.type === 'directory') return filesBelow(folder, choice, context);
  throw new DroverError('invalid-argument', {
    detail: `${folder} is not a directory`,
    help: 'Name a folder with dir, and a file with file.',
  });
}

async function filesBelow(
  folder: string,
  choice: FolderChoice,
  context: TaskContext,
  level = 1,
): Promise<readonly string[]> {
  const { files } = context.controller;
  const names = [...(await files.list(folder))].sort();
  const found: string[] = [];
  const folders: string[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    const status = await files.status(path, { follow: true });
    if (status?.type === 'directory') folders.push(path);
    else if (status?.type === 'file' && isChosen(name, path, choice)) found.push(path);
  }
  const { depth = 0 } = choice;
  if (depth !== 0 && level >= depth) return found;
  for (const below of folders) found.push(...(await filesBelow(below, choice, context, level + 1)));
  return found;
}

function isChosen(name: string, path: string, choice: FolderChoice): boolean {
  if (choice.files_matching !== undefined && !new RegExp(choice.files_matching).test(name)) return false;
  if (choice.ignore_files?.some((pattern) => new RegExp(`${pattern}$`).test(name))) return false;
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const { extensions = defaultExtensions } = choice;
  if (extensions.includes(extension)) return true;
  if (choice.ignore_unknown_extensions === true) return false;
  throw new DroverError('invalid-argument', {
    detail: `${path} does not have a valid extension: ${extensions.join(', ')}`,
    help: 'Set ignore_unknown_extensions, or name the file in ignore_files.',
  });
}

/** Each variable merged into the dictionary that it is in the task's scope, if it is one. */
function overExisting(variables: ReadonlyMap<string, unknown>, context: TaskContext): Map<string, unknown> {
  const known = [...variables.keys()].filter((name) => context.holds(`${name} is mapping`));
  return merged(new Map(known.map((name) => [name, context.evaluate(name)])), variables);
}

function merged(low: ReadonlyMap<string, unknown>, high: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const result = new Map(low);
  for (const [key, value] of high) {
    const before = result.get(key);
    const both = before instanceof Map && value instanceof Map;
    result.set(key, both ? merged(before as Map<string, unknown>, value as Map<string, unknown>) : value);
  }
  return result;
}
