/**
 * Loaded into drover before it starts (`node --import`): counts its steps on the disk below a `.drover` folder, and
 * kills it hard before one of them, or in the middle of it where it adds to a file. Without `KILL_AT`, the count is
 * written to the file that `KILL_STEPS` names.
 */
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { writeFileSync } from 'node:fs';

const killAt = Number(process.env.KILL_AT ?? 0);
let steps = 0;

/** Whether this is the step to die at. */
function isLast() {
  steps += 1;
  return steps === killAt;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

function isState(path) {
  return typeof path === 'string' && path.includes('.drover');
}

for (const name of ['mkdir', 'rename', 'symlink', 'unlink']) {
  const real = fsPromises[name];
  fsPromises[name] = (...args) => {
    if (args.some(isState) && isLast()) die();
    return real(...args);
  };
}

const realOpen = fsPromises.open;
fsPromises.open = async (path, flags, ...rest) => {
  const isOurs = isState(path) && flags !== 'r';
  if (isOurs && isLast()) die();
  const handle = await realOpen(path, flags, ...rest);
  if (!isOurs) return handle;
  for (const name of ['appendFile', 'writeFile']) {
    const real = handle[name].bind(handle);
    handle[name] = async (text, ...options) => {
      if (isLast()) die();
      if (!isLast()) return real(text, ...options);
      await real(text.slice(0, text.length / 2), ...options);
      return die();
    };
  }
  for (const name of ['datasync', 'sync']) {
    const real = handle[name].bind(handle);
    handle[name] = () => {
      if (isLast()) die();
      return real();
    };
  }
  return handle;
};
syncBuiltinESMExports();

process.on('exit', () => {
  if (process.env.KILL_STEPS !== undefined) writeFileSync(process.env.KILL_STEPS, String(steps));
});
