/** Jinja's statements. */
import type { Token } from './lexer.ts';
import type { Expression, Parameter, Statement, Target } from './nodes.ts';
import { parseExpression, parseFilterChain, parseTuple, type ExpressionOptions } from './parse-expression.ts';
import { TemplateSyntaxError } from './syntax-error.ts';
import { TokenStream } from './token-stream.ts';

export interface ParseOptions {
  /** Backslashes in literals within `{{ }}` stand for themselves (playbooks, not template files). */
  readonly rawStrings: boolean;
}

/** The statements of a template. Throws TemplateSyntaxError. */
export function parseTemplate(tokens: readonly Token[], options: ParseOptions): readonly Statement[] {
  const parser: Parser = {
    stream: new TokenStream(tokens),
    output: { rawStrings: options.rawStrings },
    open: [],
    blocks: new Set(),
  };
  return parseBody(parser, undefined).body;
}

/** A bare expression. Throws TemplateSyntaxError. */
export function parseBareExpression(tokens: readonly Token[]): Expression {
  const stream = new TokenStream(tokens);
  const expression = parseTuple(stream, inBlocks);
  if (!stream.is('end')) throw stream.unexpected('end of expression');
  return expression;
}

interface Parser {
  readonly stream: TokenStream;
  readonly output: ExpressionOptions;
  /** Tags that are open, for messages. */
  readonly open: string[];
  readonly blocks: Set<string>;
}

/** In blocks, literals have Python's escapes everywhere. */
const inBlocks: ExpressionOptions = { rawStrings: false };

interface Body {
  readonly body: Statement[];
  /** The tag that ended it. */
  readonly ended: string;
}

/** Statements up to one of the ending tags, whose name was read; to the end of the template where there are none. */
function parseBody(parser: Parser, ends: readonly string[] | undefined): Body {
  const { stream } = parser;
  const body: Statement[] = [];
  while (!stream.is('end')) {
    if (stream.is('text')) body.push({ kind: 'text', text: stream.next().value });
    else if (stream.skip('variable-start')) {
      body.push({ kind: 'output', value: parseTuple(stream, parser.output) });
      stream.expect('variable-end');
    } else {
      const { offset } = stream.expect('block-start');
      if (!stream.is('name')) throw new TemplateSyntaxError('tag name expected', stream.current.offset);
      const tag = stream.next();
      if (ends?.includes(tag.value) === true) return { body, ended: tag.value };
      const parse = tags[tag.value];
      if (parse === undefined) throw unknownTag(tag, parser.open);
      body.push(...parse(parser, offset));
      stream.expect('block-end');
    }
  }
  if (ends === undefined) return { body, ended: '' };
  const { offset } = stream.current;
  throw new TemplateSyntaxError(
    `Unexpected end of template. Jinja was looking for the following tags: ${ends.map((end) => `'${end}'`).join(' or ')}.`,
    offset,
    `Close the ${parser.open.at(-1) ?? ''} block.`,
  );
}

function unknownTag(tag: Token, open: readonly string[]): TemplateSyntaxError {
  const inside =
    open.length === 0 ? '' : ` The innermost block that needs to be closed is '${open.at(-1) ?? ''}'.`;
  return new TemplateSyntaxError(`Encountered unknown tag '${tag.value}'.${inside}`, tag.offset);
}

type TagParser = (parser: Parser, offset: number) => readonly Statement[];

/** A body that belongs to `tag`, ended by one of `ends`. */
function bodyOf(parser: Parser, tag: string, ends: readonly string[]): Body {
  parser.stream.skip('operator', ':');
  parser.stream.expect('block-end');
  parser.open.push(tag);
  const parsed = parseBody(parser, ends);
  parser.open.pop();
  return parsed;
}

const tags: Readonly<Record<string, TagParser>> = {
  if: parseIf,
  for: parseFor,
  set: parseSet,
  macro: parseMacro,
  call: parseCallBlock,
  filter: (parser) => {
    const filters = parseFilterChain(parser.stream, inBlocks);
    return [{ kind: 'filter-block', filters, body: bodyOf(parser, 'filter', ['endfilter']).body }];
  },
  with: parseWith,
  autoescape: (parser) => {
    parseExpression(parser.stream, inBlocks);
    return [{ kind: 'scope', body: bodyOf(parser, 'autoescape', ['endautoescape']).body }];
  },
  do: ({ stream }) => [{ kind: 'do', value: parseTuple(stream, inBlocks) }],
  print: parsePrint,
  break: (parser, offset) => [{ kind: loopControl(parser, 'break', offset) }],
  continue: (parser, offset) => [{ kind: loopControl(parser, 'continue', offset) }],
  block: parseBlock,
  extends: ({ stream }, offset) => [{ kind: 'extends', template: parseExpression(stream, inBlocks), offset }],
  include: parseInclude,
  import: ({ stream }, offset) => {
    const template = parseExpression(stream, inBlocks);
    stream.expect('name', 'as');
    const alias = stream.expect('name').value;
    return [{ kind: 'import', template, alias, withContext: parseContext(stream, false), offset }];
  },
  from: parseFrom,
};

function parsePrint({ stream }: Parser): readonly Statement[] {
  const values: Statement[] = [];
  while (!stream.is('block-end')) {
    if (values.length > 0) stream.expect('operator', ',');
    values.push({ kind: 'output', value: parseExpression(stream, inBlocks) });
  }
  return values;
}

function loopControl<T extends 'break' | 'continue'>({ open }: Parser, tag: T, offset: number): T {
  if (!open.includes('for')) throw new TemplateSyntaxError(`'${tag}' outside loop`, offset);
  return tag;
}

function parseIf(parser: Parser): readonly Statement[] {
  const branches: { test: Expression; body: readonly Statement[] }[] = [];
  let otherwise: readonly Statement[] = [];
  for (let tag = 'if'; tag !== 'endif';) {
    const test = tag === 'else' ? undefined : parseTuple(parser.stream, inBlocks, { withCondition: false });
    const { body, ended } = bodyOf(parser, 'if', tag === 'else' ? ['endif'] : ['elif', 'else', 'endif']);
    if (test === undefined) otherwise = body;
    else branches.push({ test, body });
    tag = ended;
  }
  return [{ kind: 'if', branches, otherwise }];
}

function parseFor(parser: Parser): readonly Statement[] {
  const { stream } = parser;
  const { offset } = stream.current;
  const target = parseTarget(stream, ['in']);
  if (target.kind === 'name' && target.name === 'loop')
    throw new TemplateSyntaxError("Can't assign to special loop variable in for-loop target", offset);
  stream.expect('name', 'in');
  const iterable = parseTuple(stream, inBlocks, { withCondition: false, ends: ['recursive'] });
  const filter = stream.skip('name', 'if') ? parseExpression(stream, inBlocks) : undefined;
  const recursive = stream.skip('name', 'recursive');
  const { body, ended } = bodyOf(parser, 'for', ['endfor', 'else']);
  const otherwise = ended === 'else' ? bodyOf(parser, 'for', ['endfor']).body : [];
  return [
    {
      kind: 'for',
      target,
      iterable,
      ...(filter === undefined ? {} : { filter }),
      recursive,
      body,
      otherwise,
    },
  ];
}

const reservedTargets = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function parseTarget(stream: TokenStream, ends: readonly string[]): Target {
  const items: Target[] = [];
  let isTuple = false;
  do {
    if (
      items.length > 0 &&
      (stream.is('operator', '=', ')') || (ends.length > 0 && stream.is('name', ...ends)))
    )
      break;
    items.push(parseOneTarget(stream));
    if (stream.is('operator', ',')) isTuple = true;
  } while (stream.skip('operator', ','));
  const [only] = items;
  return !isTuple && only !== undefined ? only : { kind: 'tuple', items };
}

function parseOneTarget(stream: TokenStream): Target {
  if (stream.skip('operator', '(')) {
    const target = parseTarget(stream, []);
    stream.expect('operator', ')');
    return target;
  }
  const { value, offset } = stream.expect('name');
  if (reservedTargets.has(value)) throw new TemplateSyntaxError(`can't assign to '${value}'`, offset);
  if (!stream.skip('operator', '.')) return { kind: 'name', name: value };
  return { kind: 'namespace', object: value, name: stream.expect('name').value };
}

function parseSet(parser: Parser): readonly Statement[] {
  const { stream } = parser;
  const target = parseTarget(stream, []);
  if (stream.skip('operator', '=')) return [{ kind: 'set', target, value: parseTuple(stream, inBlocks) }];
  const filters = stream.skip('operator', '|') ? parseFilterChain(stream, inBlocks) : undefined;
  return [
    {
      kind: 'set-block',
      target,
      ...(filters === undefined ? {} : { filters }),
      body: bodyOf(parser, 'set', ['endset']).body,
    },
  ];
}

function parseParameters(stream: TokenStream): readonly Parameter[] {
  stream.expect('operator', '(');
  const parameters: Parameter[] = [];
  while (!stream.is('operator', ')')) {
    if (parameters.length > 0) stream.expect('operator', ',');
    if (stream.is('operator', ')')) break;
    const { value: name, offset } = stream.expect('name');
    if (stream.skip('operator', '=')) parameters.push({ name, fallback: parseExpression(stream, inBlocks) });
    else if (parameters.at(-1)?.fallback !== undefined)
      throw new TemplateSyntaxError('non-default argument follows default argument', offset);
    else parameters.push({ name });
  }
  stream.expect('operator', ')');
  return parameters;
}

function parseMacro(parser: Parser): readonly Statement[] {
  const name = parser.stream.expect('name').value;
  const parameters = parseParameters(parser.stream);
  return [{ kind: 'macro', name, parameters, body: bodyOf(parser, 'macro', ['endmacro']).body }];
}

function parseCallBlock(parser: Parser, offset: number): readonly Statement[] {
  const parameters = parser.stream.is('operator', '(') ? parseParameters(parser.stream) : [];
  const call = parseExpression(parser.stream, inBlocks);
  if (call.kind !== 'call')
    throw new TemplateSyntaxError('expected call', offset, 'Write {% call name(...) %}.');
  return [{ kind: 'call-block', call, parameters, body: bodyOf(parser, 'call', ['endcall']).body }];
}

function parseWith(parser: Parser): readonly Statement[] {
  const bindings: (readonly [Target, Expression])[] = [];
  while (!parser.stream.is('block-end')) {
    if (bindings.length > 0) parser.stream.expect('operator', ',');
    const target = parseOneTarget(parser.stream);
    parser.stream.expect('operator', '=');
    bindings.push([target, parseExpression(parser.stream, inBlocks)]);
  }
  return [{ kind: 'with', bindings, body: bodyOf(parser, 'with', ['endwith']).body }];
}

function parseBlock(parser: Parser): readonly Statement[] {
  const { stream } = parser;
  const { value: name, offset } = stream.expect('name');
  if (parser.blocks.has(name)) throw new TemplateSyntaxError(`block '${name}' defined twice`, offset);
  parser.blocks.add(name);
  const scoped = stream.skip('name', 'scoped');
  const required = stream.skip('name', 'required');
  const { body } = bodyOf(parser, 'block', ['endblock']);
  stream.skip('name', name);
  return [{ kind: 'block', name, scoped, required, body }];
}

function parseContext(stream: TokenStream, standard: boolean): boolean {
  const after = stream.peek(1);
  if (!stream.is('name', 'with', 'without') || after.type !== 'name' || after.value !== 'context')
    return standard;
  const withContext = stream.next().value === 'with';
  stream.next();
  return withContext;
}

function parseInclude({ stream }: Parser, offset: number): readonly Statement[] {
  const template = parseExpression(stream, inBlocks);
  const ignoreMissing = stream.is('name', 'ignore') && stream.peek(1).value === 'missing';
  if (ignoreMissing) {
    stream.next();
    stream.next();
  }
  return [{ kind: 'include', template, ignoreMissing, withContext: parseContext(stream, true), offset }];
}

function parseFrom({ stream }: Parser, offset: number): readonly Statement[] {
  const template = parseExpression(stream, inBlocks);
  stream.expect('name', 'import');
  const names: (readonly [string, string])[] = [];
  let withContext = false;
  while (names.length === 0 || !stream.is('block-end')) {
    if (names.length > 0) {
      if (stream.is('name', 'with', 'without')) {
        withContext = parseContext(stream, false);
        break;
      }
      stream.expect('operator', ',');
    }
    if (stream.is('name', 'with', 'without') && stream.peek(1).value === 'context') {
      withContext = parseContext(stream, false);
      break;
    }
    const { value: name, offset: at } = stream.expect('name');
    if (name.startsWith('_'))
      throw new TemplateSyntaxError('names starting with an underline can not be imported', at);
    names.push([name, stream.skip('name', 'as') ? stream.expect('name').value : name]);
  }
  return [{ kind: 'from-import', template, names, withContext, offset }];
}
