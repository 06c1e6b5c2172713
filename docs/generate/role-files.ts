import { stringify } from 'yaml';
import { editorSchema } from '../../engine/schema/editor-schema.ts';
import { MARK, type GeneratedFiles } from './generated-files.ts';
import type { Role, Variable } from './role.ts';

/** The files of a role and of the playbook that runs it. */
export function roleFiles(role: Role): GeneratedFiles {
  const folder = `roles/${role.name}`;
  const head = `---\n# ${madeFrom(role)}\n`;
  return new Map([
    [`${folder}/tasks/main.yml`, `${head}${role.tasks}`],
    [
      `${folder}/defaults/main.yml`,
      `${head}${stringify(defaultsOf(role), { aliasDuplicateObjects: false })}`,
    ],
    [`${folder}/meta/main.yml`, `${head}${role.dependencies}`],
    [`${folder}/args.schema.json`, `${JSON.stringify(schemaOf(role), null, 2)}\n`],
    [`${folder}/README.md`, readmeOf(role)],
    ...(role.playbook === false
      ? []
      : [[`playbooks/${role.name}.yml`, `${head}${playbookOf(role)}`] as const]),
  ]);
}

function madeFrom({ from }: Role): string {
  return `${MARK} from ${from}. Changes made here are lost.`;
}

function defaultsOf({ variables }: Role): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    variables.flatMap(({ name, schema }) => ('default' in schema ? [[name, schema.default] as const] : [])),
  );
}

function schemaOf(role: Role): Readonly<Record<string, unknown>> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: madeFrom(role),
    title: role.title,
    type: 'object',
    properties: Object.fromEntries(
      role.variables.map(({ name, schema }) => [name, editorSchema(schema, { templates: false })]),
    ),
    required: role.variables.filter(({ isRequired }) => isRequired === true).map(({ name }) => name),
  };
}

function readmeOf(role: Role): string {
  const rows = role.variables.map(
    (variable) => `| \`${variable.name}\` | ${variable.schema.description} | ${fallbackOf(variable)} |`,
  );
  return [
    `<!-- ${madeFrom(role)} -->`,
    '',
    `# ${role.name}`,
    '',
    role.description,
    '',
    '| variable | what | default |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function fallbackOf({ schema, isRequired }: Variable): string {
  if (isRequired === true) return 'required';
  return 'default' in schema ? `\`${JSON.stringify(schema.default)}\`` : '';
}

function playbookOf({ name, playTitle }: Role): string {
  return [
    `- name: ${playTitle}`,
    '  hosts: localhost',
    '  connection: local',
    '  gather_facts: false',
    '  roles:',
    `    - ${name}`,
    '',
  ].join('\n');
}
