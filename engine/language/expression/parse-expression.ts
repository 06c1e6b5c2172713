/** Jinja's expressions. Each function is a level of precedence, the loosest first. */
import { unquote } from './literals.ts';
import type { Arguments, BinaryOperator, CompareOperator, Expression } from './nodes.ts';
import { TemplateSyntaxError } from './syntax-error.ts';
import type { TokenStream } from './token-stream.ts';

export interface ExpressionOptions {
  /** Backslashes in literals stand for themselves: within `{{ }}` of playbooks. */
  readonly rawStrings: boolean;
}

export function parseExpression(
  stream: TokenStream,
  options: ExpressionOptions,
  withCondition = true,
): Expression {
  return withCondition ? parseCondition(stream, options) : parseOr(stream, options);
}

function parseCondition(stream: TokenStream, options: ExpressionOptions): Expression {
  let then = parseOr(stream, options);
  while (stream.is('name', 'if')) {
    const { offset } = stream.next();
    const test = parseOr(stream, options);
    if (stream.skip('name', 'else'))
      then = { kind: 'condition', test, then, otherwise: parseCondition(stream, options), offset };
    else then = { kind: 'condition', test, then, offset };
  }
  return then;
}

type Level = (stream: TokenStream, options: ExpressionOptions) => Expression;

function leftAssociative(type: 'name' | 'operator', operators: readonly string[], below: Level): Level {
  return (stream, options) => {
    let left = below(stream, options);
    while (stream.is(type, ...operators)) {
      const token = stream.next();
      left = {
        kind: 'binary',
        operator: token.value as BinaryOperator,
        left,
        right: below(stream, options),
        offset: token.offset,
      };
    }
    return left;
  };
}

const parsePower = leftAssociative('operator', ['**'], (stream, options) => parseUnary(stream, options));
const parseProduct = leftAssociative('operator', ['*', '/', '//', '%'], parsePower);
const parseSum = leftAssociative('operator', ['+', '-'], parseConcat);
const parseAnd = leftAssociative('name', ['and'], parseNot);
const parseOr = leftAssociative('name', ['or'], parseAnd);

function parseNot(stream: TokenStream, options: ExpressionOptions): Expression {
  if (!stream.is('name', 'not')) return parseCompare(stream, options);
  const { offset } = stream.next();
  return { kind: 'unary', operator: 'not', value: parseNot(stream, options), offset };
}

const comparisons = ['==', '!=', '<', '<=', '>', '>='];

function parseCompare(stream: TokenStream, options: ExpressionOptions): Expression {
  const { offset } = stream.current;
  const first = parseSum(stream, options);
  const rest: { operator: CompareOperator; value: Expression }[] = [];
  for (;;) {
    const operator = compareOperator(stream);
    if (operator === undefined) break;
    rest.push({ operator, value: parseSum(stream, options) });
  }
  return rest.length === 0 ? first : { kind: 'compare', first, rest, offset };
}

function compareOperator(stream: TokenStream): CompareOperator | undefined {
  if (stream.is('operator', ...comparisons)) return stream.next().value as CompareOperator;
  if (stream.skip('name', 'in')) return 'in';
  const after = stream.peek(1);
  if (!stream.is('name', 'not') || after.type !== 'name' || after.value !== 'in') return undefined;
  stream.next();
  stream.next();
  return 'not in';
}

function parseConcat(stream: TokenStream, options: ExpressionOptions): Expression {
  const { offset } = stream.current;
  const parts = [parseProduct(stream, options)];
  while (stream.skip('operator', '~')) parts.push(parseProduct(stream, options));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts, offset };
}

function parseUnary(stream: TokenStream, options: ExpressionOptions, withFilters = true): Expression {
  const { offset, value } = stream.current;
  let node: Expression;
  if (stream.is('operator', '-', '+')) {
    stream.next();
    node = { kind: 'unary', operator: value as '-' | '+', value: parseUnary(stream, options, false), offset };
  } else node = parsePrimary(stream, options);
  node = parsePostfix(stream, options, node);
  return withFilters ? parseFilters(stream, options, node) : node;
}

const constants: Readonly<Record<string, null | boolean>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

function parsePrimary(stream: TokenStream, options: ExpressionOptions): Expression {
  const token = stream.current;
  const { offset } = token;
  if (token.type === 'name') {
    stream.next();
    const constant = constants[token.value];
    return constant === undefined
      ? { kind: 'name', name: token.value, offset }
      : { kind: 'constant', value: constant, offset };
  }
  if (token.type === 'string') return parseString(stream, options);
  if (token.type === 'integer' || token.type === 'float') {
    stream.next();
    const digits = token.value.replaceAll('_', '');
    return {
      kind: 'constant',
      value: token.type === 'integer' ? { integer: digits } : { float: Number(digits) },
      offset,
    };
  }
  if (stream.skip('operator', '(')) {
    const node = parseTuple(stream, options, { explicit: true });
    stream.expect('operator', ')');
    return node;
  }
  if (stream.is('operator', '[')) return parseList(stream, options);
  if (stream.is('operator', '{')) return parseDict(stream, options);
  throw stream.unexpected();
}

function parseString(stream: TokenStream, options: ExpressionOptions): Expression {
  const { offset } = stream.current;
  let text = '';
  while (stream.is('string')) {
    const literal = stream.next().value;
    text += options.rawStrings ? literal.slice(1, -1) : unquote(literal, offset);
  }
  return { kind: 'constant', value: text, offset };
}

export interface TupleOptions {
  readonly explicit?: boolean;
  readonly withCondition?: boolean;
  /** Names that end it, such as `in`. */
  readonly ends?: readonly string[];
}

/** An expression, or several with commas between them: a tuple. */
export function parseTuple(
  stream: TokenStream,
  options: ExpressionOptions,
  tuple: TupleOptions = {},
): Expression {
  const { offset } = stream.current;
  const items: Expression[] = [];
  let isTuple = false;
  while (!endsTuple(stream, tuple.ends ?? [])) {
    items.push(parseExpression(stream, options, tuple.withCondition ?? true));
    if (!stream.skip('operator', ',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only !== undefined) return only;
  if (items.length === 0 && tuple.explicit !== true) throw stream.noExpression();
  return { kind: 'tuple', items, offset };
}

function endsTuple(stream: TokenStream, ends: readonly string[]): boolean {
  if (stream.is('variable-end') || stream.is('block-end') || stream.is('end')) return true;
  return stream.is('operator', ')') || (ends.length > 0 && stream.is('name', ...ends));
}

function parseList(stream: TokenStream, options: ExpressionOptions): Expression {
  const { offset } = stream.expect('operator', '[');
  const items: Expression[] = [];
  while (!stream.is('operator', ']')) {
    if (items.length > 0) stream.expect('operator', ',');
    if (stream.is('operator', ']')) break;
    items.push(parseExpression(stream, options));
  }
  stream.expect('operator', ']');
  return { kind: 'list', items, offset };
}

function parseDict(stream: TokenStream, options: ExpressionOptions): Expression {
  const { offset } = stream.expect('operator', '{');
  const entries: (readonly [Expression, Expression])[] = [];
  while (!stream.is('operator', '}')) {
    if (entries.length > 0) stream.expect('operator', ',');
    if (stream.is('operator', '}')) break;
    const key = parseExpression(stream, options);
    stream.expect('operator', ':');
    entries.push([key, parseExpression(stream, options)]);
  }
  stream.expect('operator', '}');
  return { kind: 'dict', entries, offset };
}

function parsePostfix(stream: TokenStream, options: ExpressionOptions, start: Expression): Expression {
  let node = start;
  for (;;) {
    if (stream.is('operator', '.', '[')) node = parseSubscript(stream, options, node);
    else if (stream.is('operator', '(')) node = parseCall(stream, options, node);
    else return node;
  }
}

function parseSubscript(stream: TokenStream, options: ExpressionOptions, object: Expression): Expression {
  const { value: sign, offset } = stream.next();
  if (sign === '.') {
    const token = stream.next();
    if (token.type === 'name') return { kind: 'attribute', object, name: token.value, offset };
    if (token.type !== 'integer') throw new TemplateSyntaxError('expected name or number', token.offset);
    return {
      kind: 'item',
      object,
      key: { kind: 'constant', value: { integer: token.value }, offset: token.offset },
      offset,
    };
  }
  const keys: Expression[] = [];
  while (!stream.is('operator', ']')) {
    if (keys.length > 0) stream.expect('operator', ',');
    keys.push(parseKey(stream, options, object, offset));
  }
  stream.expect('operator', ']');
  const [key] = keys;
  if (key === undefined) throw new TemplateSyntaxError('expected subscript expression', offset);
  if (keys.length > 1) return { kind: 'item', object, key: { kind: 'tuple', items: keys, offset }, offset };
  return key.kind === 'slice' ? key : { kind: 'item', object, key, offset };
}

function parseKey(
  stream: TokenStream,
  options: ExpressionOptions,
  object: Expression,
  offset: number,
): Expression {
  const bound = (): Expression | undefined =>
    stream.is('operator', ':', ']', ',') ? undefined : parseExpression(stream, options);
  const start = bound();
  if (!stream.skip('operator', ':')) {
    if (start === undefined) throw stream.unexpected();
    return start;
  }
  const stop = bound();
  const step = stream.skip('operator', ':') ? bound() : undefined;
  return {
    kind: 'slice',
    object,
    offset,
    ...(start === undefined ? {} : { start }),
    ...(stop === undefined ? {} : { stop }),
    ...(step === undefined ? {} : { step }),
  };
}

function parseCall(stream: TokenStream, options: ExpressionOptions, callee: Expression): Expression {
  const { offset } = stream.current;
  return { kind: 'call', callee, args: parseArguments(stream, options), offset };
}

const noArguments: Arguments = { positional: [], named: [] };

export function parseArguments(stream: TokenStream, options: ExpressionOptions): Arguments {
  const opening = stream.expect('operator', '(');
  const positional: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  let star: Expression | undefined;
  let doubleStar: Expression | undefined;
  let isFirst = true;
  while (!stream.is('operator', ')')) {
    if (!isFirst) {
      stream.expect('operator', ',');
      if (stream.is('operator', ')')) break;
    }
    isFirst = false;
    const after = stream.peek(1);
    if (stream.skip('operator', '*')) star = parseExpression(stream, options);
    else if (stream.skip('operator', '**')) doubleStar = parseExpression(stream, options);
    else if (stream.is('name') && after.type === 'operator' && after.value === '=') {
      const name = stream.next().value;
      stream.next();
      named.push({ name, value: parseExpression(stream, options) });
    } else {
      if (named.length > 0 || doubleStar !== undefined)
        throw new TemplateSyntaxError(
          'invalid syntax for function call expression',
          opening.offset,
          'Positional arguments come before named ones.',
        );
      positional.push(parseExpression(stream, options));
    }
  }
  stream.expect('operator', ')');
  return {
    positional,
    named,
    ...(star === undefined ? {} : { star }),
    ...(doubleStar === undefined ? {} : { doubleStar }),
  };
}

/** Filters, tests and calls behind an expression. */
export function parseFilters(stream: TokenStream, options: ExpressionOptions, start: Expression): Expression {
  let node = start;
  for (;;) {
    if (stream.is('operator', '|')) node = parseFilter(stream, options, node);
    else if (stream.is('name', 'is')) node = parseTest(stream, options, node);
    else if (stream.is('operator', '(')) node = parseCall(stream, options, node);
    else return node;
  }
}

function parseFilter(
  stream: TokenStream,
  options: ExpressionOptions,
  value: Expression | undefined,
): Expression {
  stream.expect('operator', '|');
  return parseFilterName(stream, options, value);
}

/** A filter's dotted name and its arguments. */
export function parseFilterName(
  stream: TokenStream,
  options: ExpressionOptions,
  value: Expression | undefined,
): Expression {
  const { offset } = stream.current;
  const name = dottedName(stream);
  const args = stream.is('operator', '(') ? parseArguments(stream, options) : noArguments;
  return { kind: 'filter', name, value, args, offset };
}

/** A chain of filters for a block: `upper|trim`. */
export function parseFilterChain(stream: TokenStream, options: ExpressionOptions): Expression {
  let node = parseFilterName(stream, options, undefined);
  while (stream.is('operator', '|')) node = parseFilter(stream, options, node);
  return node;
}

function dottedName(stream: TokenStream): string {
  let name = stream.expect('name').value;
  while (stream.skip('operator', '.')) name += `.${stream.expect('name').value}`;
  return name;
}

const endsTest = ['else', 'or', 'and', 'if', 'in', 'not'];

function parseTest(stream: TokenStream, options: ExpressionOptions, value: Expression): Expression {
  const { offset } = stream.expect('name', 'is');
  const negated = stream.skip('name', 'not');
  const name = dottedName(stream);
  return { kind: 'test', name, value, negated, args: testArguments(stream, options), offset };
}

function testArguments(stream: TokenStream, options: ExpressionOptions): Arguments {
  if (stream.is('operator', '(')) return parseArguments(stream, options);
  const { type, value } = stream.current;
  const begins =
    type === 'string' ||
    type === 'integer' ||
    type === 'float' ||
    (type === 'name' && !endsTest.includes(value)) ||
    (type === 'operator' && (value === '[' || value === '{'));
  if (!begins) return noArguments;
  if (value === 'is' && type === 'name')
    throw new TemplateSyntaxError(
      'You cannot chain multiple tests with is',
      stream.current.offset,
      'Join them with and.',
    );
  const argument = parsePostfix(stream, options, parsePrimary(stream, options));
  return { positional: [argument], named: [] };
}
