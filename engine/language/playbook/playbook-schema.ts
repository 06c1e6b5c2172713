import type { EditorSchema } from '../../schema/editor-schema.ts';
import { keywordDocs } from './keyword-docs.ts';
import {
  keywords,
  loopControlKeywords,
  playWords,
  varsPromptKeywords,
  type KeywordKind,
  type Place,
} from './keyword-tables.ts';
import { sharedArguments } from './shared-arguments.ts';

/** A module as editors see it: its names, what it does, and the schema of its arguments. */
export interface ModuleForEditor {
  readonly names: readonly string[];
  readonly summary: string;
  readonly args: EditorSchema;
  /** It takes free text, too: `command: ls -l`. */
  readonly isFreeForm: boolean;
}

const text: EditorSchema = { type: 'string' };
const template: EditorSchema = { type: 'string', pattern: '\\{[{%]' };
/** `debug: msg=hello`, or arguments that a template gives. */
const writtenAsText: EditorSchema = { type: 'string', pattern: '=|\\{[{%]' };
const texts: EditorSchema = { anyOf: [text, { type: 'array', items: text }] };
const anyMapping: EditorSchema = { type: 'object' };

/** A value of a type, or a text that stands for one: the language reads YAML 1.1, editors read 1.2. */
function orWritten(type: string, pattern: string): EditorSchema {
  return { anyOf: [{ type: [type, 'null'] }, { type: 'string', pattern }, template] };
}

/** What single keywords hold, where their kind says too little. */
const special: Readonly<Record<string, EditorSchema>> = {
  roles: listOf({ anyOf: [text, { type: 'object' }] }),
  vars_prompt: listOf({
    type: 'object',
    properties: Object.fromEntries(varsPromptKeywords.map((name) => [name, {}])),
    required: ['name'],
    additionalProperties: false,
  }),
  ...Object.fromEntries(
    Object.entries(playWords).map(([name, words]) => [name, { anyOf: [{ enum: words }, template] }]),
  ),
};

function listOf(items: EditorSchema): EditorSchema {
  return { type: ['array', 'null'], items };
}

const kinds: Readonly<Record<KeywordKind, EditorSchema>> = {
  text: { type: ['string', 'number', 'boolean', 'null'] },
  boolean: orWritten('boolean', '^([Yy]es|[Nn]o|[Oo]n|[Oo]ff|[Tt]rue|[Ff]alse|YES|NO|ON|OFF|TRUE|FALSE)$'),
  integer: orWritten('integer', '^[+-]?\\d+$'),
  number: orWritten('number', '^[+-]?\\d+(\\.\\d+)?$'),
  percentage: orWritten('number', '^\\d+(\\.\\d+)?%?$'),
  list: { anyOf: [{ type: 'array' }, { type: ['string', 'number'] }] },
  texts,
  tags: texts,
  conditions: {
    anyOf: [
      { type: ['string', 'boolean', 'number'] },
      { type: 'array', items: { type: ['string', 'boolean', 'number'] } },
    ],
  },
  mappings: { anyOf: [anyMapping, template, { type: 'array', items: { anyOf: [anyMapping, template] } }] },
  variables: { anyOf: [anyMapping, { type: 'array', items: anyMapping }, { type: 'null' }] },
  mapping: anyMapping,
  nodes: { $ref: '#/definitions/tasks' },
  any: {},
};

/** The schema of a playbook, or of a file of tasks, with all modules and their arguments. */
export function playbookSchema(
  root: 'playbook' | 'tasks',
  modules: readonly ModuleForEditor[],
): EditorSchema {
  const { definitions, share } = sharedArguments(modules.map(({ args }) => args));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: root === 'playbook' ? 'A playbook of drover' : 'Tasks of drover',
    $ref: `#/definitions/${root}`,
    definitions: {
      playbook: {
        type: 'array',
        items: { anyOf: [{ $ref: '#/definitions/play' }, { $ref: '#/definitions/import_playbook' }] },
      },
      tasks: {
        anyOf: [
          {
            type: 'array',
            items: { anyOf: [{ $ref: '#/definitions/block' }, { $ref: '#/definitions/task' }] },
          },
          { type: 'null' },
        ],
      },
      play: { ...placeSchema('play'), required: ['hosts'] },
      import_playbook: { ...placeSchema('import_playbook'), required: ['import_playbook'] },
      block: { ...placeSchema('block'), required: ['block'] },
      task: taskSchema(modules),
      // One a module: all its names refer to it.
      ...Object.fromEntries(
        modules.map((module) => [definitionOf(module), callSchema({ ...module, args: share(module.args) })]),
      ),
      ...definitions,
    },
  };
}

function placeSchema(place: Place): EditorSchema {
  return { type: 'object', properties: keywordProperties(keywords[place]), additionalProperties: false };
}

function keywordProperties(table: Readonly<Record<string, KeywordKind>>): EditorSchema {
  return Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [
      name,
      { description: keywordDocs[name] ?? '', ...(special[name] ?? kinds[kind]) },
    ]),
  );
}

function definitionOf({ names }: ModuleForEditor): string {
  return `module.${names[0] ?? ''}`;
}

function callSchema({ summary, args, isFreeForm }: ModuleForEditor): EditorSchema {
  return { description: summary, anyOf: [args, isFreeForm ? text : writtenAsText, { type: 'null' }] };
}

/** A task's keys are keywords, one module (or what the engine does itself), and `with_*`. */
function taskSchema(modules: readonly ModuleForEditor[]): EditorSchema {
  const calls = modules.flatMap((module) =>
    module.names.map((name) => [name, { $ref: `#/definitions/${definitionOf(module)}` }] as const),
  );
  const own = Object.entries(engineActionDocs).flatMap(([name, description]) =>
    [name, `ansible.builtin.${name}`].map((each) => [each, { description }] as const),
  );
  return {
    type: 'object',
    properties: {
      ...keywordProperties({ ...keywords.task, ...keywords.handler }),
      loop_control: {
        description: keywordDocs['loop_control'] ?? '',
        type: 'object',
        properties: keywordProperties(loopControlKeywords),
        additionalProperties: false,
      },
      ...Object.fromEntries([...calls, ...own]),
    },
    patternProperties: { '^with_': { description: 'A loop over what a lookup gives.' } },
    additionalProperties: false,
  };
}

const engineActionDocs: Readonly<Record<string, string>> = {
  meta: 'Tells the engine to do something: flush_handlers, end_play, end_host, clear_facts ...',
  include_tasks: 'Runs the tasks of a file; its name may depend on the host.',
  import_tasks: 'Puts the tasks of a file here, before anything runs.',
  include_role: 'Runs a role; its name may depend on the host.',
  import_role: 'Puts the tasks of a role here, before anything runs.',
  validate_argument_spec: 'Checks variables against a specification.',
  async_status: 'Looks after a task that was started with async.',
};
