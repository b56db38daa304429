import { localBuckets } from '../../lib/core/limits/local-buckets.ts';
import { bucketStoreContract } from './bucket-store.contract.ts';

bucketStoreContract('buckets in memory', localBuckets());
