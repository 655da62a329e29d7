/** @file What only streams need whose motion is fixed to the key picture: what inverts it. */
export { FlowInverter } from 'dynamics-codec/render';
