import type { Runner } from './runner.types.ts';

export const ansible: Runner = () => Promise.reject(new Error('not there yet'));
