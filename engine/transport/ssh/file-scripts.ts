/** mv of busybox takes a link to a folder for the folder, and does not take its place. */
const overLink = `
over() {
  if [ -h "$2" ] && [ -d "$2" ]; then
    e=$(mv -f -T -- "$1" "$2" 2>&1) && return 0
    case $e in *'is a directory') rm -f -- "$2" || return 1; esac
  fi
  mv -f -T -- "$1" "$2"
}`;

/**
 * Scripts of file operations for a POSIX shell with the programs of GNU coreutils or busybox. Arguments are `$1` and
 * so on, `$input` the words that read what is to be written; what goes wrong is told by the system's own words at the end
 * of standard error.
 */
export const fileScripts = {
  /** $1 path, $2 follow. First lines: numbers, owner, group; then where a link points. */
  status: `
if [ -n "$2" ]; then set -- "$1" -L; fi
stat $2 -c '%f %s %u %g %i %d %h %.9X %.9Y %.9Z
%U
%G' -- "$1" || exit 1
if [ -z "$2" ] && [ -h "$1" ]; then readlink -n -- "$1"; fi`,
  read: `exec cat -- "$1"`,
  /** $1 path. Names with a NUL behind each. */
  list: `
ls -A -- "$1/" >/dev/null || exit 1
cd -- "$1" || exit 1
for f in * .[!.]* ..?*; do
  if [ -e "$f" ] || [ -h "$f" ]; then printf '%s\\0' "$f"; fi
done`,
  /** $1 path, $2 parents, $3 mode. */
  makeDirectory: `
if [ -n "$2" ]; then mkdir -p -- "$1"; else mkdir -- "$1"; fi || exit 1
[ -z "$3" ] || chmod "$3" -- "$1"`,
  /** $1 path, $2 recursive. */
  remove: `
[ -e "$1" ] || [ -h "$1" ] || { ls -d -- "$1"; exit 1; }
if [ -n "$2" ]; then rm -rf -- "$1"
elif [ -d "$1" ] && [ ! -h "$1" ]; then rmdir -- "$1"
else rm -- "$1"; fi`,
  /** $1 from, $2 to. */
  rename: `${overLink}
say() { printf 'mv: %s: %s\\n' "$1" "$2" >&2; exit 1; }
[ -e "$1" ] || [ -h "$1" ] || { ls -d -- "$1"; exit 1; }
isFolder() { [ -d "$1" ] && [ ! -h "$1" ]; }
if isFolder "$2"; then
  isFolder "$1" || say "$2" 'Is a directory'
elif [ -e "$2" ] || [ -h "$2" ]; then
  isFolder "$1" && say "$2" 'Not a directory'
fi
over "$1" "$2"`,
  /** $1 target, $2 path, $3 symbolic. */
  link: `
if [ -e "$2" ] || [ -h "$2" ]; then printf 'ln: %s: File exists\\n' "$2" >&2; exit 1; fi
if [ -n "$3" ]; then exec ln -s -- "$1" "$2"; else exec ln -- "$1" "$2"; fi`,
  /** $1 path, $2 mode, $3 follow. Links have no modes on Linux. */
  changeMode: `
[ -n "$3" ] || [ ! -h "$1" ] || exit 0
exec chmod "$2" -- "$1"`,
  /** $1 path, $2 owner:group, $3 follow. */
  changeOwner: `
if [ -n "$3" ]; then exec chown -- "$2" "$1"; else exec chown -h -- "$2" "$1"; fi`,
  /** $1 path, $2 and $3 the times with fractions, $4 and $5 without. */
  changeTimes: `
ls -dL -- "$1" >/dev/null || exit 1
touch -c -a -d "@$2" -- "$1" 2>/dev/null || touch -c -a -d "@$4" -- "$1" || exit 1
touch -c -m -d "@$3" -- "$1" 2>/dev/null || touch -c -m -d "@$5" -- "$1"`,
  realPath: `
ls -dL -- "$1" >/dev/null || exit 1
exec readlink -f -n -- "$1"`,
  /**
   * $1 path, $2 temporary file beside it, $3 mode, $4 size. A cut connection ends the input early: what has not the
   * right size does not take the place of the file, and goes first: nobody hears what is said then.
   */
  write: `${overLink}
no() { rm -f -- "$t"; exit 1; }
p=$1 t=$2 old=
if [ -d "$p" ] && [ ! -h "$p" ]; then printf 'sh: %s: Is a directory\\n' "$p" >&2; exit 1; fi
if [ -e "$p" ]; then old=$(stat -L -c '%u:%g %a' -- "$p") || exit 1; fi
set -C
if [ -z "$old$3" ]; then $input >"$t"; else (umask 077; $input >"$t"); fi || no
new=$(stat -c '%s %a %u:%g' -- "$t") || no
[ "\${new%% *}" -eq "$4" ] || { rm -f -- "$t"; printf 'sh: the input ended early\\n' >&2; exit 1; }
[ -z "$old" ] || [ "\${old% *}" = "\${new##* }" ] || chown -- "\${old% *}" "$t" 2>/dev/null
m=$3
[ -n "$m" ] || m=\${old#* }
[ -z "$m" ] || chmod "$m" -- "$t" || no
sync -d -- "$t" 2>/dev/null
over "$t" "$p" || no`,
  /** $1 path, $2 mode, $3 size. */
  writeInPlace: `
$input >"$1" || exit 1
[ ! -f "$1" ] || [ "$(wc -c <"$1")" -eq "$3" ] || { printf 'sh: the input ended early\\n' >&2; exit 1; }
[ -z "$2" ] || chmod "$2" -- "$1"`,
} as const satisfies Readonly<Record<string, string>>;

export type FileScript = keyof typeof fileScripts;
