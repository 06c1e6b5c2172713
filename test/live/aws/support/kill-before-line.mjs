/**
 * Loaded into drover before it starts (`node --import`): kills it hard (SIGKILL) right before it writes the line of the
 * number KILL_BEFORE to the journals of the run and of the VPCs. The line before is on the disk then, and whatever call
 * came between has been answered. With KILL_SIGNAL another signal is sent, and the line is written. Without KILL_BEFORE, the number of lines is written to the file that KILL_COUNT names.
 */
import fsPromises from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let end = Number(process.env.KILL_BEFORE ?? Infinity);
const signal = process.env.KILL_SIGNAL ?? 'SIGKILL';
let count = 0;

const realOpen = fsPromises.open;
fsPromises.open = async (path, flags, ...rest) => {
  const handle = await realOpen(path, flags, ...rest);
  if (typeof path !== 'string' || !/\/\.drover\/.*\.jsonl$/.test(path) || flags === 'r') return handle;
  const append = handle.appendFile.bind(handle);
  handle.appendFile = async (text, ...options) => {
    const lines = text.split('\n').slice(0, -1);
    if (count + lines.length < end) {
      count += lines.length;
      return append(text, ...options);
    }
    if (signal !== 'SIGKILL') {
      end = Infinity;
      process.kill(process.pid, signal);
      return append(text, ...options);
    }
    // Lines that go to the disk together are parted there.
    const kept = lines.slice(0, end - count - 1).map((line) => `${line}\n`);
    await append(kept.join(''), ...options);
    await handle.datasync();
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  return handle;
};
syncBuiltinESMExports();

process.on('exit', () => {
  if (process.env.KILL_COUNT !== undefined) writeFileSync(process.env.KILL_COUNT, String(count));
});
