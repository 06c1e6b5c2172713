import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { meaningFlaws } from '../../../../modules/openstack/files/meaning.ts';

interface Case {
  readonly name: string;
  /** The last word of the record's type. */
  readonly of: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly found: readonly string[];
}

const text = readFileSync(new URL('network-meaning-cases.yml', import.meta.url), 'utf8');

describe('meaningFlaws of the further network kinds', () => {
  for (const { name, of, params, found } of parse(text) as readonly Case[]) {
    it(`${of}: ${name}`, () => {
      const shown = meaningFlaws(`openstack.network.${of}`, params).map(
        ({ path, detail, isWarning }) =>
          `${isWarning === true ? 'warning ' : ''}${path.join('.')}: ${detail}`,
      );
      assert.deepEqual(shown, found);
    });
  }
});
