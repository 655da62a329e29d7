/** Whether the user asks for little data: `Save-Data` of the browser, or the preference that style sheets know. */
export function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true || matchMedia('(prefers-reduced-data: reduce)').matches;
}
