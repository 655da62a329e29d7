import type { NextConfig } from 'next';
import { join } from 'node:path';

const config: NextConfig = {
  output: 'export',
  // In this repository the player is two folders up; a project of its own does not need this.
  turbopack: { root: join(import.meta.dirname, '../..') },
};

export default config;
