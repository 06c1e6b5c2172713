import type { Connection } from '../../../engine/module.ts';
import { textOf } from '../file-content.ts';

/** What a machine runs: the ID of os-release(5), and those that it is like, nearest first. */
export async function distributionIds({ files }: Connection): Promise<readonly string[]> {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const text = textOf(await files.read(path).catch(() => undefined));
    if (text !== '') return [...valueOf(text, 'ID'), ...valueOf(text, 'ID_LIKE')];
  }
  return [];
}

function valueOf(text: string, name: string): readonly string[] {
  const line = text.split('\n').find((each) => each.startsWith(`${name}=`));
  const value = line?.slice(name.length + 1).replace(/^["']|["']$/g, '') ?? '';
  return value.split(' ').filter((word) => word !== '');
}
