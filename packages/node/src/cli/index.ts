export { jobsOf } from './batch.js';
export { addEncodeFlags, settingsFrom } from './encode-flags.js';
export { UsageError } from './failure.js';
export { commandPath, quietCommand } from './quiet-command.js';
export { runCommandLine, runProgram } from './run-program.js';
export type { Progress } from './terminal.js';
export { printJson, printText, remark, startProgress, summary } from './terminal.js';
export { numberBetween, parseBitrate, parseList, parseSize } from './values.js';
