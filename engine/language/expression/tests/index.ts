import type { FilterFunction } from '../environment.ts';

export const builtInTests: ReadonlyMap<string, FilterFunction> = new Map();
