/** Style of the player's shadow tree. Constructed style sheets need no permission from a content security policy. */
export const STYLE = `
:host { display: inline-block; position: relative; max-width: 100%; line-height: 0; vertical-align: middle; }
:host([hidden]) { display: none; }
:host(:focus-visible) { outline: 3px solid var(--dynamics-accent, #4c9ffe); outline-offset: 2px; }
[hidden] { display: none !important; }
canvas, .poster { display: block; width: 100%; height: 100%; object-fit: inherit; object-position: inherit; border-radius: inherit; }
.message {
  box-sizing: border-box; width: 100%; max-width: 40em; padding: 12px 16px; border-radius: inherit;
  font: 14px/1.45 system-ui, sans-serif; color: #fff; background: #5c2018; overflow-wrap: anywhere;
}
.bar {
  container-type: inline-size; position: absolute; inset: auto 8px 8px 8px; display: flex; align-items: center; gap: 8px; padding: 2px 14px 2px 4px;
  border-radius: 999px; color: #fff; background: rgb(20 22 26 / 0.66); backdrop-filter: blur(10px) saturate(1.4);
  font: 500 12px/1 system-ui, sans-serif; font-variant-numeric: tabular-nums; transition: opacity 0.25s;
}
.clock { white-space: nowrap; }
.bar.idle { opacity: 0; }
:host(:hover) .bar, :host(:focus-within) .bar, :host(:focus-visible) .bar { opacity: 1; }
.bar button {
  flex: none; width: 40px; height: 40px; padding: 8px; border: 0; border-radius: 50%; color: inherit; background: none; cursor: pointer;
}
.bar button:hover { background: rgb(255 255 255 / 0.16); }
.bar button:focus-visible, .bar input:focus-visible { outline: 2px solid var(--dynamics-accent, #4c9ffe); outline-offset: 1px; }
.bar svg { display: block; width: 24px; height: 24px; fill: currentColor; }
.bar input {
  flex: 1; min-width: 0; height: 24px; margin: 0; appearance: none; background: none; cursor: pointer; border-radius: 4px;
}
.bar input::-webkit-slider-runnable-track {
  height: 4px; border-radius: 2px;
  background: linear-gradient(to right, var(--dynamics-accent, #4c9ffe) var(--done, 0%), rgb(255 255 255 / 0.3) 0);
}
.bar input::-moz-range-track { height: 4px; border-radius: 2px; background: rgb(255 255 255 / 0.3); }
.bar input::-moz-range-progress { height: 4px; border-radius: 2px; background: var(--dynamics-accent, #4c9ffe); }
.bar input::-webkit-slider-thumb {
  appearance: none; width: 14px; height: 14px; margin-top: -5px; border-radius: 50%; background: #fff;
}
.bar input::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: #fff; }
@container (max-width: 230px) { .clock { display: none; } }
@container (max-width: 110px) { input { display: none; } }
@media (forced-colors: active) { .bar { border: 1px solid CanvasText; } }
@media (prefers-reduced-motion: reduce) { .bar { transition: none; } }
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
