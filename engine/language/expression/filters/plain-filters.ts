import type { FilterFunction } from '../environment.ts';
import { fromCsvFilter } from './community/csv.ts';
import { communityFilters } from './community/small-filters.ts';
import { keyOfDataFilters } from './data/keys-of-data.ts';
import { pathOfDataFilters } from './data/paths-of-data.ts';
import { mergeFilters } from './dicts/combine.ts';
import { dictFilters } from './dicts/dict-filters.ts';
import { timeFilters } from './date-time/time-filters.ts';
import { timeUnitFilters } from './date-time/time-units.ts';
import { encodingFilters } from './encoding/base64.ts';
import { vaultFilters } from './encoding/vault-filters.ts';
import { hashFilters } from './hashing/hash-filters.ts';
import { markupFilters } from './html/markup.ts';
import { urlizeFilter } from './html/urlize.ts';
import { jsonQueryFilter } from './jmespath/json-query.ts';
import { jsonFilters } from './json/json-filters.ts';
import { combinationFilters } from './lists/combine-lists.ts';
import { orderFilters } from './lists/order.ts';
import { listFilters } from './lists/parts.ts';
import { setFilters } from './lists/sets.ts';
import { subelementsFilter } from './lists/subelements.ts';
import { networkFilters } from './network/network-filters.ts';
import { conversionFilters } from './numbers/convert-number.ts';
import { mathFilters } from './numbers/math.ts';
import { sizeFilters } from './numbers/sizes.ts';
import { pathFilters } from './paths/path-filters.ts';
import { randomFilters } from './random/random-filters.ts';
import { regexFilters } from './regex/regex-filters.ts';
import { caseFilters } from './text/case.ts';
import { commentFilter } from './text/comment.ts';
import { layoutFilters } from './text/layout.ts';
import { partFilters } from './text/parts.ts';
import { quoteFilter } from './text/shell.ts';
import { stringFilter } from './selection-by-name.ts';
import { typeFilters } from './types/type-filters.ts';
import { urlFilters } from './url/url-filters.ts';
import { yamlFilters } from './yaml/yaml-filters.ts';

/** All filters that do not apply other filters or tests. */
export const plainFilters: ReadonlyMap<string, FilterFunction> = new Map([
  ...caseFilters,
  ...combinationFilters,
  ...communityFilters,
  ...conversionFilters,
  ...dictFilters,
  ...encodingFilters,
  ...hashFilters,
  ...jsonFilters,
  ...keyOfDataFilters,
  ...layoutFilters,
  ...listFilters,
  ...markupFilters,
  ...mathFilters,
  ...mergeFilters,
  ...networkFilters,
  ...orderFilters,
  ...partFilters,
  ...pathFilters,
  ...pathOfDataFilters,
  ...randomFilters,
  ...regexFilters,
  ...setFilters,
  ...sizeFilters,
  ...timeFilters,
  ...timeUnitFilters,
  ...typeFilters,
  ...urlFilters,
  ...vaultFilters,
  ...yamlFilters,
  commentFilter,
  fromCsvFilter,
  jsonQueryFilter,
  quoteFilter,
  subelementsFilter,
  stringFilter,
  urlizeFilter,
]);
