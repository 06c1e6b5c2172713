import { cpSync } from 'node:fs';
import type { CloudOptions, Tenant } from '../../clouds/openstack/cloud.ts';
import { openWorkshop, type Workshop, type Workspace } from '../../cli/runs/workspace.ts';
import { graphOf, type Graph } from './graph.ts';
import { seedMixed, type MixedOptions } from './mixed-tenant.ts';

/** The words that name the variables of a workspace. */
export const VARS = ['-e', '@vars.yml'];
/** The command that brings all that was exported to the destination. */
export const IMPORT = ['run', 'import_all.yml', ...VARS];

/** A cloud with a seeded source project that was exported once, and what its import leads to if nothing goes wrong. */
export interface ExportedShop {
  readonly shop: Workshop;
  /** The graph of the destination after an undisturbed import. */
  readonly wanted: Graph;
  /** The command that imports. */
  readonly command: readonly string[];
  readonly destination: () => Tenant;
  /** An empty destination, and a folder of its own with the export files. */
  fresh(): Workspace;
  /** A further folder with the export files, while the destination stays as it is. */
  beside(): Workspace;
  close(): Promise<void>;
}

export interface ShopOptions {
  readonly cloud?: CloudOptions;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of all imports: what they are to bring. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * Seeds, exports, and imports once undisturbed. `environment` is that of this import, for those who count its steps.
 * Throws with all that was said if either fails.
 */
export async function exportedShop(
  options: MixedOptions,
  { cloud, environment = {}, variables = {} }: ShopOptions = {},
): Promise<ExportedShop> {
  const shop = await openWorkshop(cloud);
  try {
    await seedMixed(shop.cloud, options);
    const empty = shop.cloud.snapshot();
    const source = shop.open();
    await mustRun(source, ['run', 'export_all.yml', ...VARS]);
    const destination = (): Tenant => shop.cloud.tenant('dst', 'dst');
    const beside = (): Workspace => {
      const space = shop.open();
      cpSync(source.dataDir, space.dataDir, { recursive: true });
      return space;
    };
    const fresh = (): Workspace => {
      empty();
      shop.cloud.faults.clear();
      shop.cloud.resetCalls();
      return beside();
    };
    const undisturbed = fresh();
    const command = [...IMPORT, '-e', JSON.stringify(variables)];
    await mustRun(undisturbed, command, environment);
    const wanted = graphOf(destination());
    undisturbed.remove();
    return {
      shop,
      wanted,
      command,
      destination,
      fresh,
      beside,
      close: async () => {
        source.remove();
        await shop.close();
      },
    };
  } catch (error) {
    await shop.close();
    throw error;
  }
}

async function mustRun(
  space: Workspace,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { code, stdout, stderr } = await space.drover(args, environment);
  if (code !== 0) throw new Error(`drover ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
}
