import { templateError } from '../../errors.ts';
import { dictGet, dictHas, dictSet, isSequence, typeName } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import { makeTuple, type Dict, type Value } from '../../value.ts';
import { compareLoose } from '../../tests/version/loose.ts';
import { filter, type FilterEntry } from '../define.ts';
import { itemsOf } from '../lists/items.ts';

/** Small filters of community.general. */
export const communityFilters: readonly FilterEntry[] = [
  filter('dict_kv', 'key', (value, args) => dictOf([[args.value('key'), value]])),
  filter('dict', '', (value) =>
    dictOf(
      (value instanceof Map ? [...value].map(([key, item]) => makeTuple([key, item])) : itemsOf(value)).map(
        (pair, index) => {
          const [key, item, ...rest] = itemsOf(pair);
          if (key === undefined || item === undefined || rest.length > 0)
            throw templateError(
              `dictionary update sequence element #${index} has length ${itemsOf(pair).length}; 2 is required`,
            );
          return [key, item];
        },
      ),
    ),
  ),
  filter('counter', '', (value) => {
    if (!isSequence(value) && typeof value !== 'string') {
      throw templateError(
        `Argument for community.general.counter must be a sequence (string or list). ${str(value)} is <class '${typeName(value)}'>`,
      );
    }
    const counts: Dict = new Map();
    for (const item of itemsOf(value)) dictSet(counts, item, Number(dictGet(counts, item) ?? 0) + 1);
    return counts;
  }),
  filter('groupby_as_dict', 'attribute', (value, args) => {
    const attribute = args.value('attribute');
    if (!isSequence(value)) throw templateError('Input is not a sequence');
    const groups: Dict = new Map();
    itemsOf(value).forEach((element, index) => {
      if (!(element instanceof Map)) throw templateError(`Sequence element #${index} is not a mapping`);
      const key = dictGet(element, attribute);
      if (key === undefined)
        throw templateError(`Attribute not contained in element #${index} of sequence: ${str(attribute)}`);
      if (dictHas(groups, key))
        throw templateError(`Multiple sequence entries have attribute value ${repr(key)}`);
      dictSet(groups, key, element);
    });
    return groups;
  }),
  filter('unicode_normalize', '[form]', (value, args) => {
    const form = args.text('form', 'NFC');
    if (typeof value !== 'string')
      throw templateError(`<class '${typeName(value)}'> is not a valid input type`);
    if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(form)) throw templateError(`${form} is not a valid form`);
    return value.normalize(form);
  }),
  filter('version_sort', '[reverse]', (value, args) => {
    const sign = args.flag('reverse') ? -1 : 1;
    return itemsOf(value).sort((a, b) => sign * compareLoose(str(a), str(b)));
  }),
];

function dictOf(entries: readonly (readonly [Value, Value])[]): Dict {
  const made: Dict = new Map();
  for (const [key, item] of entries) dictSet(made, key, item);
  return made;
}
