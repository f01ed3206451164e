import { isFault } from '@aquifer/service';
import { fault } from '../../faults.ts';

/** Why a table could not be created: a taken name is that of a table, a view or an index. */
export const creationFailure = (error: unknown, table: string): unknown =>
  isFault(error) && error.code === 'name_taken'
    ? fault('table_exists', { table }, { cause: error })
    : error;
