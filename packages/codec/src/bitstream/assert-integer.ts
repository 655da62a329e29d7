import { InvalidOptionError } from '../picture/index.js';

/** Refuses what is no integer from `low` to `high`. @throws InvalidOptionError */
export function assertInteger(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidOptionError(name, `an integer from ${low} to ${high}`, value);
  }
}
