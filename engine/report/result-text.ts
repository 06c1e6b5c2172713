/** Keys of a result that only show with more verbosity, or never. */
const hidden = new Set(['failed', 'skipped', 'invocation', 'plan', 'diff', 'code', 'help', 'place']);
const hiddenForDebug = new Set(['changed', 'skip_reason']);
const longOnFailure = new Set(['item', 'call', 'ansible_loop_var']);
/** Beside a message, debug shows nothing else. */
const shownBesideMessage = new Set(['msg', 'exception', 'warnings', 'deprecations']);

export interface ResultTextOptions {
  readonly verbosity: number;
  readonly action: string;
  readonly failed: boolean;
}

/** A result as Ansible's default output prints it: JSON with sorted keys, without what is the engine's own. */
export function resultText(result: Readonly<Record<string, unknown>>, options: ResultTextOptions): string {
  const isDebug = options.action === 'core.debug' && !options.failed;
  const shown = Object.entries(result).filter(([key]) => {
    if (key.startsWith('_ansible_')) return false;
    if (key === 'exception') return options.verbosity >= 3;
    if (hidden.has(key)) return false;
    // A record of a loop is long, and its label is shown; what a call was stands in the message.
    if (options.failed && options.verbosity === 0 && longOnFailure.has(key)) return false;
    if (!isDebug) return true;
    return 'msg' in result ? shownBesideMessage.has(key) : !hiddenForDebug.has(key);
  });
  const indent = alwaysShown(result) || options.verbosity > 2 ? 4 : 0;
  return pythonJson(Object.fromEntries(shown), indent);
}

/** Whether a result is shown without `-v` (debug, assert). */
export function alwaysShown(result: Readonly<Record<string, unknown>>): boolean {
  return result['_ansible_verbose_always'] === true;
}

/** JSON as Python's `json.dumps(sort_keys=True)` lays it out: spaces behind commas and colons. */
export function pythonJson(value: unknown, indent = 0, level = 0): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) {
    return wrap(
      '[',
      value.map((item) => pythonJson(item, indent, level + 1)),
      ']',
      indent,
      level,
    );
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonJson(item, indent, level + 1)}`);
    return wrap('{', entries, '}', indent, level);
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}

function wrap(open: string, parts: readonly string[], close: string, indent: number, level: number): string {
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(', ') + close;
  const pad = ' '.repeat(indent * (level + 1));
  return `${open}\n${parts.map((part) => pad + part).join(',\n')}\n${' '.repeat(indent * level)}${close}`;
}
