import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRegistry } from '../../modules/index.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import { whyNotWritten } from '../diagnostics/why-not-written.ts';
import { didYouMean } from '../schema/suggest.ts';
import { exitCodes } from './exit-codes.ts';
import { allSchemas } from './schemas/all.ts';

/** `drover schema`: one schema on standard output, the names of all, or all of them as files. */
export async function schema(name: string | undefined, flags: { readonly write?: string }): Promise<number> {
  const schemas = await allSchemas(createRegistry());
  if (flags.write !== undefined) {
    await writeSchemas(flags.write, schemas);
    process.stdout.write(`Wrote ${schemas.size} schemas to ${flags.write}.\n`);
    return exitCodes.ok;
  }
  if (name === undefined) {
    process.stdout.write(`${[...schemas.keys()].join('\n')}\n`);
    return exitCodes.ok;
  }
  const found = schemas.get(name);
  if (found === undefined) {
    throw new DroverError('bad-usage', {
      detail: `There is no schema ${name}.`,
      help: `${didYouMean(name, schemas.keys())} Run \`drover schema\` for the list.`.trim(),
    });
  }
  process.stdout.write(schemaText(found));
  return exitCodes.ok;
}

/** Writes each schema to `<folder>/<name>.json`. */
export async function writeSchemas(folder: string, schemas: ReadonlyMap<string, unknown>): Promise<void> {
  for (const [name, content] of schemas) {
    const path = join(folder, `${name}.json`);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, schemaText(content));
    } catch (error) {
      throw new DroverError('file-unwritable', {
        detail: `${path} cannot be written: ${whyNotWritten(error)}.`,
        help: 'Name a folder with --write that you may write to.',
        cause: error,
      });
    }
  }
}

function schemaText(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
