import type { FilterFunction } from '../environment.ts';

export const builtInFilters: ReadonlyMap<string, FilterFunction> = new Map();
