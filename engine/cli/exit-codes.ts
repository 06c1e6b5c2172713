/** Ansible's exit codes, which scripts test for. */
export const exitCodes = {
  ok: 0,
  error: 1,
  failedHosts: 2,
  usage: 2,
  unreachableOrSyntax: 4,
  interrupted: 99,
  crash: 250,
} as const;
