import { allKinds } from '../../../modules/openstack/kind-list.ts';
import type { Module, ModuleRegistry } from '../../module.ts';
import { playbookSchema, type ModuleForEditor } from '../../language/playbook/playbook-schema.ts';
import { editorObject, type EditorSchema } from '../../schema/editor-schema.ts';
import { discoveryFileSchema } from './discovery.ts';
import { anyExportFileSchema, exportFileSchemas } from './export-files.ts';
import { inventorySchema } from './inventory.ts';
import { requirementsLockSchema } from './requirements-lock.ts';

/** All schemas for editors, by name: playbook, tasks, inventory, discovery, export-file, one an export file, one a module. */
export async function allSchemas(registry: ModuleRegistry): Promise<ReadonlyMap<string, EditorSchema>> {
  const modules = await Promise.all(registry.names.map((name) => registry.load(name)));
  const kinds = await allKinds();
  const forEditor = modules.map(moduleForEditor);
  return new Map<string, EditorSchema>([
    ['playbook', playbookSchema('playbook', forEditor)],
    ['tasks', playbookSchema('tasks', forEditor)],
    ['inventory', inventorySchema],
    ['requirements-lock', requirementsLockSchema],
    ['discovery', discoveryFileSchema()],
    ['export-file', anyExportFileSchema(kinds)],
    ...exportFileSchemas(kinds),
    ...modules.map((module) => [`module/${module.name}`, moduleSchema(module)] as const),
  ]);
}

function moduleForEditor(module: Module): ModuleForEditor {
  return {
    names: [module.name, ...(module.aliases ?? [])],
    summary: module.summary,
    args: editorObject(module.args, { templates: true }),
    isFreeForm: module.freeForm !== undefined,
  };
}

function moduleSchema(module: Module): EditorSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: module.name,
    description: module.summary,
    ...editorObject(module.args, { templates: true }),
  };
}
