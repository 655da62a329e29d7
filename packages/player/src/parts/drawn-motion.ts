/** @file What only streams with drawn motion need: what draws it. */
export { drawMotion } from 'dynamics-codec/generator';
