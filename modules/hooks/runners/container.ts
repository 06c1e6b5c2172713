import type { Runner } from './runner.types.ts';

export const container: Runner = () => Promise.reject(new Error('not there yet'));
