import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** How often, and how long after one another, something that is busy is asked to go. */
const TRIES = 40;
const PAUSE_MS = 250;

/** Removes an image, also one that is protected. */
export async function takeAwayImage({ client, tokens }: Stage, url: string): Promise<void> {
  const token = tokens.admin;
  const headers = { 'content-type': 'application/openstack-images-v2.1-json-patch' };
  const body = [{ op: 'replace', path: '/protected', value: false }];
  await client.send({ method: 'PATCH', url, token, headers, body });
  await client.send({ method: 'DELETE', url, token });
}

/** Removes something of the block storage service, which takes its time; a volume goes with its snapshots. */
export async function takeAwayFromStorage(stage: Stage, made: string): Promise<void> {
  const { client, tokens, words } = stage;
  // An administrator reaches things of others at the address of his own project.
  const url = made.replace(/\/v3\/[0-9a-f]{32}\//, `/v3/${words['project_admin']!}/`);
  const token = tokens.admin;
  const isVolume = url.includes('/volumes/');
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (isVolume) {
      const body = { 'os-reset_status': { status: 'error' } };
      await client.send({ method: 'POST', url: `${url}/action`, token, body });
    }
    const query = isVolume ? '?cascade=true' : url.includes('/qos-specs/') ? '?force=true' : '';
    await client.send({ method: 'DELETE', url: `${url}${query}`, token });
    const { status } = await client.send({ method: 'GET', url, token });
    if (status === 404) return;
    await pause(PAUSE_MS);
  }
}

/**
 * Removes a server, also one that is locked, and waits until its ports and volumes are free: a
 * volume that went before its server leaves attachments behind that nobody can remove. It is asked
 * again now and then, as a server that is just being changed refuses.
 */
export async function takeAwayServer({ client, tokens }: Stage, url: string): Promise<void> {
  const token = tokens.admin;
  for (let tries = 0; tries < TRIES * 6; tries += 1) {
    const method = tries % TRIES === 0 ? 'DELETE' : 'GET';
    const { status } = await client.send({ method, url, token });
    if (status === 404) return;
    await pause(PAUSE_MS);
  }
}
