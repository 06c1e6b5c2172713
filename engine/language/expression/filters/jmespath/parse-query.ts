import { templateError } from '../../errors.ts';
import { str } from '../../python-text.ts';
import type { Node } from './nodes.ts';
import { tokenizeQuery, type Token } from './tokenize.ts';

/** How strongly a token binds what stands before it; those not named do not bind at all. */
const binding: Readonly<Record<string, number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
};
/** A projection ends where something binds less than this. */
const projectionStop = 10;
const comparators = ['==', '!=', '<', '<=', '>', '>='];
const current: Node = { kind: 'current' };

/** Reads a query. Throws for one that cannot be read, with what was found where. */
export function parseQuery(query: string): Node {
  const parser = new QueryParser(query);
  return parser.whole();
}

class QueryParser {
  private readonly query: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(query: string) {
    this.query = query;
    this.tokens = tokenizeQuery(query);
  }

  whole(): Node {
    const node = this.expression(0);
    this.expect('end');
    return node;
  }

  private get next(): Token {
    return this.tokens[this.at] ?? { type: 'end', value: '', start: this.query.length };
  }

  private take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  private accept(type: string): boolean {
    if (this.next.type !== type) return false;
    this.at += 1;
    return true;
  }

  private expect(type: string): Token {
    return this.next.type === type ? this.take() : this.fail(this.next);
  }

  private fail(token: Token): never {
    const what =
      token.type === 'end' ? 'the end of the query' : `“${str(token.value)}” at column ${token.start}`;
    throw templateError(
      `JMESPathError in json_query filter plugin:\nInvalid jmespath expression: unexpected ${what}, in "${this.query}"`,
      'A name with other characters than letters, digits and “_” has to be in double quotes.',
    );
  }

  private power(): number {
    return binding[this.next.type] ?? 0;
  }

  private expression(power: number): Node {
    let left = this.prefix(this.take());
    while (power < this.power()) left = this.infix(this.take(), left);
    return left;
  }

  private prefix(token: Token): Node {
    switch (token.type) {
      case 'literal':
        return { kind: 'literal', value: token.value };
      case 'name':
        return { kind: 'field', name: str(token.value) };
      case 'quoted':
        if (this.next.type === '(') this.fail(this.next);
        return { kind: 'field', name: str(token.value) };
      case '*':
        return this.projection('values', current, 20);
      case '[?':
        return this.filter(current);
      case '[]':
        return this.projection('flat', current, 9);
      case '{':
        return this.dict();
      case '(': {
        const inner = this.expression(0);
        this.expect(')');
        return inner;
      }
      case '@':
        return current;
      case '!':
        return { kind: 'not', operand: this.expression(45) };
      case '&':
        return { kind: 'reference', body: this.expression(0) };
      case '[':
        return this.bracket();
      default:
        return this.fail(token);
    }
  }

  private infix(token: Token, left: Node): Node {
    const { type } = token;
    if (comparators.includes(type))
      return { kind: 'compare', operator: type, left, right: this.expression(binding[type] ?? 0) };
    switch (type) {
      case '.':
        return this.accept('*')
          ? this.projection('values', left, 40)
          : { kind: 'chain', left, right: this.member() };
      case '|':
        return { kind: 'chain', left, right: this.expression(1) };
      case '||':
        return { kind: 'or', left, right: this.expression(2) };
      case '&&':
        return { kind: 'and', left, right: this.expression(3) };
      case '[?':
        return this.filter(left);
      case '[]':
        return this.projection('flat', left, 9);
      case '[':
        return this.indexed(left);
      case '(':
        return this.call(left, token);
      default:
        return this.fail(token);
    }
  }

  /** What may stand behind a dot; `power` is that of what goes on behind it. */
  private member(power = 40): Node {
    if (this.accept('[')) return this.list();
    if (this.accept('{')) return this.dict();
    if (['name', 'quoted', '*'].includes(this.next.type)) return this.expression(power);
    return this.fail(this.next);
  }

  /** The rest of a projection that was just opened. */
  private projection(of: 'values' | 'flat' | 'list', left: Node, power: number): Node {
    return { kind: 'projection', of, left, right: this.projected(power) };
  }

  private projected(power: number): Node {
    if (this.power() < projectionStop) return current;
    if (this.next.type === '[' || this.next.type === '[?') return this.expression(power);
    if (this.accept('.')) return this.member(power);
    return this.fail(this.next);
  }

  private filter(left: Node): Node {
    const condition = this.expression(0);
    this.expect(']');
    const right = this.next.type === '[]' ? current : this.projected(21);
    return { kind: 'projection', of: 'filter', left, right, condition };
  }

  /** A bracket at the beginning: an index, a slice, `[*]`, or a list of expressions. */
  private bracket(): Node {
    if (this.next.type === 'number' || this.next.type === ':') return this.indexed(current);
    if (this.next.type === '*' && this.tokens[this.at + 1]?.type === ']') return this.indexed(current);
    return this.list();
  }

  private indexed(left: Node): Node {
    if (this.accept('*')) {
      this.expect(']');
      return this.projection('list', left, 20);
    }
    const parts = this.sliceParts();
    const [index] = parts;
    if (parts.length === 1 && index !== undefined)
      return { kind: 'chain', left, right: { kind: 'index', index } };
    return this.projection('list', { kind: 'chain', left, right: { kind: 'slice', parts } }, 20);
  }

  /** Up to three numbers with colons between them. */
  private sliceParts(): (number | undefined)[] {
    const parts: (number | undefined)[] = [undefined];
    while (!this.accept(']')) {
      if (this.accept(':')) parts.push(undefined);
      else parts[parts.length - 1] = Number(this.expect('number').value);
      if (parts.length > 3) this.fail(this.next);
    }
    return parts;
  }

  private list(): Node {
    const items: Node[] = [];
    do items.push(this.expression(0));
    while (this.accept(','));
    this.expect(']');
    return { kind: 'list', items };
  }

  private dict(): Node {
    const entries: [string, Node][] = [];
    do {
      const key = this.take();
      if (key.type !== 'name' && key.type !== 'quoted') this.fail(key);
      this.expect(':');
      entries.push([str(key.value), this.expression(0)]);
    } while (this.accept(','));
    this.expect('}');
    return { kind: 'dict', entries };
  }

  private call(left: Node, token: Token): Node {
    if (left.kind !== 'field') return this.fail(token);
    const args: Node[] = [];
    while (!this.accept(')')) {
      if (args.length > 0) this.expect(',');
      args.push(this.expression(0));
    }
    return { kind: 'call', name: left.name, args };
  }
}
