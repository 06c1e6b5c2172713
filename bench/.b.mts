import { hostRows } from '/work/main/bench/hooks-hosts.ts';
import { buildCommand } from '/work/main/test/cli/built.ts';
const c = buildCommand();
try { console.log(JSON.stringify(await hostRows('/tmp/bhosts', c.main), null, 1)); } finally { c.remove(); }
