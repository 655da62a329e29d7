/** What the page of `dync play` needs to know. */
export interface PlayPageFacts {
  readonly name: string;
  /** Facts of the stream as short texts, in the order in which they are shown. */
  readonly facts: readonly string[];
}

/** Policy of the page: its own files and nothing else; the models run as WebAssembly, which needs a word of its own. */
export const PLAY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The page of `dync play`. Its script and style are files of their own, as its policy asks. */
export function playPage({ name, facts }: PlayPageFacts): string {
  const title = escaped(name);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<script type="module" src="player.js"></script>
<script type="module" src="page.js"></script>
<main>
  <dynamics-player id="player" src="stream.dync" models="neural/" autoplay loop controls alt="${title}"></dynamics-player>
  <p id="problem" role="alert" hidden></p>
  <section>
    <h1>${title}</h1>
    <ul>${facts.map((fact) => `<li>${escaped(fact)}</li>`).join('')}</ul>
    <div class="dials">
      <div class="dial"><label for="motion">Motion</label><output for="motion">1.0</output><input id="motion" type="range" min="0" max="3" step="0.1" value="1"></div>
      <div class="dial"><label for="liveliness">Liveliness</label><output for="liveliness">1.0</output><input id="liveliness" type="range" min="0" max="2" step="0.1" value="1"></div>
      <div class="dial"><label for="speed">Speed</label><output for="speed">1.0</output><input id="speed" type="range" min="0.1" max="4" step="0.1" value="1"></div>
    </div>
  </section>
</main>
</html>
`;
}

/** Script of the page. */
export const PLAY_SCRIPT = `const player = document.getElementById('player');
const dial = (id, set) => {
  const input = document.getElementById(id);
  const output = document.querySelector('output[for=' + id + ']');
  input.addEventListener('input', () => {
    set(input.valueAsNumber);
    output.textContent = input.valueAsNumber.toFixed(1);
  });
};
dial('motion', (value) => { player.motion = value; });
dial('liveliness', (value) => { player.liveliness = value; });
dial('speed', (value) => { player.playbackRate = value; });
player.addEventListener('error', () => {
  const problem = document.getElementById('problem');
  problem.textContent = player.error.message;
  problem.hidden = false;
});
`;

/**
 * Style of the page.
 * @param shape width of the picture over its height
 */
export const playStyle = (
  shape: number,
): string => `:root { color-scheme: light dark; --shape: ${shape}; --ground: light-dark(#f4f3ef, #14161a); --text: light-dark(#1c1e22, #eceae4); --soft: light-dark(#6b6860, #9a988f); --accent: light-dark(#2f6f5e, #7cc8b0); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { width: min(100%, 720px); }
dynamics-player { --dynamics-accent: var(--accent); display: block; width: min(100%, 72vh * var(--shape)); margin: 0 auto; border-radius: 12px; background: light-dark(#e6e4dd, #0c0d10); overflow: hidden; }
section { padding: 18px 4px; }
h1 { margin: 0; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
ul { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 6px 0 18px; padding: 0; list-style: none; color: var(--soft); font-variant-numeric: tabular-nums; }
.dials { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 18px 32px; }
.dial { display: grid; grid-template-columns: 1fr auto; color: var(--soft); }
output { color: var(--text); font-variant-numeric: tabular-nums; }
input { grid-column: 1 / -1; width: 100%; height: 28px; margin: 0; accent-color: var(--accent); }
#problem { margin: 16px 0 0; padding: 12px 16px; border-radius: 10px; color: light-dark(#7a1f12, #ffb4a6); background: light-dark(#fbe4df, #3a1a14); }
`;
