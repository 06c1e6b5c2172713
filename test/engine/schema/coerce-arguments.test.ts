import assert from 'node:assert/strict';
import { coerceArguments } from '../../../engine/schema/coerce-arguments.ts';
import type { ObjectSchema } from '../../../engine/schema/types.ts';

const description = 'x';
const schema: ObjectSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', description, aliases: ['title'] },
    state: { type: 'string', description, enum: ['present', 'absent'], default: 'present' },
    count: { type: 'integer', description, minimum: 1, maximum: 20 },
    ratio: { type: 'number', description },
    on: { type: 'boolean', description },
    items: { type: 'array', description, items: { type: 'integer', description } },
    opts: {
      type: 'object',
      description,
      required: ['a'],
      properties: {
        a: { type: 'integer', description },
        b: { type: 'string', description, enum: ['x', 'y'] },
        c: { type: 'boolean', description, default: false },
      },
    },
    subs: {
      type: 'array',
      description,
      items: {
        type: 'object',
        description,
        required: ['k'],
        properties: { k: { type: 'string', description } },
      },
    },
    flag: { type: 'string', description, enum: ['yes', 'no', 'maybe'] },
    dict: { type: 'object', description, properties: {}, additionalProperties: true },
    numbers: {
      type: 'object',
      description,
      properties: {},
      additionalProperties: { type: 'integer', description },
    },
    tags: {
      type: 'array',
      description,
      items: { type: 'string', description, enum: ['p', 'q'] },
      minItems: 1,
    },
    any: { description },
    either: {
      description,
      anyOf: [
        { type: 'array', description, items: { type: 'string', description } },
        { type: 'string', description, minLength: 2 },
      ],
    },
    maybe: { type: 'string', description, nullable: true, default: 'd' },
    path: { type: 'string', description, format: 'path' },
    address: { type: 'string', description, format: 'ip' },
    code: { type: 'string', description, pattern: '^[a-z]+$' },
    password: { type: 'string', description, secret: true, enum: ['hunter2'] },
    pin: { type: 'boolean', description, secret: true },
  },
};

function coerce(args: Readonly<Record<string, unknown>>): {
  readonly values: unknown;
  readonly messages: readonly string[];
} {
  const { values, problems } = coerceArguments(
    schema,
    { name: 'n', ...args },
    { module: 'm', expandPath: (path) => path.replace('~', '/home/me') },
  );
  return { values, messages: problems.map(({ message }) => message) };
}

/** The values without those that are always there. */
function values(args: Readonly<Record<string, unknown>>): unknown {
  const { values: found, messages } = coerce(args);
  assert.deepEqual(messages, []);
  const { name, state, maybe, ...rest } = found as Readonly<Record<string, unknown>>;
  return {
    ...rest,
    ...(name === 'n' ? {} : { name }),
    ...(state === 'present' ? {} : { state }),
    ...(maybe === 'd' ? {} : { maybe }),
  };
}

describe('coerceArguments', () => {
  it('fills in defaults', () => {
    assert.deepEqual(coerce({}).values, { name: 'n', state: 'present', maybe: 'd' });
  });

  // What ansible-core 2.14's validator makes of the same.
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, unknown])[] = [
    [{ count: '12' }, { count: 12 }],
    [{ count: ' 12 ' }, { count: 12 }],
    [{ ratio: '1.5' }, { ratio: 1.5 }],
    [{ ratio: 2 }, { ratio: 2 }],
    [{ on: 'yes' }, { on: true }],
    [{ on: 'Off' }, { on: false }],
    [{ on: 1 }, { on: true }],
    [{ items: '1,2' }, { items: [1, 2] }],
    [{ items: 5 }, { items: [5] }],
    [{ items: ['1', 2] }, { items: [1, 2] }],
    [{ opts: { a: '1' } }, { opts: { a: 1, c: false } }],
    [{ opts: 'a=1 b=x' }, { opts: { a: 1, b: 'x', c: false } }],
    [{ opts: '{"a": 1}' }, { opts: { a: 1, c: false } }],
    [{ dict: "{'a': True, 'b': [1, None]}" }, { dict: { a: true, b: [1, null] } }],
    [{ dict: 'a=1, b="c d", e=f\\ g' }, { dict: { a: '1', b: 'c d', e: 'f g' } }],
    [{ numbers: { a: '1' } }, { numbers: { a: 1 } }],
    [{ subs: [{ k: 1 }] }, { subs: [{ k: '1' }] }],
    [{ flag: true }, { flag: 'yes' }],
    [{ name: 5 }, { name: '5' }],
    [{ name: true }, { name: 'True' }],
    [{ name: ['l', 1, null] }, { name: "['l', 1, None]" }],
    [{ name: { a: "it's" } }, { name: "{'a': \"it's\"}" }],
    [{ any: [1, { a: null }] }, { any: [1, { a: null }] }],
    [{ any: null }, { any: null }],
    [{ either: 'ab' }, { either: 'ab' }],
    [{ either: ['a', 1] }, { either: ['a', '1'] }],
    [{ maybe: null }, { maybe: null }],
    [{ count: null, state: null }, {}],
    [{ path: '~/x' }, { path: '/home/me/x' }],
    [{ address: '2001:db8::1' }, { address: '2001:db8::1' }],
  ];
  for (const [args, expected] of cases) {
    it(`converts ${JSON.stringify(args)}`, () => {
      assert.deepEqual(values(args), expected);
    });
  }

  it('knows arguments under their other names', () => {
    const { values: found, problems } = coerceArguments(schema, { title: 't' }, { module: 'm' });
    assert.deepEqual(problems, []);
    assert.deepEqual(found, { name: 't', state: 'present', maybe: 'd' });
  });

  const type = (name: string, from: string, to: string, why: string): string =>
    `argument '${name}' is of type <class '${from}'> and we were unable to convert to ${to}: ${why}`;
  const wrong: readonly (readonly [Readonly<Record<string, unknown>>, string | RegExp])[] = [
    [{ name: null }, 'missing required arguments: name'],
    [
      { nme: 1 },
      /^Unsupported parameters for \(m\) module: nme\. Supported parameters include: address, any, code, count, .*name \(title\), /,
    ],
    [{ count: 'abc' }, type('count', 'str', 'int', "<class 'str'> cannot be converted to an int")],
    [{ count: 2.5 }, type('count', 'float', 'int', "<class 'float'> cannot be converted to an int")],
    [{ ratio: 'q' }, type('ratio', 'str', 'float', "<class 'str'> cannot be converted to a float")],
    [
      { on: 'maybe' },
      /^argument 'on' is of type <class 'str'> and we were unable to convert to bool: The value 'maybe' is not a valid boolean\. {2}Valid booleans include: /,
    ],
    [{ on: [1] }, type('on', 'list', 'bool', "<class 'list'> cannot be converted to a bool")],
    [
      { items: ['1', 'b'] },
      "Elements value for option 'items' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
    [{ items: { a: 1 } }, type('items', 'dict', 'list', "<class 'dict'> cannot be converted to a list")],
    [{ opts: {} }, 'missing required arguments: a found in opts'],
    [
      { opts: { a: 'z' } },
      "argument 'a' is of type <class 'str'> found in 'opts'. and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
    [{ opts: { a: 1, b: 'z' } }, 'value of b must be one of: x, y, got: z found in opts'],
    [
      { opts: { a: 1, d: 2 } },
      /^Unsupported parameters for \(m\) module: opts\.d\. Supported parameters include: a, b, c\.$/,
    ],
    [{ subs: [{ k: 'a' }, {}] }, 'missing required arguments: k found in subs'],
    [{ dict: 'foo' }, type('dict', 'str', 'dict', 'dictionary requested, could not parse JSON or key=value')],
    [{ dict: [1] }, type('dict', 'list', 'dict', "<class 'list'> cannot be converted to a dict")],
    [{ state: 'gone' }, 'value of state must be one of: present, absent, got: gone'],
    [{ tags: ['p', 'z'] }, 'value of tags must be one or more of: p, q. Got no match for: z'],
    [{ tags: [] }, 'value of tags must have at least 1 items, got: []'],
    [{ count: 0 }, 'value of count must be at least 1, got: 0'],
    [{ count: 21 }, 'value of count must be at most 20, got: 21'],
    [{ either: 'a' }, 'value of either must have at least 2 characters, got: a'],
    [{ address: '10.0.0.300' }, 'value of address must be an IP address, got: 10.0.0.300'],
    [{ code: 'A1' }, 'value of code must match ^[a-z]+$, got: A1'],
    [
      { numbers: { a: 'b' } },
      "argument 'a' is of type <class 'str'> found in 'numbers'. and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
    [{ password: 'swordfish' }, 'value of password must be one of: hunter2, got: ********'],
    [{ pin: 'swordfish' }, /^(?!.*swordfish).*The value '\*+' is not a valid boolean/],
  ];
  for (const [args, expected] of wrong) {
    it(`refuses ${JSON.stringify(args)}`, () => {
      const [message, ...more] = coerce(args).messages;
      assert.deepEqual(more, []);
      if (typeof expected === 'string') assert.equal(message, expected);
      else assert.match(message ?? '', expected);
    });
  }

  it('finds all that is wrong: what is missing first, what is unknown last', () => {
    const { problems } = coerceArguments(
      schema,
      { stat: 'x', count: 'x', opts: { b: 'z' } },
      { module: 'm' },
    );
    assert.deepEqual(
      problems.map(({ code, pointer }) => `${code} ${pointer}`),
      [
        'missing-argument ',
        'missing-argument /opts',
        'invalid-argument /count',
        'invalid-argument /opts/b',
        'unknown-argument /stat',
      ],
    );
    assert.equal(problems.at(-1)?.help, 'Did you mean state?');
  });

  it('points to the name that was written', () => {
    const named: ObjectSchema = {
      type: 'object',
      properties: { a: { type: 'integer', description, aliases: ['b'] } },
    };
    assert.equal(coerceArguments(named, { b: 'x' }, { module: 'm' }).problems[0]?.pointer, '/b');
  });
});
