import { openMemoryPermits } from '../support/memory-permits.ts';
import { permitSourceContract } from './contract/permit-source.contract.ts';

permitSourceContract({
  name: 'memory',
  async open(limit, instances) {
    const source = openMemoryPermits(limit);
    return Array.from({ length: instances }, () => source);
  },
});
