/**
 * Generates everything anew and says which files were not as they are made: `npm run generate:check`. It compares what
 * was on the disk before and after, so files that nobody has added yet count, too.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const generated = [
  'schemas',
  'playbooks',
  'roles',
  'docs/modules.md',
  'docs/kinds.md',
  'docs/kinds.svg',
  'README.md',
];

const before = texts();
await import('../generate.ts');
const after = texts();
const stale = [...new Set([...before.keys(), ...after.keys()])]
  .filter((path) => before.get(path) !== after.get(path))
  .sort();
for (const path of stale) {
  const what = !before.has(path)
    ? 'was missing'
    : after.has(path)
      ? 'was not up to date'
      : 'stood for nothing';
  process.stderr.write(`${path} ${what}\n`);
}
if (stale.length > 0) {
  process.stderr.write('They are up to date now: look at them and commit them.\n');
  process.exitCode = 1;
}

function texts(): ReadonlyMap<string, string> {
  return new Map(
    generated.flatMap((path) => filesIn(path).map((file) => [file, readFileSync(join(root, file), 'utf8')])),
  );
}

function filesIn(path: string): readonly string[] {
  const target = join(root, path);
  if (!existsSync(target)) return [];
  if (!statSync(target).isDirectory()) return [path];
  return readdirSync(target).flatMap((name) => filesIn(`${path}/${name}`));
}
