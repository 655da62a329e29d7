export { disFlow, type GreyPlane } from '../../motion/index.js';
