/**
 * The beginning of a script that makes the folder \`$dir\` for a copy and removes it at its end. Folders of copies whose
 * processes are gone, because their machine was switched off, are removed, too. The folder is its user's alone.
 */
export const makeFolder = `
umask 077
for old in /tmp/drover-copy-*; do
  [ -d "$old" ] && [ ! -L "$old" ] && { read -r pid; } 2>/dev/null <"$old/pid" && ! kill -s 0 "$pid" 2>/dev/null && rm -rf -- "$old"
done
mkdir -m 700 -- "$dir" || exit 1
trap 'rm -rf -- "$dir"' EXIT
trap 'exit 143' HUP INT TERM
echo $$ >"$dir/pid"
`;

/** The path of a copy's folder; \`id\` makes it the copy's own. */
export function folderOf(id: string, role: 'source' | 'destination' | 'image'): string {
  return `/tmp/drover-copy-${id}-${role}`;
}

/** Where the source serves the disk, and where the destination finds it. */
export function socketIn(folder: string): string {
  return `${folder}/nbd`;
}
