import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';

/** What the kit wrote down of a switch, in `tmp/revert.json` of an account. */
export interface KitFile {
  readonly path: string;
  readonly statics: readonly KitStatic[];
  readonly propagations: readonly KitPropagation[];
  /** By the names of gateways: what they advertised before. */
  readonly advertised: Readonly<Record<string, readonly string[]>>;
  /** By the names of Terraform files: how long they were before the kit added to them. */
  readonly sizes: Readonly<Record<string, number>>;
}

export interface KitStatic {
  readonly vpc: string;
  readonly attachment: string;
  readonly table: string;
  readonly cidrs: readonly string[];
}

export interface KitPropagation {
  readonly vpc: string;
  readonly tables: readonly string[];
}

/** Reads a revert.json. Throws `kit-revert-file`, with the path. */
export function parseKitFile(text: string, path: string): KitFile {
  try {
    const file = mappingOf(JSON.parse(text), 'the file');
    return {
      path,
      statics: Object.entries(mappingOf(file['static'] ?? {}, 'static')).map(staticOf),
      propagations: Object.entries(mappingOf(file['propagated'] ?? {}, 'propagated')).map(propagationOf),
      advertised: Object.fromEntries(
        Object.entries(mappingOf(file['gw_adv_cidr'] ?? {}, 'gw_adv_cidr')).map(([name, cidrs]) => [
          name,
          textsOf(cidrs, `gw_adv_cidr.${name}`),
        ]),
      ),
      sizes: Object.fromEntries(
        Object.entries(mappingOf(file['vpcid-tf-size'] ?? {}, 'vpcid-tf-size')).map(([name, size]) => [
          name.slice(name.lastIndexOf('/') + 1),
          sizeOf(size, name),
        ]),
      ),
    };
  } catch (error) {
    throw new DroverError('kit-revert-file', {
      detail: `${path} cannot be read as the kit's revert.json: ${messageOf(error)}.`,
      help: 'It is the only record of what the kit has switched: restore it from the bucket (dm/<account>/tmp/revert.json, or an older version of it).',
      cause: error,
    });
  }
}

/** The VPCs that a file is about; those whose gateway alone is in it are known by the gateway's name. */
export function isAbout(file: KitFile, vpc: string, gateway: string | undefined): boolean {
  return (
    file.statics.some((one) => one.vpc === vpc) ||
    file.propagations.some((one) => one.vpc === vpc) ||
    sizesOf(file, vpc).length > 0 ||
    (gateway !== undefined && gateway in file.advertised)
  );
}

/** Names of the Terraform files of a VPC, and how long they were. */
export function sizesOf({ sizes }: KitFile, vpc: string): readonly (readonly [string, number])[] {
  return Object.entries(sizes).filter(([name]) => name.endsWith(`-${vpc}.tf`));
}

/** `<account>-<region>-<vpc>-<attachment>-<table>` */
function staticOf([key, cidrs]: readonly [string, unknown]): KitStatic {
  const [, vpc, attachment, table] =
    /-(vpc-[0-9a-f]+)-(tgw-attach-[0-9a-f]+)-(tgw-rtb-[0-9a-f]+)$/.exec(key) ?? [];
  if (vpc === undefined || attachment === undefined || table === undefined)
    throw new TypeError(`static has a key of another form: ${key}`);
  return { vpc, attachment, table, cidrs: textsOf(cidrs, `static.${key}`) };
}

/** `<account>-<region>-<vpc>-<vpc>`, or with the attachment at its end. */
function propagationOf([key, entries]: readonly [string, unknown]): KitPropagation {
  const vpc = /-(vpc-[0-9a-f]+)(?:-|$)/.exec(key)?.[1];
  if (vpc === undefined) throw new TypeError(`propagated has a key of another form: ${key}`);
  if (!Array.isArray(entries)) throw new TypeError(`propagated.${key} is no list`);
  const tables = entries
    .map((one) => mappingOf(one, `propagated.${key}`))
    .filter((one) => one['State'] === 'enabled')
    .map((one) => one['TransitGatewayRouteTableId']);
  return { vpc, tables: textsOf(tables, `propagated.${key}`) };
}

function mappingOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new TypeError(`${what} is no mapping`);
}

function textsOf(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new TypeError(`${what} is no list of texts`);
}

function sizeOf(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`vpcid-tf-size of ${name} is no number`);
}
