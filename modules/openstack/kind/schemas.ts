import type { DescribedObjectSchema, Schema } from '../../../engine/schema/types.ts';

const referenceProperties = {
  name: { type: 'string', description: 'The name at the destination (or the id there).' },
  project_name: {
    type: 'string',
    nullable: true,
    description: "The project that it belongs to; '%auth%' is that of the credentials, null any.",
  },
  domain_name: {
    type: 'string',
    nullable: true,
    description: "The domain of that project; '%auth%' is that of the credentials, null any.",
  },
} as const satisfies Record<string, Schema>;

/** A reference by name, project and domain, or null. */
export function referenceSchema(description: string): DescribedObjectSchema {
  return { type: 'object', nullable: true, description, properties: referenceProperties, required: ['name'] };
}

/** A reference that has to be there. */
export function requiredReferenceSchema(description: string): DescribedObjectSchema {
  return { type: 'object', description, properties: referenceProperties, required: ['name'] };
}

/** A list of addresses in subnets. */
export function fixedIpsSchema(description: string): Schema {
  return {
    type: 'array',
    nullable: true,
    description,
    items: {
      type: 'object',
      description: 'An address in a subnet.',
      properties: {
        ip_address: { type: 'string', nullable: true, format: 'ip', description: 'The address.' },
        subnet_ref: referenceSchema('The subnet. Without it, the address says enough.'),
      },
    },
  };
}

/** A list of addresses in subnets that have to be named. */
export function requiredFixedIpsSchema(description: string): Schema {
  return {
    type: 'array',
    minItems: 1,
    description,
    items: {
      type: 'object',
      description: 'An address in a subnet.',
      required: ['subnet_ref'],
      properties: {
        ip_address: {
          type: 'string',
          nullable: true,
          format: 'ip',
          description: "The address. Null: the subnet's gateway.",
        },
        subnet_ref: requiredReferenceSchema('The subnet.'),
      },
    },
  };
}

/** Routes as lists of destination and next hop. */
export function routesSchema(description: string): Schema {
  return {
    type: 'array',
    nullable: true,
    description,
    items: {
      type: 'object',
      description: 'A route.',
      required: ['destination', 'nexthop'],
      properties: {
        destination: { type: 'string', format: 'cidr', description: 'Where it leads, as a CIDR.' },
        nexthop: { type: 'string', format: 'ip', description: 'The address that traffic is sent to.' },
      },
    },
  };
}
