/** Bytes for people, decimal units: `742 bytes`, `3.93 kB`, `1.2 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} bytes`;
  if (bytes < 1e6) return `${digits(bytes / 1000)} kB`;
  return `${digits(bytes / 1e6)} MB`;
}

/** Bits per second for people: `7.86 kbit/s`. */
export function rateText(bitsPerSecond: number): string {
  return bitsPerSecond < 1e6 ? `${digits(bitsPerSecond / 1000)} kbit/s` : `${digits(bitsPerSecond / 1e6)} Mbit/s`;
}

/** Seconds for people: `0.4 s`, `12.5 s`, `2 min 5 s`. */
export function secondsText(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Time left in words that do not jump about: `about 12 seconds left`. */
export function timeLeftText(seconds: number | undefined): string {
  if (seconds === undefined) return 'estimating the time';
  if (seconds < 3) return 'a moment left';
  if (seconds < 55) return `about ${seconds < 10 ? Math.round(seconds) : Math.round(seconds / 5) * 5} seconds left`;
  const minutes = Math.round(seconds / 60);
  return minutes <= 1 ? 'about a minute left' : `about ${minutes} minutes left`;
}

/** Three significant digits, without exponents. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The name of a file without its ending. */
export function baseName(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

/** A whole number with thin gaps between thousands. */
export function countText(value: number): string {
  return Math.round(value).toLocaleString('en', { useGrouping: true });
}
