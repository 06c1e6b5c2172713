import type { LookupFunction } from '../environment.ts';
import { commandLookups } from './commands.ts';
import { csvfileLookup } from './csvfile.ts';
import { dataLookups } from './data.ts';
import { fileLookups } from './files.ts';
import { firstFoundLookup } from './first-found.ts';
import { iniLookup } from './ini.ts';
import { listLookups } from './lists.ts';
import { passwordLookup } from './password.ts';
import { sequenceLookup } from './sequence.ts';
import { subelementsLookup } from './subelements.ts';
import { templateLookup } from './template.ts';
import { urlLookup } from './url.ts';
import { variableLookups } from './variables.ts';

/** Every lookup of ansible-core, and the ones of collections that are in use, by their short names. */
export const builtInLookups: ReadonlyMap<string, LookupFunction> = new Map([
  ...commandLookups,
  ...dataLookups,
  ...fileLookups,
  ...listLookups,
  ...variableLookups,
  csvfileLookup,
  firstFoundLookup,
  iniLookup,
  passwordLookup,
  sequenceLookup,
  subelementsLookup,
  templateLookup,
  urlLookup,
]);
