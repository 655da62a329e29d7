import type { Command } from 'commander';
import type { LimitError, PlayBudgets } from 'dynamics-codec';
import { numberBetween } from './values.js';

/** Budgets that a command line may raise or lower. */
export type BudgetFlags = Pick<PlayBudgets, 'maxPixels' | 'maxSeconds' | 'maxOutputFrames'>;

const FLAGS: Readonly<Record<keyof BudgetFlags, readonly [flag: string, help: string]>> = {
  maxPixels: ['--max-pixels <count>', 'most pixels of a picture (8388608 when left out: 3840x2160 fits)'],
  maxSeconds: ['--max-seconds <count>', 'most seconds of the stream (86400 when left out)'],
  maxOutputFrames: [
    '--max-output-frames <count>',
    'most frames to write (as many as have 2^33 pixels in all when left out)',
  ],
};

/** Gives a command the flags of budgets. */
export function addBudgets(command: Command, names: readonly (keyof BudgetFlags)[]): Command {
  for (const name of names) command.option(...FLAGS[name], numberBetween(1, Infinity));
  return command;
}

/** The budgets that were given. */
export function budgetsOf({ maxPixels, maxSeconds, maxOutputFrames }: Partial<BudgetFlags>): BudgetFlags {
  return { maxPixels, maxSeconds, maxOutputFrames };
}

/** The message of an exceeded budget, with the flag in place of the option. */
export function limitMessage({ message, option }: LimitError): string {
  const flag = (FLAGS as Readonly<Record<string, readonly [string, string]>>)[option]?.[0].replace(/ .*/, '');
  return flag === undefined ? message : message.replace(`raise ${option} `, `raise ${flag} `);
}
