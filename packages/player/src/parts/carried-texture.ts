/** @file What only streams need whose texture is carried: the phases that it is carried in. */
export { CarriedTexture } from 'dynamics-codec/render';
