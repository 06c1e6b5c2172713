import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import { readList, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import { idOf } from '../kind/wire.ts';
import { imageItem } from './item.ts';

/* What belongs to Glance. */

export const images: Collection = {
  name: 'image',
  title: 'image',
  service: 'image',
  path: '/images',
  many: 'images',
  one: 'image',
  isBare: true,
  updateMethod: 'PATCH',
  owned: true,
  importedBy: 'import_images',
  read: readImages,
  item: imageItem,
};

/** The largest page that Glance gives by default. */
const PAGE = '1000';

/** Hidden images are listed only to those who ask for them, and so are those of communities. */
async function readImages(index: IndexOfCloud): Promise<readonly Body[]> {
  const [plain, hidden] = await Promise.all([
    readVisible(index),
    readList(index.session, { ...images, query: { limit: PAGE, os_hidden: 'true' } }),
  ]);
  const known = new Set(plain.map(idOf));
  return [...plain, ...hidden.filter((body) => !known.has(idOf(body)))];
}

async function readVisible({ session }: IndexOfCloud): Promise<readonly Body[]> {
  try {
    return await readList(session, { ...images, query: { limit: PAGE, visibility: 'all' } });
  } catch (error) {
    // Before the Train release Glance does not know "all".
    if (!(error instanceof DroverError) || error.code !== 'openstack-refused') throw error;
    return readList(session, { ...images, query: { limit: PAGE } });
  }
}
