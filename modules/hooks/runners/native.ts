import type { Runner } from './runner.types.ts';

/** drover's own engine. */
export const native: Runner = ({ context }, request) => context.plays.run(request);
