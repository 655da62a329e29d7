export type { GreyPlane } from './grey-plane.js';
export { disFlow } from './dis-flow.js';
