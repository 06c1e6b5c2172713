import type { Checker, Runner } from './runner.types.ts';

/** drover's own engine. */
export const native: Runner = ({ context }, request) => context.plays.run(request);

export const checkNative: Checker = ({ context }, request) => context.plays.check(request);
