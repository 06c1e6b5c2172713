// node --import tsx test/live/seed/surround.ts ENTRY...
// Gives a cloud what the tenant refers to without owning it: a destination needs it before an import.
import { seedSurroundings } from './surroundings.ts';

const entries = process.argv.slice(2);
if (entries.length === 0) {
  console.error('usage: surround.ts ENTRY...     (entries of clouds.yaml, for example destination)');
  process.exitCode = 2;
}
for (const entry of entries) {
  const { writes } = await seedSurroundings(entry);
  console.log(`${entry}: ${writes} writes`);
}
