/** Style sheet of the report. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fbfaf7; --panel: #fff; --ink: #1d2327; --soft: #5f6a72; --line: #dcd9d1; --good: #d9efdd; --good-ink: #14532d; --bad: #f9dedb; --bad-ink: #7f1d1d; --accent: #0a6a74; }
@media (prefers-color-scheme: dark) { :root { --back: #14181b; --panel: #1c2226; --ink: #e6e9ea; --soft: #9aa6ad; --line: #343d43; --good: #16382a; --good-ink: #a7e3bf; --bad: #43211f; --bad-ink: #f5b5ae; --accent: #5cc3cd; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 80px; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 20px; margin: 52px 0 10px; padding-top: 14px; border-top: 2px solid var(--ink); }
h3 { font-size: 16px; margin: 26px 0 8px; }
p, ul { max-width: 76ch; margin: 6px 0 12px; }
ul { padding-left: 20px; }
.soft, .note { color: var(--soft); }
.note { font-size: 13.5px; }
a { color: var(--accent); }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 14px; margin: 20px 0; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px 6px; }
.card h3 { margin: 0 0 6px; }
.card p { margin: 0 0 8px; line-height: 1.35; }
.card b { font-size: 23px; margin-right: 6px; font-variant-numeric: tabular-nums; }
.card b.words { font-size: 17px; }
.card span { display: block; color: var(--soft); font-size: 13px; }
.wide { overflow-x: auto; margin: 8px 0 16px; }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; min-width: 60%; }
th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { font-weight: 600; color: var(--soft); vertical-align: bottom; white-space: normal; }
th:first-child, td:first-child { position: sticky; left: 0; background: var(--back); }
th:first-child, td:first-child, .words td, .words th { text-align: left; }
.words td { white-space: normal; vertical-align: top; }
td.good { background: var(--good); color: var(--good-ink); }
td.bad { background: var(--bad); color: var(--bad-ink); }
tr.total td { font-weight: 600; border-top: 2px solid var(--line); }
.toc { columns: 220px; max-width: none; padding: 0; margin: 12px 0; list-style: none; font-size: 14px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13.5px; margin: 6px 0; }
.legend svg { width: 14px; height: 14px; vertical-align: -2px; margin-right: 5px; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 12px; }
.chart { width: 100%; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.chart text { fill: var(--ink); font: 11px system-ui, sans-serif; }
.chart .chart-title { font-size: 13px; font-weight: 600; }
.chart .chart-hint, .chart .tick { fill: var(--soft); }
.chart .grid { stroke: var(--line); stroke-width: 0.7; }
.chart .guide { stroke: var(--soft); stroke-dasharray: 4 3; }
.player { margin: 12px 0; }
.panels { display: grid; align-items: end; grid-template-columns: repeat(var(--panels), minmax(0, 1fr)); gap: 6px; }
.panels > div { min-width: 0; }
.panels p { margin: 0 0 4px; font-size: 13px; line-height: 1.35; }
.panels p b { display: block; }
canvas { width: 100%; height: auto; display: block; background: #000; border-radius: 4px; touch-action: pan-y; }
.zoomed canvas { touch-action: none; cursor: grab; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-top: 8px; }
.controls input[type=range] { flex: 1 1 140px; min-width: 100px; accent-color: var(--accent); }
button, select { font: inherit; font-size: 13.5px; padding: 5px 11px; min-height: 34px; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); color: var(--ink); cursor: pointer; }
button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--back); }
button:focus-visible, select:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.frame { font-size: 13px; color: var(--soft); min-width: 5.5em; font-variant-numeric: tabular-nums; }
details.live dynamics-player { display: block; width: min(100%, 512px); margin: 10px 0; }
figure.picture { margin: 14px 0; }
figure.picture img { max-width: 100%; height: auto; display: block; border-radius: 4px; }
figure.picture img.slices { width: 100%; image-rendering: auto; }
figcaption { font-size: 13.5px; color: var(--soft); margin-top: 4px; }
video { display: none; }
@media (max-width: 620px) {
  main { padding: 18px 12px 60px; }
  .panels { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  h1 { font-size: 23px; }
}
`;
