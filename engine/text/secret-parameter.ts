/** Names of parameters of a URL's query that carry a secret. */
export const secretParameter = /token|secret|passw|signature|^sig$|^key$|api[-_]?key|credential|^auth/i;
