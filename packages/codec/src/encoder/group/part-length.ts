/** Fewest frames of a group that comes of a split. */
export const LEAST_LENGTH = 12;
