export { renderScene } from './scene.js';
export { LOOP_SECONDS } from './wind.js';
