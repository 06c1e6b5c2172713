/** What packages are taken from, as it follows a registration: by plugins of dnf and yum, and a file that they write. */
import type { Connection } from '../../../engine/module.ts';
import { editIni } from '../ini/ini-edit.ts';

const REPOSITORIES = '/etc/yum.repos.d/redhat.repo';
const PLUGINS = '/etc/yum/pluginconf.d';

/** Before a registration: repositories of an older one go, and the plugin writes those of the new one. */
export async function enablePlugin(connection: Connection): Promise<void> {
  const { files } = connection;
  if ((await files.status(REPOSITORIES))?.type === 'file') await files.remove(REPOSITORIES);
  await setPlugin('rhnplugin', false, connection);
  await setPlugin('subscription-manager', true, connection);
}

export async function disablePlugin(connection: Connection): Promise<void> {
  await setPlugin('rhnplugin', false, connection);
  await setPlugin('subscription-manager', false, connection);
}

/** A plugin that is not installed stays so. */
async function setPlugin(name: string, isOn: boolean, { files }: Connection): Promise<void> {
  const path = `${PLUGINS}/${name}.conf`;
  if ((await files.status(path)) === undefined) return;
  const text = new TextDecoder().decode(await files.read(path));
  const edited = editIni(text, {
    section: 'main',
    option: 'enabled',
    values: [isOn ? '1' : '0'],
    state: 'present',
    exclusive: true,
    no_extra_spaces: false,
    allow_no_value: false,
  });
  if (edited.text !== text) await files.write(path, edited.text);
}
