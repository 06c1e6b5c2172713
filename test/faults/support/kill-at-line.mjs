/**
 * Loaded into drover before it starts (`node --import`): kills it hard (SIGKILL) at one of the lines that it writes to
 * its journal or to an id map. `KILL_AT` says where: `intended:N` once the Nth operation is on the disk as intended,
 * before its call; `done:N` once the Nth call was answered, before that is written; `mapped:N` once the Nth operation is
 * on the disk as done, before what it made is in the id map. Lines that go to the disk together are parted there.
 * Without `KILL_AT`, the number of lines of each sort is written to the file that `KILL_COUNTS` names.
 */
import fsPromises from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [killSort = '', killNumber = '0'] = (process.env.KILL_AT ?? '').split(':');
const counts = { intended: 0, done: 0, mapped: 0 };

/** What a line says, of those that count. */
function sortOf(path, line) {
  if (path.includes('/id-map/')) return 'mapped';
  if (!path.endsWith('/journal.jsonl')) return undefined;
  const { state } = JSON.parse(line);
  return state === 'intended' || state === 'done' ? state : undefined;
}

/** How much of a text is to be written before the end comes; undefined if it does not come in it. */
function lastLine(path, text) {
  let length = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const before = length;
    length += line.length + 1;
    const sort = sortOf(path, line);
    if (sort === undefined) continue;
    counts[sort] += 1;
    if (sort !== killSort || counts[sort] !== Number(killNumber)) continue;
    return sort === 'intended' ? length : before;
  }
  return undefined;
}

const realOpen = fsPromises.open;
fsPromises.open = async (path, flags, ...rest) => {
  const handle = await realOpen(path, flags, ...rest);
  if (typeof path !== 'string' || !path.includes('/.drover/') || flags === 'r') return handle;
  const append = handle.appendFile.bind(handle);
  handle.appendFile = async (text, ...options) => {
    const length = path.endsWith('.jsonl') ? lastLine(path, text) : undefined;
    if (length === undefined) return append(text, ...options);
    if (length > 0) await append(text.slice(0, length), ...options);
    await handle.datasync();
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  return handle;
};
syncBuiltinESMExports();

process.on('exit', () => {
  if (process.env.KILL_COUNTS !== undefined) writeFileSync(process.env.KILL_COUNTS, JSON.stringify(counts));
});
