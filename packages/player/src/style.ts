/** Style of the player's shadow tree. Constructed style sheets need no permission from a content security policy. */
export const STYLE = `
:host { display: inline-block; position: relative; max-width: 100%; line-height: 0; vertical-align: middle; }
:host([hidden]) { display: none; }
:host(:focus-visible) { outline: 3px solid var(--dynamics-accent, #4c9ffe); outline-offset: 2px; }
[hidden] { display: none !important; }
[part=picture] { position: absolute; inset: 0; }
.measure { visibility: hidden; }
canvas, .poster { display: block; width: 100%; height: 100%; object-fit: inherit; object-position: inherit; border-radius: inherit; }
:host(:fullscreen) { object-fit: contain; background: #000; border-radius: 0; }
`;

/** The player's size, as an image has one: its own, unless the page says otherwise. */
export function sizeRule(
  picture: { readonly width: number; readonly height: number } | undefined,
  width: string | null,
  height: string | null,
): string {
  const rules = [];
  const across = pixels(width);
  const down = pixels(height);
  if (across !== undefined) rules.push(`width: ${across}px`);
  if (down !== undefined) rules.push(`height: ${down}px`);
  const shape = picture ?? (across !== undefined && down !== undefined ? { width: across, height: down } : undefined);
  if (shape !== undefined) rules.push(`aspect-ratio: ${shape.width} / ${shape.height}`);
  return `:host { ${rules.join('; ')} }`;
}

function pixels(value: string | null): number | undefined {
  const number = Number.parseInt(value ?? '', 10);
  return number > 0 ? number : undefined;
}
