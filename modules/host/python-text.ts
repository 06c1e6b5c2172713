import type { TaskContext } from '../../engine/module.ts';

type Renderer = Pick<TaskContext, 'render'>;

/** An engine value as Python's `str` prints it: texts as they are, `True`, `None`, `1.0`. */
export function pythonText(value: unknown, context: Renderer): string {
  return typeof value === 'string' ? value : context.render('{{ value }}', { variables: { value } });
}

/** An engine value as Python's `json.dumps` writes it: a blank behind commas and colons, ASCII only. */
export function pythonJson(value: unknown, context: Renderer): string {
  return context.render('{{ value | to_json }}', { variables: { value } });
}
