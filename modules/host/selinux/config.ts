/** The configuration of SELinux (`/etc/selinux/config`): lines `NAME=value`. Pure. */

export type Setting = 'SELINUX' | 'SELINUXTYPE';

/** A setting; undefined where the file has none of that name. */
export function settingOf(text: string, name: Setting): string | undefined {
  return new RegExp(`^${name}=([^=\\n]*)`, 'm').exec(text)?.[1]?.trim();
}

/** The text with a setting: in the lines that have it, else in one at the end. */
export function withSetting(text: string, name: Setting, value: string): string {
  const pattern = new RegExp(`^${name}=.*$`, 'gm');
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (!new RegExp(pattern, 'm').test(whole)) return `${whole}${name}=${value}\n`;
  return whole.replace(pattern, () => `${name}=${value}`);
}
