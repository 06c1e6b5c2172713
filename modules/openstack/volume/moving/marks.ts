/**
 * The key in the metadata of all temporary things: which server or volume of the source they are there for. What a
 * killed run has left is found by it.
 */
export const MARK = 'drover_workload';

/** The key in the metadata of a volume whose data have not all come: the volume of the source that they come from. */
export const INCOMPLETE = 'drover_copy_of';
