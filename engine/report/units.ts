const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A number of bytes: `0 B`, `12.3 MiB`. */
export function bytesText(bytes: number): string {
  // 1023.96 KiB would be rounded to 1024.0: it is 1.0 MiB.
  const power = UNITS.findIndex(
    (_unit, place) => place === UNITS.length - 1 || bytes < 1024 ** (place + 1) * 0.99995,
  );
  return `${power === 0 ? Math.round(bytes) : (bytes / 1024 ** power).toFixed(1)} ${UNITS[power] ?? ''}`;
}

/** What came in a second: `45/s`, `2.5/s`, and for bytes `85.3 MiB/s`. */
export function rateText(rate: number, unit: string | undefined): string {
  if (unit === 'bytes') return `${bytesText(rate)}/s`;
  return `${rate >= 10 || rate === 0 ? rate.toFixed(0) : rate.toFixed(1)}/s`;
}

/** `20 s`, `3 min 5 s`, `2 h 7 min`, `3 d 4 h` */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `30 %`; 100 only when all is there. */
export function percentText(done: number, total: number): string {
  return `${total <= 0 || done >= total ? 100 : Math.floor((done / total) * 100)} %`;
}
