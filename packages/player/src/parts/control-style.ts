/** Style of the bar at the foot of a player. */
export const CONTROL_STYLE = `
.bar {
  container-type: inline-size; position: absolute; inset: auto 8px 8px 8px; display: flex; align-items: center; gap: 8px; padding: 2px 14px 2px 4px;
  border-radius: 999px; color: #fff; background: rgb(20 22 26 / 0.66); backdrop-filter: blur(10px) saturate(1.4);
  font: 500 12px/1 system-ui, sans-serif; font-variant-numeric: tabular-nums; transition: opacity 0.25s;
}
.clock { white-space: nowrap; direction: ltr; }
.bar:dir(rtl) { --onwards: to left; }
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
  background: linear-gradient(var(--onwards, to right), var(--dynamics-accent, #4c9ffe) var(--done, 0%), rgb(255 255 255 / 0.3) 0);
}
.bar input::-moz-range-track { height: 4px; border-radius: 2px; background: rgb(255 255 255 / 0.3); }
.bar input::-moz-range-progress { height: 4px; border-radius: 2px; background: var(--dynamics-accent, #4c9ffe); }
.bar input::-webkit-slider-thumb {
  appearance: none; width: 14px; height: 14px; margin-top: -5px; border-radius: 50%; background: #fff;
}
.bar input::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: #fff; }
@container (max-width: 230px) { .clock { display: none; } }
@container (max-width: 150px) { button:last-child { display: none; } }
@container (max-width: 110px) { input { display: none; } }
@media (forced-colors: active) { .bar { border: 1px solid CanvasText; } }
@media (prefers-reduced-motion: reduce) { .bar { transition: none; } }
`;
