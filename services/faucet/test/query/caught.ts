import { isFault } from '@aquifer/service';

/** The code and message of the Fault that `work` throws; anything else is thrown on. */
export const caught = (
  work: () => unknown,
): { readonly code: string; readonly message: string } => {
  try {
    work();
  } catch (error) {
    if (isFault(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
};
