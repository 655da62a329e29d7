import { DynamicsPlayer } from './element.js';

export { DynamicsPlayer } from './element.js';
export { PlayerMediaError } from './media-error.js';
export { PlayerError } from './player-error.js';
export type { RendererChoice } from './painters.js';
export type { GroupSpan, StreamFacts } from './stream-facts.js';
export type { StreamSource } from './stream-source.js';

declare global {
  interface HTMLElementTagNameMap {
    'dynamics-player': DynamicsPlayer;
  }
}

const registry = (globalThis as { customElements?: CustomElementRegistry }).customElements;
if (registry !== undefined && registry.get('dynamics-player') === undefined)
  registry.define('dynamics-player', DynamicsPlayer);
