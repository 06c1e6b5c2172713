/** Something in a record that is of the right type and says what cannot be so, or what is odd. */
export interface MeaningFlaw {
  /** Where: keys and indexes from `params`. */
  readonly path: readonly (string | number)[];
  readonly detail: string;
  readonly help?: string;
  readonly isWarning?: true;
}

export function wrong(path: MeaningFlaw['path'], detail: string, help?: string): MeaningFlaw {
  return help === undefined ? { path, detail } : { path, detail, help };
}

export function warned(path: MeaningFlaw['path'], detail: string, help: string): MeaningFlaw {
  return { path, detail, help, isWarning: true };
}
