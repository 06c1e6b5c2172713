import { DroverError } from '../../diagnostics/drover-error.ts';
import { str } from '../../language/expression/python-text.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import type { TaskFrame } from './frame.ts';

const fromNames = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'];

/** What an include asks for, as its result says it: `include`, the file or role, and which files of the role. */
export function includeAction(frame: TaskFrame, args: ReadonlyMap<string, Value>): Dict {
  const isRole = frame.task.action === 'include_role';
  const name = isRole
    ? (args.get('name') ?? args.get('role'))
    : (args.get('file') ?? args.get('_raw_params'));
  if (name === undefined || name === null || name === '') throw nothingNamed(frame, isRole);
  const from: Dict = new Map();
  for (const key of isRole ? fromNames : []) {
    const value = args.get(key);
    if (value !== undefined && value !== null) from.set(key, str(value));
  }
  return new Map<Value, Value>([
    ['include', str(name)],
    ['include_args', from],
  ]);
}

function nothingNamed(frame: TaskFrame, isRole: boolean): DroverError {
  return new DroverError('missing-argument', {
    detail: isRole ? "'name' is a required field for include_role." : 'No file specified for include_tasks',
    help: isRole
      ? 'Name the role: `include_role: {name: my_role}`.'
      : 'Name a file: `include_tasks: more.yml`.',
    span: frame.task.task.action.span,
  });
}
