import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExportFile } from '../../../../modules/openstack/files/read-export-file.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { placesOf } from '../../../../modules/openstack/files/places.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../../../clouds/openstack/cloud.ts';
import type { Image } from '../../../clouds/openstack/glance/rows.ts';
import { runModule, testRun, type Outcome, type TestRun } from '../support/run-module.ts';
import { moduleNamed } from '../support/two-clouds.ts';

export type RunOptions = NonNullable<Parameters<typeof testRun>[0]>;

/** Two clouds and an empty data directory, for tests of images. */
export interface ImageClouds {
  readonly source: LoopbackCloud;
  readonly destination: LoopbackCloud;
  readonly path: string;
  readonly blobs: string;
  /** Makes an image at a cloud; without data it stays queued. The result is its id. */
  make(cloud: LoopbackCloud, body: Readonly<Record<string, unknown>>, data?: Buffer): string;
  export(args?: object, options?: RunOptions): Promise<Outcome & Pick<TestRun, 'warnings'>>;
  /** Imports all records, one after the other. */
  import(args?: object, options?: RunOptions): Promise<readonly Outcome[]>;
  /** With the credentials of the source, so that no blob is needed. */
  readonly streamed: object;
  records(): Promise<readonly ExportRecord[]>;
  /** The images of the project `src` at the source, or `dst` at the destination, by their names. */
  images(cloud: LoopbackCloud): ReadonlyMap<string, Image>;
  close(): Promise<void>;
}

export async function startImageClouds(): Promise<ImageClouds> {
  const [source, destination] = await Promise.all([startOpenStackCloud(), startOpenStackCloud()]);
  const folder = mkdtempSync(join(tmpdir(), 'drover-images-'));
  const path = join(folder, 'images.yml');
  const blobs = join(folder, 'image_blobs');
  const userOf = (cloud: LoopbackCloud): string => (cloud === source ? 'src' : 'dst');
  const records = async (): Promise<readonly ExportRecord[]> => {
    const { files } = testRun().context.controller;
    return (await readExportFile(path, files)).records.map(({ record }) => record);
  };
  const make: ImageClouds['make'] = (cloud, body, data) => {
    const tenant = cloud.tenant(userOf(cloud), userOf(cloud));
    const made = tenant.call(
      'POST',
      '/v2/images',
      { disk_format: 'raw', container_format: 'bare', ...body },
      'image',
    );
    const { id } = made.body as { readonly id: string };
    if (data !== undefined) {
      const headers = { 'content-type': 'application/octet-stream' };
      const { status } = tenant.call('PUT', `/v2/images/${id}/file`, data, 'image', headers);
      if (status !== 204) throw new Error(`the upload was answered with ${status}`);
    }
    return id;
  };
  return {
    source,
    destination,
    path,
    blobs,
    make,
    records,
    streamed: { source_auth: source.auth('src', 'src') },
    async export(args = {}, options = {}) {
      const run = testRun(options);
      try {
        mkdirSync(folder, { recursive: true });
        const module = await moduleNamed('export_image');
        const given = { path, auth: source.auth('src', 'src'), blobs_dir: blobs, ...args };
        return { ...(await runModule(module, given, run)), warnings: run.warnings };
      } finally {
        await run.close();
      }
    },
    async import(args = {}, options = {}) {
      const run = testRun(options);
      try {
        const module = await moduleNamed('import_image');
        const all = await records();
        const places = await placesOf(run.context.pool);
        for (const record of all) places.note(record, 'images.yml');
        const outcomes: Outcome[] = [];
        const given = { auth: destination.auth('dst', 'dst'), blobs_dir: blobs, ...args };
        for (const data of all) outcomes.push(await runModule(module, { data, ...given }, run));
        return outcomes;
      } finally {
        await run.close();
      }
    },
    images(cloud) {
      const owner = cloud.projectId(userOf(cloud));
      const own = cloud.state.image.images.all().filter((image) => image.owner === owner);
      return new Map(own.map((image) => [image.name ?? '', image]));
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([source.close(), destination.close()]);
    },
  };
}

/** The bytes of an image. */
export function bytesOf(image: Image | undefined): Buffer {
  return Buffer.concat([...(image?.data?.chunks ?? [])]);
}

/** The calls that write data, of all calls of a cloud since the last reset. */
export function uploadsTo(cloud: LoopbackCloud): number {
  return cloud.calls.list.filter(({ method, path }) => method === 'PUT' && /\/(?:file|stage)$/.test(path))
    .length;
}

/** What a promise was rejected with, by its code. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { readonly code: string }> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string')
    return { name: thrown.name, message: thrown.message, code: thrown.code };
  throw thrown instanceof Error ? thrown : new Error('it was not refused');
}
