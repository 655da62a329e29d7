#!/usr/bin/env node
import('../dist/cli/main.js').then(
  ({ main }) => main(process.argv),
  (error) => {
    const unbuilt = error.code === 'ERR_MODULE_NOT_FOUND' && String(error.message).includes('dist');
    process.stderr.write(
      unbuilt ? 'dync: not built yet; run "npm run build" first\n' : `dync: cannot start: ${error.message}\n`,
    );
    process.exitCode = 1;
  },
);
