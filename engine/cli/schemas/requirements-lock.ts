import { editorObject, type EditorSchema } from '../../schema/editor-schema.ts';
import { lockSchema } from '../../sources/lock/lock.ts';

/** The schema of requirements.lock.yml. */
export const requirementsLockSchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A lock of roles, collections and playbooks',
  description: 'Written by `drover roles lock`; every run takes exactly what it names.',
  ...editorObject(lockSchema, { templates: false }),
};
