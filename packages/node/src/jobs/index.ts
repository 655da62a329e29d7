export type { EncodeJob, EncodeJobResult } from './encode-job.js';
export type { EncodeJobWatch } from './encode-processes.js';
export { EncodeProcesses } from './encode-processes.js';
export type { EncodeSettings } from './encode-settings.js';
export { overSettings, settingsAmong } from './encode-settings.js';
export type { JobError, JobReport } from './job-report.js';
export { reportNameOf } from './job-report.js';
export { removeTemporary, scratchFolder } from '../media/temporary.js';
