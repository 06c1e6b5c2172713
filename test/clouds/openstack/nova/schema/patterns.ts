/** A pattern of a schema as JavaScript has it: in Python, `$` is also the place before a line break at the end. */
export function pythonPattern(pattern: string): RegExp {
  return new RegExp(pattern.replace(/\$$/, '(?=\\n?$)'));
}
