import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'golden');

/** Compares a text with a golden file; with `UPDATE_GOLDEN=1` it writes the file instead. */
export function matchesGolden(name: string, text: string): void {
  const path = join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(existsSync(path), `There is no golden file ${path}; make it with UPDATE_GOLDEN=1.`);
  assert.equal(text, readFileSync(path, 'utf8'));
}
