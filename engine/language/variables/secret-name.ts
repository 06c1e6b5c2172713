/** Words of a name that say that its value is a secret. */
const SECRET =
  /^(?:pass(?:words?|wds?|phrases?|codes?)?|pwd|secrets?|tokens?|credentials?|key|apikey|privatekey)$/;
/** What ends the name of a variable that only says where a secret is, or what it is called. */
const ABOUT = /^(?:file|path|dir|name|names|id|ids|type|url|length|policy)$/;

/** Whether a variable of this name holds a secret: by its words, `dstAuthPassword` as well as `dst_auth_password`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word) => SECRET.test(word)) && !ABOUT.test(words.at(-1) ?? '');
}
