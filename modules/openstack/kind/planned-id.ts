/** What check mode would make has no id of the cloud's, and says so wherever it is seen. */
export function plannedId(label: string, recordId: string): string {
  return `planned ${label} (${recordId})`;
}

/** Whether an id stands for what check mode would make. */
export function isPlanned(id: string): boolean {
  return id.startsWith('planned ');
}
