import type { Schema } from '../schema/types.ts';
import { BOOLEAN, many, MAX_INT, NAME, PAGE, query, TEXTS, wrapped } from './parts.ts';

const SORT_KEYS = [
  ...['created_at', 'description', 'disabled', 'ephemeral_gb', 'flavorid', 'id', 'is_public', 'memory_mb'],
  ...['name', 'root_gb', 'rxtx_factor', 'swap', 'updated_at', 'vcpu_weight', 'vcpus'],
];

/** Parameters of a list of flavors. */
export const flavorQuery = (isStrict: boolean): Schema =>
  query(
    {
      ...PAGE,
      is_public: TEXTS,
      minRam: TEXTS,
      minDisk: TEXTS,
      sort_key: many({ type: 'string', enum: SORT_KEYS }),
      sort_dir: many({ type: 'string', enum: ['asc', 'desc'] }),
    },
    isStrict,
  );

const NUMBER: Schema = { type: ['integer', 'string'], pattern: '^[0-9]+$', minimum: 0, maximum: MAX_INT };
const POSITIVE: Schema = { ...NUMBER, minimum: 1 };

const DESCRIPTION: Schema = {
  type: ['string', 'null'],
  minLength: 0,
  maxLength: 65_535,
  format: 'description',
};

/** The body of a new flavor, with a description from 2.55 on. */
export const newFlavor = (hasDescription: boolean): Schema =>
  wrapped('flavor', {
    type: 'object',
    properties: {
      name: NAME,
      id: {
        type: ['string', 'number', 'null'],
        minLength: 1,
        maxLength: 255,
        pattern: '^(?! )[a-zA-Z0-9. _-]+(?<! )$',
      },
      ram: POSITIVE,
      vcpus: POSITIVE,
      disk: NUMBER,
      'OS-FLV-EXT-DATA:ephemeral': NUMBER,
      swap: NUMBER,
      rxtx_factor: {
        type: ['number', 'string'],
        pattern: '^[0-9]+(\\.[0-9]+)?$',
        minimum: 0,
        exclusiveMinimum: true,
        maximum: 3.40282e38,
      },
      'os-flavor-access:is_public': BOOLEAN,
      ...(hasDescription ? { description: DESCRIPTION } : {}),
    },
    required: ['name', 'ram', 'vcpus', 'disk'],
    additionalProperties: false,
  });

export const CHANGED_FLAVOR = wrapped('flavor', {
  type: 'object',
  properties: { description: DESCRIPTION },
  required: ['description'],
  additionalProperties: false,
});

const SPECS: Schema = {
  type: 'object',
  patternProperties: { '^[a-zA-Z0-9-_:. ]{1,255}$': { type: ['string', 'number'], maxLength: 255 } },
  additionalProperties: false,
};

export const NEW_EXTRA_SPECS = wrapped('extra_specs', SPECS);
export const ONE_EXTRA_SPEC: Schema = { ...SPECS, minProperties: 1, maxProperties: 1 };

/** The body of `addTenantAccess` and `removeTenantAccess`. */
export const accessAction = (name: string): Schema =>
  wrapped(name, {
    type: 'object',
    properties: { tenant: { type: 'string', minLength: 1, maxLength: 255 } },
    required: ['tenant'],
    additionalProperties: false,
  });
