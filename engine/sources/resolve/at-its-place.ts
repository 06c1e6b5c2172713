import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Requirement } from '../requirements/requirement.ts';

/** Does work for a requirement; what fails without a place has that of the requirement: it says who asks. */
export async function atItsPlace<T>({ span }: Requirement, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DroverError) || error.diagnostic.span !== undefined) throw error;
    const { call, diagnostic } = error;
    throw new DroverError(error.code, {
      ...diagnostic,
      span,
      cause: error,
      ...(call === undefined ? {} : { call }),
    });
  }
}
