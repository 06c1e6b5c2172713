/** One process of several that lock at once: `lock-once.ts FOLDER REQUIREMENTS` prints the lock. */
import { lockText } from '../../../../engine/sources/lock/lock-text.ts';
import { openLocked } from '../../../../engine/sources/view.ts';
import { lockOf, testContext } from './context.ts';

const [folder = '', text = ''] = process.argv.slice(2);
const context = testContext({ folder, closing: [], remove: () => undefined });
const lock = await lockOf(text, context);
await openLocked(lock, context, { folder: '/', addresses: new Map() });
context.git.close();
process.stdout.write(lockText(lock));
