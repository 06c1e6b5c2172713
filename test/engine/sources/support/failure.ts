import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';

/** The error that some work ends with; what is none of ours, or none at all, is thrown. */
export async function failure(work: Promise<unknown>): Promise<DroverError> {
  const error: unknown = await work.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DroverError) return error;
  throw error;
}
