// node --import tsx test/live/seed/clear.ts ENTRY...
// Empties the projects of entries of the bed's clouds.yaml.
import { clearTenant } from './clear-tenant.ts';

const entries = process.argv.slice(2);
if (entries.length === 0) {
  console.error('usage: clear.ts ENTRY...     (entries of clouds.yaml, for example destination)');
  process.exitCode = 2;
}
for (const entry of entries) {
  const started = performance.now();
  const writes = await clearTenant(entry);
  console.log(`${entry}: ${writes} writes in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
