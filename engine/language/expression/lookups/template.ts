import { templateError } from '../errors.ts';
import type { Delimiters } from '../lexer.ts';
import { typeName } from '../operations.ts';
import { str } from '../python-text.ts';
import type { RenderOptions } from '../template.ts';
import type { Value } from '../value.ts';
import { dateTime } from '../filters/date-time/time-value.ts';
import type { FilterArguments } from '../filters/define.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';
import { findFile, readText, searchedIn } from './find-file.ts';

const delimiterNames: Readonly<Record<string, keyof Delimiters>> = {
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

const names = `convert_data template_vars jinja2_native trim_blocks lstrip_blocks ${Object.keys(delimiterNames).join(' ')}`;

/** `template`: the text of a template file, rendered. */
export const templateLookup: LookupEntry = lookup('template', names, (terms, options) =>
  terms.map((term) => render(requireTerm(term, 'template'), options)),
);

function render(name: string, options: FilterArguments): string {
  const { environment } = options;
  const path = findFile(name, 'templates', environment);
  if (path === undefined) {
    throw templateError(
      `the template file ${name} could not be found for the lookup`,
      searchedIn(name, 'templates', environment),
    );
  }
  if (environment.renderFile === undefined) throw templateError('Templates cannot be rendered here.');
  return environment.renderFile(readText(path, environment), environment, renderOptions(name, path, options));
}

function renderOptions(name: string, path: string, options: FilterArguments): RenderOptions {
  const delimiters: Partial<Record<keyof Delimiters, string>> = {};
  for (const [option, delimiter] of Object.entries(delimiterNames))
    if (options.get(option) !== undefined) delimiters[delimiter] = options.text(option);
  return {
    path,
    variables: variablesFor(name, path, options),
    delimiters,
    ...(options.has('trim_blocks') ? { trimBlocks: options.flag('trim_blocks') } : {}),
    ...(options.has('lstrip_blocks') ? { lstripBlocks: options.flag('lstrip_blocks') } : {}),
  };
}

function variablesFor(name: string, path: string, options: FilterArguments): Map<string, Value> {
  const { ports } = options.environment;
  const now = ports.now() + ports.timezoneOffset(ports.now()) * 60_000;
  const moment = { wallMs: Math.floor(now / 1000) * 1000, microsecond: 0, zone: undefined };
  const variables = new Map<string, Value>([
    ['template_path', name],
    ['template_fullpath', path],
    ['template_destpath', null],
    ['template_run_date', dateTime(moment, (at) => ports.timezoneOffset(at))],
  ]);
  const given = options.get('template_vars');
  if (given === undefined) return variables;
  if (!(given instanceof Map))
    throw templateError(`template_vars is a dictionary, and this is of type ${typeName(given)}`);
  for (const [key, value] of given) variables.set(str(key), value);
  return variables;
}
