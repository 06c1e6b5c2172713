import type { LookupFunction } from '../environment.ts';

export const builtInLookups: ReadonlyMap<string, LookupFunction> = new Map();
