const bool = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const int =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const nothing = /^(?:~|null|Null|NULL|)$/;
const timestamp =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$/;

const tags: readonly (readonly [RegExp, string])[] = [
  [bool, 'bool'],
  [float, 'float'],
  [int, 'int'],
  [nothing, 'null'],
  [timestamp, 'timestamp'],
  [/^<<$/, 'merge'],
  [/^=$/, 'value'],
];

/** What a plain scalar is taken for by YAML 1.1 readers of PyYAML's kind. */
export function implicitTag(text: string): string {
  // Only these can begin anything but a text.
  if (!/^[-+.0-9~=<yYnNtTfFoO]/.test(text) && text !== '') return 'str';
  return tags.find(([form]) => form.test(text))?.[1] ?? 'str';
}
