/** A line of dm.log; `isAlert`: it stands in dm.alert.log, too, as do headings. */
export interface LogLine {
  readonly text: string;
  readonly isAlert: boolean;
}
