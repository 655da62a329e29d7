export { quietCommand, runCommandLine, runProgram } from './run-program.js';
export type { Progress } from './terminal.js';
export { remark, startProgress, summary } from './terminal.js';
export { numberBetween, parseBitrate, parseList, parseSize } from './values.js';
